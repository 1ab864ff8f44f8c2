/**
 * The slice size: the number of examples of a batch that are in memory at once.
 *
 * @module
 */

import { type LayerPlan, typeOf } from "./layers.ts";

/** The largest number of examples in a slice, for any network. */
const MOST = 1024;

/**
 * `BYTES` is the usual limit of a slice in bytes. A slice may be larger than
 * `BYTES` if it has at most `FEW` examples. A slice may be larger than
 * `MOST_BYTES` only if the slice has one example.
 */
const BYTES = 2 ** 23, FEW = 32, MOST_BYTES = 2 ** 28;

/**
 * The largest number of examples that are in memory between the forward pass
 * and the update. A batch with more examples than the slice size is processed
 * in several slices. The slice size determines the order of additions, and
 * therefore the bits of a result. Therefore the slice size depends only on the
 * network and the batch size.
 */
export function sliceOf(
  layers: readonly LayerPlan[],
  batchSize: number,
): number {
  if (layers.some((layer) => typeOf(layer).joinsBatch)) return batchSize;
  if (!layers.some((layer) => typeOf(layer).takes === "image")) {
    return Math.min(batchSize, MOST);
  }
  const bytes = 4 * layers.reduce((sum, { memory }) => sum + memory, 0);
  const least = Math.min(FEW, Math.max(1, Math.floor(MOST_BYTES / bytes)));
  const fitting = Math.max(least, Math.floor(BYTES / bytes));
  return Math.min(batchSize, MOST, fitting);
}
