/**
 * Planes as text, a digit for each pixel and a point for 0.
 *
 * @module
 */

import type { Plane } from "../../lib/image/ground.ts";

/** A plane of such rows. */
export function planeOf(...rows: readonly string[]): Plane {
  const values = rows.flatMap((row) => [...row].map((c) => c === "." ? 0 : +c));
  return {
    width: rows[0].length,
    height: rows.length,
    values: Float64Array.from(values),
  };
}

/** The rows of a plane of whole numbers. */
export function textOf({ width, height, values }: Plane): string[] {
  return Array.from(
    { length: height },
    (_, y) => values.subarray(y * width, (y + 1) * width).join(""),
  );
}
