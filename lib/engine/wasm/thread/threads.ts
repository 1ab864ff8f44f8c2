/**
 * How many threads a network is trained by. It changes no bit of it.
 *
 * @module
 */

import type { Plan } from "../../../network/mod.ts";
import { keepsSlopes } from "../layer/activation.ts";
import { NARROW, SUMS } from "../layer/layout.ts";
import { restrains } from "../layer/regularization.ts";

/** The most threads, and what the number of a call is multiplied by. */
export const MOST = 16;

/** Weights times examples of a step for which another thread is worth waking. */
const BATCH_WORK = 1e6;
/** The same where examples are shared one by one, by threads that do not sleep. */
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

/** How examples are learned from. */
export interface Stepping {
  /** How many make a step. */
  readonly batchSize: number;
  /** Whether the gradient must reach memory. */
  readonly keeps?: boolean | undefined;
}

/** Whether every step goes straight down the slope, which is known where it is taken. */
export function isStraight(
  plan: Plan,
  keeps: boolean | undefined,
): boolean {
  const { optimizer, regularization } = plan;
  return !keeps && optimizer.type === "sgd" && optimizer.momentum === 0 &&
    !restrains(plan) && regularization?.maxNorm === undefined;
}

/**
 * Whether a plan's examples are learned from by the kernels of `singly.ts`: one
 * to a step, straight down the slope, and no slope to be kept on the way back.
 */
export function isSingle(plan: Plan, { batchSize, keeps }: Stepping): boolean {
  return batchSize === 1 && isStraight(plan, keeps) &&
    !plan.layers.slice(0, -1).some(keepsSlopes);
}

/**
 * How many threads a network is trained by.
 *
 * @param wanted How many it is to be; else as many as there are cores and work for.
 */
export function threadsFor(
  plan: Plan,
  stepping: Stepping,
  wanted?: number,
): number {
  if (!mayShare()) return 1;
  const single = isSingle(plan, stepping);
  const [{ units }, second, ...rest] = plan.layers;
  const shares = second && second.units <= NARROW && rest.length === 0
    ? Math.ceil(units / 4 / SUMS)
    : 1; // see `singly.ts`
  const most = single ? shares : MOST - 1;
  if (wanted !== undefined) return Math.min(wanted, most);
  const work = plan.parameters * stepping.batchSize;
  const worth = Math.ceil(work / (single ? SINGLE_WORK : BATCH_WORK));
  return Math.min(cores(), worth, most);
}
