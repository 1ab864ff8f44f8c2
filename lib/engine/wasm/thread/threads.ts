/**
 * How many threads a network is trained by. It changes no bit of it.
 *
 * @module
 */

import type { Plan } from "../../../network/mod.ts";
import type { TrainingForm } from "../layer/form.ts";
import { isNarrow, SUMS } from "../layer/dense_layout.ts";

/** The most threads, and what the number of a call is multiplied by. */
export const MOST = 16;

/** Multiply-adds of a step for which another thread is worth waking. */
const BATCH_WORK = 1e6;
/** The same for batches of 1, by threads that do not sleep. */
const SINGLE_WORK = 2e4;

/** Whether threads can share memory here, and wait for each other. */
export function mayShare(): boolean {
  const { Worker, SharedArrayBuffer } = globalThis;
  if (!Worker || !SharedArrayBuffer) return false;
  try { // a page's main thread must not wait
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}

/** How many threads run at the same time. */
export function cores(): number {
  return globalThis.navigator?.hardwareConcurrency || 1;
}

/**
 * How many threads a network is trained by.
 *
 * @param wanted How many it is to be; else as many as there are cores and work for.
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
  const most = single ? parts : MOST - 1;
  if (wanted !== undefined) return Math.min(wanted, most);
  const work = plan.work * batchSize;
  const worth = Math.ceil(work / (single ? SINGLE_WORK : BATCH_WORK));
  return Math.min(cores(), worth, most);
}
