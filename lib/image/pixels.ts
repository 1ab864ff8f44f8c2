/**
 * Images in memory, in color and in gray.
 *
 * @module
 */

/**
 * An image in color, as `ImageData` of a canvas has it.
 *
 * @example A row of two pixels, black and clear
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
  /** The number of pixels in a row. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
  /** Row after row, four bytes for each pixel: red, green, blue, alpha (255 is opaque). */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A gray image. */
export interface Picture {
  /** The number of pixels in a row. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
  /** A byte for each pixel, row after row: 0 is black, 255 white. */
  readonly pixels: Uint8Array;
}

/** The most pixels of an image. */
export const MOST_PIXELS = 2 ** 24;

/** The largest width and height of an image: decoders take long for each row, however short. */
export const MOST_SIDE = 2 ** 14;

/**
 * An image in gray, by the luma of ITU-R BT.601.
 *
 * @param paper The gray behind pixels that are not opaque (default: 0, black).
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
 * Refuses what is no image. Written into JavaScript exports as text.
 *
 * @throws {TypeError} If it has no size, or not four bytes for each pixel.
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
            data && !isBytes ? ", no such array" : ""
          }`
          : image
      }`,
    );
  }
}
