/**
 * A checkpoint: all that training needs to continue to the same bits. How it is
 * written as bytes is in `mlp/checkpoint.ts`.
 *
 * @module
 */

import type { State, Sums } from "../engine/mod.ts";
import type { Numbers } from "../formula/mod.ts";

/** The figures of examples that are not learned from. */
export interface ValidationFigures {
  /** Their mean loss. */
  readonly loss: number;
  /** The share of them that was predicted right; absent where labels are numbers. */
  readonly accuracy?: number | undefined;
}

/** The figures of one epoch that is over. */
export interface EpochFigures {
  /** The mean loss of the examples. */
  readonly loss: number;
  /** The share of them that was predicted right; absent where labels are numbers. */
  readonly accuracy?: number | undefined;
  /** Milliseconds of training from the beginning of the run to the epoch's end. */
  readonly elapsedMs: number;
  /** Of the examples that are held out, where some are. */
  readonly validation?: ValidationFigures | undefined;
}

/** Where a run is, between two batches. */
export interface Checkpoint {
  /** The epochs that are over. */
  readonly figures: readonly EpochFigures[];
  /** The sums of the epoch under way; its `examples` are learned from. */
  readonly sums: Readonly<Sums>;
  /** Milliseconds of training so far. */
  readonly elapsedMs: number;
  /** All weights and biases, in the layout of the plan. */
  readonly parameters: Numbers;
  /** What the optimizer has gathered. */
  readonly state: State;
  /** The parameters of the best epoch so far, which early stopping keeps. */
  readonly best?: Numbers | undefined;
}
