/**
 * The metrics of the validation examples and the best epoch, as one line of the
 * report.
 *
 * @module
 */

import type { Progress } from "../train/mod.ts";
import { validationText } from "./epoch_line.ts";

/** The metrics of every epoch of a run, and the number of the best epoch. */
export interface ShownEpochs {
  /** Every epoch, in order. */
  readonly epochs: readonly Progress[];
  /**
   * With early stopping, the number of the epoch whose weights were kept,
   * counted from 1.
   */
  readonly best?: number | undefined;
}

/**
 * Writes the validation metrics, such as
 * `epoch 11 of 13 was the best: validation loss 0.0768 accuracy 0.9593`.
 *
 * @returns One line; undefined if the run has neither validation examples nor
 *   early stopping.
 */
export function validationLine(
  { epochs, best }: ShownEpochs,
): string | undefined {
  const { validation } = epochs[(best || epochs.length) - 1];
  const figures = validation && validationText(validation);
  if (best === undefined) return figures;
  const kept = `epoch ${best} of ${epochs.length} was the best`;
  return figures ? `${kept}: ${figures}` : kept;
}
