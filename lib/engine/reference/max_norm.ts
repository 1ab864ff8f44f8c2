/**
 * Max-norm: after each step, no column of a tensor has a larger norm.
 *
 * @module
 */

import type { Numbers } from "../../formula/mod.ts";
import { type PlacedTensor, sizeOf } from "../../layer/mod.ts";

/** Scales the columns of a tensor whose norm is over `maxNorm` down to it. */
export function limitNorms(
  parameters: Numbers,
  { offset, shape }: PlacedTensor,
  maxNorm: number,
): void {
  const columns = shape[shape.length - 1], end = offset + sizeOf(shape);
  for (let first = offset; first < offset + columns; first++) {
    let sum = 0;
    for (let p = first; p < end; p += columns) {
      sum += parameters[p] * parameters[p];
    }
    const factor = maxNorm / Math.sqrt(sum);
    if (factor >= 1) continue;
    for (let p = first; p < end; p += columns) parameters[p] *= factor;
  }
}
