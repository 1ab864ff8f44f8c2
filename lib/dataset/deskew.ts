/**
 * Pictures made upright: a slanted stroke becomes a vertical one.
 *
 * @module
 */

import { type ByteFrame, mustBeFrame, ShapeError } from "../frame.ts";

/**
 * Shears each picture along its rows until its ink leans neither way: where x
 * and y of the ink, as `skew` = cov(x, y) / var(y), go together, row y moves by
 * skew (y - mean y) to the left, between two pixels by their shares. The centre
 * of the ink stays where it is; what leaves the picture is lost.
 *
 * @param pictures Rows of bytes, 0 where there is no ink.
 * @param image Width and height of each.
 * @returns Pictures of the same shape, in memory of their own.
 * @throws {ShapeError} If rows are not as long as a picture.
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
  pictures: ByteFrame,
  { width, height }: { readonly width: number; readonly height: number },
): ByteFrame {
  mustBeFrame("pictures", pictures);
  const { rows, columns } = pictures;
  if (columns !== width * height) {
    throw new ShapeError(
      `pictures must be rows of ${width} x ${height} bytes: found rows of ${columns}`,
    );
  }
  const data = new Uint8Array(rows * columns);
  for (let b = 0; b < rows; b++) {
    const from = pictures.data.subarray(b * columns, (b + 1) * columns);
    const to = data.subarray(b * columns, (b + 1) * columns);
    const { skew, middle } = slant(from, width, height);
    for (let y = 0; y < height; y++) {
      const line = from.subarray(y * width, (y + 1) * width);
      shift(line, skew * (y - middle), to.subarray(y * width));
    }
  }
  return { ...pictures, data };
}

/** How far ink moves to the right from one row to the next, and its middle row. */
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
  const variance = ink * inkYY - inkY * inkY; // both times ink squared: exact
  const covariance = ink * inkXY - inkX * inkY;
  if (variance === 0) return { skew: 0, middle: 0 }; // one row of ink, or none
  return { skew: covariance / variance, middle: inkY / ink };
}

/** Moves a line to the left by so many pixels, whole or not. */
function shift(line: Uint8Array, by: number, to: Uint8Array): void {
  const whole = Math.floor(by), part = by - whole;
  for (let x = 0; x < line.length; x++) {
    const left = line[x + whole] ?? 0, right = line[x + whole + 1] ?? 0;
    to[x] = Math.round(left + part * (right - left));
  }
}
