/**
 * Resizing of grayscale images.
 *
 * @module
 */

import { MOST_PIXELS, type Picture } from "./pixels.ts";

/**
 * Resizes an image; each pixel of the new image is the mean of the area of the
 * old image that the pixel covers.
 */
export function resized(
  picture: Picture,
  { width, height }: Omit<Picture, "pixels">,
): Picture {
  const isWide = picture.height * width > MOST_PIXELS && // to resize the rows first would need much memory
    picture.width * height < picture.height * width;
  if (isWide) {
    const columns = transposed(picture.pixels, picture.width);
    const down = squeezed(columns, picture.height, height);
    const across = squeezed(transposed(down, height), picture.width, width);
    return { width, height, pixels: Uint8Array.from(across, Math.round) };
  }
  const across = squeezed(picture.pixels, picture.width, width);
  const down = squeezed(transposed(across, width), picture.height, height);
  return {
    width,
    height,
    pixels: Uint8Array.from(transposed(down, height), Math.round),
  };
}

/**
 * Resizes each row from `from` values to `to` values; each new value is a mean
 * of old values.
 */
function squeezed(
  rows: ArrayLike<number>,
  from: number,
  to: number,
): Float64Array {
  const means = new Float64Array(rows.length / from * to);
  for (let m = 0; m < means.length; m++) {
    const first = (m % to) * from / to, end = (m % to + 1) * from / to;
    const row = Math.floor(m / to) * from;
    for (let i = Math.floor(first); i < end; i++) {
      const covered = Math.min(i + 1, end) - Math.max(i, first);
      means[m] += rows[row + i] * covered * to / from;
    }
  }
  return means;
}

/** Transposes rows and columns. */
function transposed(rows: ArrayLike<number>, width: number): Float64Array {
  const height = rows.length / width;
  return new Float64Array(rows.length).map((_, i) =>
    rows[i % height * width + Math.floor(i / height)]
  );
}
