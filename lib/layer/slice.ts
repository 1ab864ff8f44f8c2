/**
 * The slice size: how many examples of a batch are in memory at once.
 *
 * @module
 */

import { type LayerPlan, typeOf } from "./layers.ts";

/** The largest number of examples in a slice, for any network. */
const MOST = 1024;

/**
 * `BYTES` is the usual limit of a slice in bytes. A slice has at least `FEW` examples,
 * even if they exceed this limit, but never more than `MOST_BYTES` bytes.
 */
const BYTES = 2 ** 23, FEW = 32, MOST_BYTES = 2 ** 28;

/**
 * The largest number of examples that are in memory between the forward pass and
 * the update. A larger batch is processed in slices of this size. The slice size
 * decides the order of additions and so the bits of a result, and therefore depends
 * only on the network.
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
