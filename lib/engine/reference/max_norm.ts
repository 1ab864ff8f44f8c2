/**
 * Max-norm regularization: after each step, the norm of each column of a weight
 * tensor is limited.
 *
 * @module
 */

import type { Numbers } from "../../formula/mod.ts";
import { type PlacedTensor, sizeOf } from "../../layer/mod.ts";

/**
 * If a column of a tensor has a norm above `maxNorm`, scales the column so that
 * its norm is `maxNorm`.
 */
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
