/**
 * The loop over windows of an image that convolutions and pools share. Images are
 * `[rows][columns][channels]` in row-major order.
 *
 * @module
 */

import type { Windows } from "../../../layer/mod.ts";

/** A number of a window that lies inside the image. */
export interface Place {
  /** The place of the window, from 0, in row-major order. */
  readonly window: number;
  /** Row and column in the window, counted in row-major order. */
  readonly tap: number;
  /** The place in the image, from 0, in row-major order. */
  readonly place: number;
}

/** All of these, windows in row-major order, and so in each of them. */
export function placesOf({ rows, columns }: Windows): Place[] {
  const places: Place[] = [];
  for (let r = 0; r < rows.output; r++) {
    for (let c = 0; c < columns.output; c++) {
      for (let i = 0; i < rows.size; i++) {
        for (let j = 0; j < columns.size; j++) {
          const row = r * rows.stride + i - rows.before;
          const column = c * columns.stride + j - columns.before;
          if (row < 0 || row >= rows.input) continue; // zeros around the image
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
