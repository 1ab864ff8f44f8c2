/**
 * The number of threads for training a network. The number of threads does not
 * change the results.
 *
 * @module
 */

import type { Plan } from "../../../network/mod.ts";
import type { TrainingForm } from "../layer/form.ts";
import { isNarrow, SUMS } from "../layer/dense_layout.ts";

/**
 * One more than the largest number of threads. The word `calls` of `memory.ts`
 * contains (serial number of the call) * MOST + (how many workers take part).
 */
export const MOST = 16;

/** One thread is added for every `BATCH_WORK` multiply-adds of an optimizer step. */
const BATCH_WORK = 1e6;
/**
 * With batches of one example, one thread is added for every `SINGLE_WORK`
 * multiply-adds of an optimizer step. This constant is smaller than
 * `BATCH_WORK`, because threads do not sleep in the short steps of batches of
 * one example.
 */
const SINGLE_WORK = 2e4;

/** Whether threads can share memory and wait for each other in this JavaScript runtime. */
export function mayShare(): boolean {
  const { Worker, SharedArrayBuffer } = globalThis;
  if (!Worker || !SharedArrayBuffer) return false;
  try { // throws on the main thread of a web page, which cannot wait
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}

/** The number of CPU cores. */
export function cores(): number {
  return globalThis.navigator?.hardwareConcurrency || 1;
}

/**
 * The number of threads for training a network.
 *
 * @param wanted The requested number of threads (default: one thread per
 *   core, or fewer for a small network).
 */
export function threadsOf(
  plan: Plan,
  { batchSize, single, layers }: TrainingForm,
  wanted?: number,
): number {
  if (!mayShare()) return 1;
  const [first, second, ...rest] = layers;
  const parts = second && isNarrow(second, single) && rest.length === 0
    ? Math.ceil(first.units / 4 / SUMS)
    : 1; // see `loop/singly.ts`
  const most = single ? Math.min(parts, MOST - 1) : MOST - 1;
  if (wanted !== undefined) return Math.min(wanted, most);
  const work = plan.work * batchSize;
  const worth = Math.ceil(work / (single ? SINGLE_WORK : BATCH_WORK));
  return Math.min(cores(), worth, most);
}
