/**
 * What a caller says of a run and hears of it.
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

/** How far a run is, after a chunk or at the end of an epoch. */
export interface Progress {
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** How many there will be. */
  readonly epochs: number;
  /** How many examples the epoch has learned from so far. */
  readonly examples: number;
  /** How many there are. */
  readonly count: number;
  /** The mean loss of these examples, weighted where classes have weights, each taken before the step that learned from it. */
  readonly loss: number;
  /** The share of them that was predicted right, likewise; absent where labels are numbers. */
  readonly accuracy?: number | undefined;
  /** The same of the examples that are held out, without weights, at the end of an epoch. */
  readonly validation?: ValidationFigures | undefined;
  /** Milliseconds since the run began, by the clock that was passed in; without one, 0. */
  readonly elapsedMs: number;
}

/**
 * What a caller may say of a run, beside the spec.
 *
 * @example A quarter is held out, and the best epoch's weights are kept
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
   * Called after every epoch, as the Go program's Introspect. A promise that it
   * returns is awaited; an error in it ends training, after a checkpoint.
   */
  readonly onEpoch?: ((progress: Progress) => unknown) | undefined;
  /** Called about every 40 ms of training; otherwise as `onEpoch`. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined;
  /** Ends the run, between two batches, with its reason; a checkpoint comes first. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called as often as the spec's `checkpoint` says, after the last epoch, and
   * before a signal ends the run. The run waits for it, and fails if it does.
   */
  readonly onCheckpoint?:
    | ((checkpoint: Checkpoint) => void | Promise<void>)
    | undefined;
  /** Where to go on from: what `onCheckpoint` was given. */
  readonly from?: Checkpoint | undefined;
  /** Milliseconds, from any start: `() => performance.now()`. */
  readonly now?: (() => number) | undefined;
  /**
   * What to score after every epoch: a share of the examples, which is then not
   * learned from, or other ones. The spec's `validation` unless given.
   */
  readonly validation?: ValidationOption | undefined;
}

/**
 * Refuses options that are no such thing.
 *
 * @throws {TypeError} If a callback is no function, `signal` no `AbortSignal`, or
 *   `from` no checkpoint.
 */
export function mustBeOptions(
  { onEpoch, onProgress, onCheckpoint, now, signal, from }: TrainOptions,
): void {
  mustBeFunctions({ onEpoch, onProgress, onCheckpoint, now });
  if (signal !== undefined && typeof signal?.throwIfAborted !== "function") {
    throw new TypeError(
      `signal must be an AbortSignal: found ${foundText(signal)}`,
    );
  }
  const parts = [from?.figures, from?.sums, from?.parameters, from?.state];
  if (from === undefined || parts.every((part) => part !== undefined)) return;
  throw new TypeError(
    `from must be a checkpoint, as onCheckpoint or loadCheckpoint gives it: found ${
      foundText(from)
    }`,
  );
}

/** A share to hold out, each class by its part, or examples with their labels. */
export type ValidationOption = { readonly fraction: number } | {
  readonly inputs: Frame | ByteFrame;
  readonly labels: Frame;
};

/** What a run came to. */
export interface TrainResult {
  /** The mean loss of the last epoch, weighted where classes have weights. */
  readonly loss: number;
  /** The share of examples predicted right in the last epoch; absent where labels are numbers. */
  readonly accuracy?: number | undefined;
  /** Every epoch, in order. */
  readonly epochs: readonly Progress[];
  /** With early stopping, the epoch whose weights were kept, from 1. */
  readonly best?: number | undefined;
}

/** What training needs of a spec. */
export interface Schedule {
  /** How many times every example is learned from. */
  readonly epochs: number;
  /** The learning rate, or how it changes. */
  readonly learningRate: number | ScheduleSpec;
  /** Whether each epoch has an order of its own. */
  readonly shuffle: boolean;
  /** The random seed of the orders. */
  readonly seed: number;
  /** After how many epochs, or seconds, there is a checkpoint. */
  readonly checkpoint?: CheckpointSpec | undefined;
  /** Which epoch's weights are kept, and when to stop waiting for better ones. */
  readonly earlyStopping?: EarlyStoppingSpec | undefined;
}

/** What training is given beside its schedule, the examples to validate on at hand. */
export interface LoopOptions extends TrainOptions {
  /** Scores the examples that are held out. */
  readonly validate?: (() => Later<ValidationFigures>) | undefined;
  /** Gives the examples of an epoch, where each has its own; rejects when the signal is aborted. */
  readonly examplesOf?:
    | ((epoch: number, signal?: AbortSignal) => Promise<Examples>)
    | undefined;
  /** What is learned from, to say what may be too large. */
  readonly examples?: Examples | undefined;
  /** Whether labels are numbers, of which no share is right. */
  readonly numbers?: boolean | undefined;
  /** Milliseconds by which chunks are sized; default: the real ones. */
  readonly clock?: (() => number) | undefined;
}
