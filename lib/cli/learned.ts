/**
 * The number of training examples of a run, and the metrics of its epochs.
 *
 * @module
 */

import { heldOut } from "../dataset/mod.ts";
import type { EpochRecord } from "../mlp/mod.ts";
import type { Spec } from "../spec/mod.ts";

/** The number of examples that the network trains on: all rows, without the rows held out for validation. */
export function learnedRows({ validation }: Spec, rows: number): number {
  const { fraction, group } = validation ?? {};
  return fraction === undefined || group !== undefined
    ? rows
    : rows - heldOut(rows, fraction);
}

/** The metrics of epochs, in the form in which a record stores them. */
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
