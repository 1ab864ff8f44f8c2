/**
 * The positions that belong to each window of an image, for convolution and
 * pooling layers. Images are `[rows][columns][channels]` in row-major order.
 *
 * @module
 */

import type { Windows } from "../../../layer/mod.ts";

/**
 * A position in a window. There is no `Place` for a position in the padding
 * around the image.
 */
export interface Place {
  /** The index of the window, in row-major order. */
  readonly window: number;
  /** The index of the position in the window, in row-major order. */
  readonly tap: number;
  /** The index of the position in the image, in row-major order. */
  readonly place: number;
}

/**
 * The positions of all windows: window after window, and row by row in each
 * window. Positions outside the image are left out.
 */
export function placesOf({ rows, columns }: Windows): Place[] {
  const places: Place[] = [];
  for (let r = 0; r < rows.output; r++) {
    for (let c = 0; c < columns.output; c++) {
      for (let i = 0; i < rows.size; i++) {
        for (let j = 0; j < columns.size; j++) {
          const row = r * rows.stride + i - rows.before;
          const column = c * columns.stride + j - columns.before;
          if (row < 0 || row >= rows.input) continue; // padding
          if (column < 0 || column >= columns.input) continue;
          places.push({
            window: r * columns.output + c,
            tap: i * columns.size + j,
            place: row * columns.input + column,
          });
        }
      }
    }
  }
  return places;
}
