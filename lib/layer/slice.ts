/**
 * How many examples of a batch are in memory at once.
 *
 * @module
 */

import { type LayerPlan, typeOf } from "./layers.ts";

/** The most examples, whatever they take. */
const MOST = 1024;

/** The most bytes that they take, and how many there are at least unless they take more. */
const BYTES = 2 ** 23, FEW = 32, MOST_BYTES = 2 ** 28;

/**
 * The most examples that are in memory between forward and update: batches beyond
 * that are taken in slices. It is a matter of the network alone, since sums are cut
 * by it.
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
