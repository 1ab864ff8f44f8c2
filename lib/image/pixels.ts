/**
 * Images in memory, in color and grayscale.
 *
 * @module
 */

/**
 * An image in color, like the `ImageData` of a canvas.
 *
 * @example An image with a black pixel and a transparent pixel
 * ```ts
 * import type { Rgba } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const data = Uint8ClampedArray.of(0, 0, 0, 255, 0, 0, 0, 0);
 * const image: Rgba = { width: 2, height: 1, data };
 * assertEquals(image.data.length, 4 * image.width * image.height);
 * ```
 */
export interface Rgba {
  /** The width in pixels. */
  readonly width: number;
  /** The height in pixels. */
  readonly height: number;
  /**
   * The pixels row by row. Each pixel has four bytes: red, green, blue, alpha
   * (255 is opaque).
   */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A grayscale image. */
export interface Picture {
  /** The width in pixels. */
  readonly width: number;
  /** The height in pixels. */
  readonly height: number;
  /** One byte for each pixel, row by row: 0 is black, 255 is white. */
  readonly pixels: Uint8Array;
}

/** The largest number of pixels of an image. */
export const MOST_PIXELS = 2 ** 24;

/**
 * The largest width and height of an image. The limit exists because decoders
 * are slow for images with many rows.
 */
export const MOST_SIDE = 2 ** 14;

/**
 * Converts an image to grayscale, by the luma of ITU-R BT.601.
 *
 * @param paper The gray level behind transparent pixels (default: 0, black).
 */
export function grayOf({ width, height, data }: Rgba, paper = 0): Picture {
  const pixels = new Uint8Array(width * height);
  for (let p = 0, at = 0; p < pixels.length; p++, at += 4) {
    const gray = (299 * data[at] + 587 * data[at + 1] + 114 * data[at + 2]) /
      1000;
    const alpha = data[at + 3];
    pixels[p] = Math.round((gray * alpha + paper * (255 - alpha)) / 255);
  }
  return { width, height, pixels };
}

/**
 * Checks that a value is an image. A network exported as a JavaScript module
 * contains the source of this function.
 *
 * @throws {TypeError} If the image has no width or height, or `data` does not
 * have four bytes for each pixel.
 */
export function mustBeRgba(image: Rgba): void {
  const { width, height, data } = image ?? {};
  const isBytes = data instanceof Uint8Array ||
    data instanceof Uint8ClampedArray;
  const isSize = width > 0 && height > 0;
  if (!isSize || !isBytes || data.length !== 4 * width * height) {
    throw new TypeError(
      `image must have width, height and data, a Uint8Array or Uint8ClampedArray with four bytes for each pixel: found ${
        image
          ? `${width} x ${height} and data of length ${data?.length}${
            data && !isBytes ? " of another type" : ""
          }`
          : image
      }`,
    );
  }
}
