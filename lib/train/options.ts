/**
 * The options, the progress and the result of training.
 *
 * @module
 */

import { foundText, mustBeFunctions } from "../options.ts";
import type { Examples } from "../dataset/mod.ts";
import type { Later } from "../engine/mod.ts";
import type { ScheduleSpec } from "../formula/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { CheckpointSpec, EarlyStoppingSpec } from "../spec/mod.ts";
import type { Checkpoint, ValidationFigures } from "./checkpoint.ts";

/** The progress of training during an epoch, or at the end of an epoch. */
export interface Progress {
  /** The number of the current epoch, counted from 1. */
  readonly epoch: number;
  /** The number of epochs. */
  readonly epochs: number;
  /** The number of examples that the network has trained on in this epoch. */
  readonly examples: number;
  /** The number of training examples. */
  readonly count: number;
  /**
   * The mean training loss of the epoch so far, with class weights. The loss of
   * an example is computed before the optimizer step of its batch.
   */
  readonly loss: number;
  /** The training accuracy of the epoch so far. The accuracy is absent in regression. */
  readonly accuracy?: number | undefined;
  /**
   * The metrics of the validation examples, at the end of an epoch. The
   * validation metrics ignore class weights.
   */
  readonly validation?: ValidationFigures | undefined;
  /** Milliseconds since the run began, measured with the option `now`; 0 without a clock. */
  readonly elapsedMs: number;
}

/**
 * Options of `Mlp.train`.
 *
 * @example A quarter of the examples is held out, and the weights of the best epoch are kept
 * ```ts
 * import { compile, frame } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "double",
 *   layers: [{ units: 1, activation: "identity" }],
 *   learningRate: 0.1,
 *   epochs: 100,
 *   earlyStopping: { metric: "validationLoss", patience: 3 },
 * }, { inputs: 1 });
 * const { epochs, best } = await mlp.train(
 *   frame([[-1], [0], [1], [2]]),
 *   frame([[-2], [0], [2], [4]]),
 *   { validation: { fraction: 0.25 } },
 * );
 * assertEquals(epochs[0].count, 3); // of four
 * const losses = epochs.map(({ validation }) => validation!.loss);
 * assertEquals(losses[best! - 1], Math.min(...losses));
 * ```
 */
export interface TrainOptions {
  /**
   * Called after each epoch. If the callback returns a promise, the promise is awaited.
   * If the callback throws an error, a checkpoint is made and training ends with the
   * error.
   */
  readonly onEpoch?: ((progress: Progress) => unknown) | undefined;
  /**
   * Called about every 40 ms during training. A promise or an error of
   * `onProgress` is handled like a promise or an error of `onEpoch`.
   */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined;
  /**
   * If the signal is aborted, training makes a checkpoint and stops, between two
   * batches. The promise of `train` then rejects with the signal's reason.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with a checkpoint at the intervals in the field `checkpoint` of the
   * spec, and after the last epoch. Also called before training stops because
   * of `signal` or an error of another callback. If `onCheckpoint` returns a
   * promise, the promise is awaited. If `onCheckpoint` throws an error,
   * training fails.
   */
  readonly onCheckpoint?:
    | ((checkpoint: Checkpoint) => void | Promise<void>)
    | undefined;
  /** The checkpoint to resume from: an object that `onCheckpoint` received. */
  readonly from?: Checkpoint | undefined;
  /** A clock in milliseconds, such as `() => performance.now()`. */
  readonly now?: (() => number) | undefined;
  /**
   * The validation examples: a fraction of the training examples to hold out,
   * or separate examples (default: the spec's `validation`).
   */
  readonly validation?: ValidationOption | undefined;
}

/**
 * Checks the names and types of the options of a training run.
 *
 * @throws {TypeError} If an option is unknown, a callback is not a function, `signal`
 *   is not an `AbortSignal`, or `from` is not a checkpoint.
 */
export function mustBeOptions(
  { onEpoch, onProgress, onCheckpoint, now, signal, from, ...rest }:
    TrainOptions,
): void {
  const { validation: _, ...others } = rest, [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new TypeError(
      `an option of train() must be one of { onEpoch, onProgress, onCheckpoint, signal, from, now, validation }: found ${unknown}; epochs, batchSize and learningRate are fields of the spec`,
    );
  }
  mustBeFunctions({ onEpoch, onProgress, onCheckpoint, now });
  if (signal !== undefined && typeof signal?.throwIfAborted !== "function") {
    throw new TypeError(
      `signal must be an AbortSignal: found ${foundText(signal)}`,
    );
  }
  const parts = [from?.figures, from?.sums, from?.parameters, from?.state];
  if (from === undefined || parts.every((part) => part !== undefined)) return;
  throw new TypeError(
    `options.from must be a checkpoint, which onCheckpoint receives and loadCheckpoint() returns: found ${
      foundText(from)
    }`,
  );
}

/**
 * The validation examples: a fraction of the training examples, or separate
 * examples with labels. A fraction of the training examples is drawn at random
 * and keeps the proportions of the classes.
 */
export type ValidationOption = { readonly fraction: number } | {
  readonly inputs: Frame | ByteFrame;
  readonly labels: Frame;
};

/** The result of training. */
export interface TrainResult {
  /** The mean training loss of the last epoch, with class weights. */
  readonly loss: number;
  /**
   * The training accuracy of the last epoch. The accuracy is absent in
   * regression.
   */
  readonly accuracy?: number | undefined;
  /** The progress at the end of each epoch, in order. */
  readonly epochs: readonly Progress[];
  /**
   * With early stopping: the number of the best epoch, counted from 1. After
   * training, the network has the weights of the best epoch.
   */
  readonly best?: number | undefined;
}

/** The fields of a spec that training uses. */
export interface Schedule {
  /** The number of epochs. */
  readonly epochs: number;
  /** The learning rate, or a learning rate schedule. */
  readonly learningRate: number | ScheduleSpec;
  /** Whether the examples are shuffled before each epoch. */
  readonly shuffle: boolean;
  /** The random seed of the shuffling. */
  readonly seed: number;
  /** The number of epochs or seconds between checkpoints. */
  readonly checkpoint?: CheckpointSpec | undefined;
  /** The metric and the patience of early stopping. */
  readonly earlyStopping?: EarlyStoppingSpec | undefined;
}

/** The options of the training loop. */
export interface LoopOptions extends TrainOptions {
  /** Computes the metrics of the validation examples. */
  readonly validate?: (() => Later<ValidationFigures>) | undefined;
  /**
   * Makes the training examples of an epoch, if the examples differ between
   * epochs. The promise that `examplesOf` returns rejects if the parameter
   * `signal` is aborted.
   */
  readonly examplesOf?:
    | ((epoch: number, signal?: AbortSignal) => Promise<Examples>)
    | undefined;
  /**
   * The training examples. If training diverges and the inputs or labels
   * contain very large numbers, the error message suggests scaling them.
   */
  readonly examples?: Examples | undefined;
  /** Whether the task is regression, which has no accuracy. */
  readonly numbers?: boolean | undefined;
  /**
   * A clock in milliseconds, used to choose how many examples are processed
   * before the event loop runs again (default: the real time).
   */
  readonly clock?: (() => number) | undefined;
}
