/**
 * Decoding of image files. The image size in the header is checked before the
 * pixels are decoded. The library pngjs decodes PNG. The JavaScript runtime
 * decodes JPEG, GIF, BMP and WebP. Deno and browsers can decode JPEG, GIF, BMP
 * and WebP files, but Node.js cannot.
 *
 * @module
 */

import { DatasetError } from "../format/mod.ts";
import {
  type ImageFormat,
  imageFormat,
  isWhole,
  otherFormat,
  sizesOf,
} from "./header.ts";
import { MOST_PIXELS, MOST_SIDE, type Rgba } from "./pixels.ts";
import { decodePng, pngFault } from "./png.ts";

/**
 * The largest size of an image file, in bytes. An uncompressed bitmap with the largest
 * number of pixels has 4 bytes for each pixel, and a header.
 */
const MOST_BYTES = 2 ** 26 + 2 ** 16;

/** The supported formats, for messages. */
export const IMAGE_FORMATS = "PNG, JPEG, GIF, BMP or WebP";

/** The methods of `OffscreenCanvas` that this file calls. */
interface Canvas {
  getContext(type: "2d", options: object): {
    drawImage(image: ImageBitmap, x: number, y: number): void;
    getImageData(
      ...box: [x: number, y: number, width: number, height: number]
    ): Rgba;
  } | null;
  getContext(type: "bitmaprenderer"): {
    transferFromImageBitmap(image: ImageBitmap): void;
  } | null;
  convertToBlob(options: { type: string }): Promise<Blob>;
}

/**
 * The global functions of the JavaScript runtime that decode images; Node.js
 * does not have these functions.
 */
interface ImageHost {
  createImageBitmap?(blob: Blob): Promise<ImageBitmap>;
  OffscreenCanvas?: new (width: number, height: number) => Canvas;
}

/**
 * Whether a file is an image in a supported format, or in a known but
 * unsupported format, such as SVG.
 *
 * @param head At least the first 4,096 bytes of the file.
 */
export function isImage(head: Uint8Array): boolean {
  return (imageFormat(head) ?? otherFormat(head)) !== undefined;
}

/**
 * Decodes a PNG, JPEG, GIF, BMP or WebP file; the format is detected. Only the
 * first image of an animation is decoded. The EXIF orientation of a JPEG is
 * applied. Images may have up to 16,777,216 pixels, and up to 16,384 in width
 * and height.
 *
 * The decoded pixels of a JPEG or lossy WebP file can differ by a few levels
 * between JavaScript runtimes. The decoded pixels of PNG, GIF, BMP and lossless
 * WebP files are the same in every runtime.
 *
 * @param bytes The whole file.
 * @param name The name of the file in error messages.
 * @returns Four bytes for each pixel, like the `ImageData` of a canvas.
 * @throws {DatasetError} If the file is damaged or too large, its format is not
 * supported, or the JavaScript runtime cannot decode the file; Node.js decodes
 * only PNG.
 * @example A BMP file with a red pixel and a white pixel
 * ```ts
 * import { decodeImage } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const header = [66, 77, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0];
 * const size = [2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, ...Array(24).fill(0)];
 * const pixels = [0, 0, 255, 255, 255, 255, 0, 0]; // the bytes blue, green, red of each pixel; then padding
 * const file = Uint8Array.from([...header, ...size, ...pixels]);
 * const { width, height, data } = await decodeImage(file, "two.bmp");
 * assertEquals([width, height], [2, 1]);
 * assertEquals([...data], [255, 0, 0, 255, 255, 255, 255, 255]);
 * ```
 */
export async function decodeImage(
  bytes: Uint8Array,
  name = "the image",
): Promise<Rgba> {
  const format = imageFormat(bytes);
  const fault = format === undefined
    ? formatFault(bytes)
    : headerFault(bytes, format);
  if (fault !== undefined || format === undefined) {
    throw new DatasetError(`${name}: ${fault}`, [name]);
  }
  const damaged = (cause?: unknown) =>
    new DatasetError(
      `${name}: must be a complete ${format} file: found a damaged file`,
      [name],
      { cause },
    );
  if (!isWhole(bytes, format)) throw damaged();
  const host = globalThis as ImageHost;
  if (format !== "PNG" && !(host.createImageBitmap && host.OffscreenCanvas)) {
    throw new DatasetError(
      `${name}: must be PNG, since only Deno and browsers can decode ${format}: found ${format}; save the image as PNG`,
      [name],
    );
  }
  let image: Rgba;
  try {
    image = await (format === "PNG" ? decodePng(bytes) : byHost(bytes, host));
  } catch (cause) {
    throw damaged(cause);
  }
  const { width, height, data } = image;
  if (data.length !== 4 * width * height) throw damaged();
  return image;
}

/** The error for a file whose format is not supported. */
function formatFault(bytes: Uint8Array): string {
  const other = otherFormat(bytes);
  return other === undefined
    ? `must be an image (${IMAGE_FORMATS}): found a file of another type`
    : `must be ${IMAGE_FORMATS}: found ${other}; save the image as PNG`;
}

/**
 * What is wrong with the headers or the size of an image file, such as too many
 * pixels; undefined if nothing is wrong.
 */
function headerFault(
  bytes: Uint8Array,
  format: ImageFormat,
): string | undefined {
  const sizes = sizesOf(bytes, format);
  if (sizes.length === 0) {
    return `must be a complete ${format} file: found a damaged file`;
  }
  for (const [width, height] of sizes) {
    const size = `${width} x ${height}`;
    if (!(width > 0 && height > 0 && width * height <= MOST_PIXELS)) {
      return `must be an image of 1 to ${MOST_PIXELS} pixels: found ${size}`;
    }
    if (Math.max(width, height) > MOST_SIDE) {
      return `must be at most ${MOST_SIDE} pixels wide and high: found ${size}`;
    }
  }
  if (bytes.length > MOST_BYTES) {
    return `must be at most ${MOST_BYTES} bytes: found ${bytes.length}`;
  }
  return format === "PNG" ? pngFault(bytes) : undefined;
}

/**
 * Decodes an image with `OffscreenCanvas`; the pixels are read from a 2D
 * context in browsers, and from a BMP copy of the image in Deno.
 */
async function byHost(
  bytes: Uint8Array,
  { createImageBitmap, OffscreenCanvas }: ImageHost,
): Promise<Rgba> {
  const bitmap = await createImageBitmap!(new Blob([new Uint8Array(bytes)]));
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas!(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context) {
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return context.getImageData(0, 0, width, height);
  }
  canvas.getContext("bitmaprenderer")!.transferFromImageBitmap(bitmap);
  const blob = await canvas.convertToBlob({ type: "image/bmp" });
  return ofBitmap(new DataView(await blob.arrayBuffer()));
}

/** Decodes a BMP file with 8, 24 or 32 bits per pixel, in the layout that Deno writes. */
function ofBitmap(view: DataView): Rgba {
  const [width, signed] = [view.getInt32(18, true), view.getInt32(22, true)];
  const height = Math.abs(signed), size = view.getUint16(28, true) / 8;
  const palette = 14 + view.getUint32(14, true); // four bytes each
  const first = view.getUint32(10, true), row = Math.ceil(width * size / 4) * 4;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    let at = first + row * (signed > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++, at += size, to += 4) {
      const from = size === 1 ? palette + 4 * view.getUint8(at) : at;
      data[to] = view.getUint8(from + 2);
      data[to + 1] = view.getUint8(from + 1);
      data[to + 2] = view.getUint8(from);
      data[to + 3] = size === 4 ? view.getUint8(from + 3) : 255;
    }
  }
  return { width, height, data };
}
