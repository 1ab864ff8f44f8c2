/**
 * Planes as text: each character is a pixel, a digit or a dot for 0.
 *
 * @module
 */

import type { Plane } from "../../lib/image/ground.ts";

/** A plane with these rows. */
export function planeOf(...rows: readonly string[]): Plane {
  const values = rows.flatMap((row) => [...row].map((c) => c === "." ? 0 : +c));
  return {
    width: rows[0].length,
    height: rows.length,
    values: Float64Array.from(values),
  };
}

/** The rows of a plane of whole numbers as text. */
export function textOf({ width, height, values }: Plane): string[] {
  return Array.from(
    { length: height },
    (_, y) => values.subarray(y * width, (y + 1) * width).join(""),
  );
}
