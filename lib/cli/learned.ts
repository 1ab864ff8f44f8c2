/**
 * What is learned from, and the figures of what was.
 *
 * @module
 */

import { heldOut } from "../dataset/mod.ts";
import type { EpochRecord } from "../mlp/mod.ts";
import type { Spec } from "../spec/mod.ts";

/** How many of so many training examples are learned from. */
export function learnedRows({ validation }: Spec, rows: number): number {
  const { fraction, group } = validation ?? {};
  return fraction === undefined || group !== undefined
    ? rows
    : rows - heldOut(rows, fraction);
}

/** The figures of epochs, as a record has them. */
export function epochsOf(
  { epochs }: { readonly epochs: readonly EpochRecord[] },
): EpochRecord[] {
  return epochs.map(({ loss, accuracy, validation, elapsedMs }) => ({
    loss,
    accuracy,
    validation,
    elapsedMs,
  }));
}
