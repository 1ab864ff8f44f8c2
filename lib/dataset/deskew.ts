/**
 * Deskewing of images: slanted strokes become vertical.
 *
 * @module
 */

import { type ByteFrame, mustBeFrame, ShapeError } from "../frame.ts";

/**
 * Deskews images: shears each image horizontally until the ink in the image has
 * no slant. Row y is shifted to the left by skew * (y - mean(y)) pixels, with
 * linear interpolation; skew is cov(x, y) / var(y) of the pixel positions (x,
 * y), weighted by the bytes. The center of the ink does not move; pixels that
 * are shifted out of the image are lost.
 *
 * @param images Images as rows of bytes; 0 is the background.
 * @param image The width and height of each image.
 * @returns New images of the same shape as `images`.
 * @throws {ShapeError} If the rows do not have width times height bytes.
 * @see LeCun et al., Gradient-based learning applied to document recognition
 * (1998), section III A
 * @example A diagonal becomes a column
 * ```ts
 * import { deskew } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const data = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255);
 * const slanted = { rows: 1, columns: 9, data, scale: [0, 1] } as const;
 * const upright = deskew(slanted, { width: 3, height: 3 });
 * assertEquals([...upright.data], [0, 255, 0, 0, 255, 0, 0, 255, 0]);
 * ```
 */
export function deskew(
  images: ByteFrame,
  { width, height }: { readonly width: number; readonly height: number },
): ByteFrame {
  mustBeFrame("images", images);
  const { rows, columns } = images;
  if (columns !== width * height) {
    throw new ShapeError(
      `images must be rows of ${width} x ${height} bytes: found rows of ${columns} bytes`,
    );
  }
  const data = new Uint8Array(rows * columns);
  for (let b = 0; b < rows; b++) {
    const from = images.data.subarray(b * columns, (b + 1) * columns);
    const to = data.subarray(b * columns, (b + 1) * columns);
    const { skew, middle } = slant(from, width, height);
    for (let y = 0; y < height; y++) {
      const line = from.subarray(y * width, (y + 1) * width);
      shift(line, skew * (y - middle), to.subarray(y * width));
    }
  }
  return { ...images, data };
}

/** The slant of the ink in pixels per row, and the row of the ink's center. */
function slant(picture: Uint8Array, width: number, height: number) {
  let ink = 0, inkX = 0, inkY = 0, inkXY = 0, inkYY = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = picture[y * width + x];
      ink += byte;
      inkX += byte * x;
      inkY += byte * y;
      inkXY += byte * x * y;
      inkYY += byte * y * y;
    }
  }
  // variance and covariance, each times ink squared; sums of whole numbers have no rounding errors
  const variance = ink * inkYY - inkY * inkY;
  const covariance = ink * inkXY - inkX * inkY;
  if (variance === 0) return { skew: 0, middle: 0 }; // no slant with fewer than two rows of ink
  return { skew: covariance / variance, middle: inkY / ink };
}

/** Shifts a row of pixels to the left by `by` pixels; `by` may be a fraction. */
function shift(line: Uint8Array, by: number, to: Uint8Array): void {
  const whole = Math.floor(by), part = by - whole;
  for (let x = 0; x < line.length; x++) {
    const left = line[x + whole] ?? 0, right = line[x + whole + 1] ?? 0;
    to[x] = Math.round(left + part * (right - left));
  }
}
