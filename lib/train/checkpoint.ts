/**
 * A checkpoint: the state from which training resumes with bit-identical
 * results. `mlp/checkpoint.ts` encodes a checkpoint as bytes.
 *
 * @module
 */

import type { State, Sums } from "../engine/mod.ts";
import type { Numbers } from "../formula/mod.ts";

/** The metrics of validation examples. */
export interface ValidationFigures {
  /** The mean loss of the validation examples. */
  readonly loss: number;
  /**
   * The fraction of the validation examples with a correct prediction. The
   * accuracy is absent in regression.
   */
  readonly accuracy?: number | undefined;
}

/** The metrics of one finished epoch. */
export interface EpochFigures {
  /** The mean loss of the training examples. */
  readonly loss: number;
  /**
   * The fraction of the training examples with a correct prediction. The
   * accuracy is absent in regression.
   */
  readonly accuracy?: number | undefined;
  /** Milliseconds of training from the start of the run to the end of the epoch. */
  readonly elapsedMs: number;
  /** The metrics of the validation examples, if there are any. */
  readonly validation?: ValidationFigures | undefined;
}

/** The state of a run between two batches, from which training can resume. */
export interface Checkpoint {
  /** The metrics of the finished epochs. */
  readonly figures: readonly EpochFigures[];
  /**
   * The running totals of the current epoch: the loss, the correct predictions
   * and the examples. `sums.examples` is the number of examples that the epoch
   * has trained on.
   */
  readonly sums: Readonly<Sums>;
  /** Milliseconds of training since the start of the run. */
  readonly elapsedMs: number;
  /** All weights and biases, in the order of the layers. */
  readonly parameters: Numbers;
  /** The state of the optimizer. */
  readonly state: State;
  /** With early stopping: the parameters of the best epoch so far. */
  readonly best?: Numbers | undefined;
}

/**
 * Removes the accuracy, which checkpoints of version 0.1.0 contain even for
 * regression.
 */
export function withoutAccuracy(
  { accuracy: _, validation, ...rest }: EpochFigures,
): EpochFigures {
  return validation ? { ...rest, validation: { loss: validation.loss } } : rest;
}
