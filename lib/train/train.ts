/**
 * Epochs: in which order the examples come, what is reported after each, and
 * when to stop. The arithmetic is the engine's.
 *
 * @module
 */

import type { Program, Sums } from "../engine/engine.ts";
import { random } from "../random.ts";

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
  /** The mean loss of these examples, each taken before the step that learned from it. */
  readonly loss: number;
  /** The share of them that was answered right, likewise. */
  readonly accuracy: number;
  /** Milliseconds since the run began, by the clock that was passed in; without one, 0. */
  readonly elapsedMs: number;
}

/** What a caller may say of a run, beside the spec. */
export interface TrainOptions {
  /** Called after every epoch: the Go program's Introspect. */
  readonly onEpoch?: ((progress: Progress) => void) | undefined;
  /** Called about every 50 ms of work. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Ends the run, between two batches, with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, from any start: `() => performance.now()`. */
  readonly now?: (() => number) | undefined;
}

/** What a run came to. */
export interface TrainResult {
  /** The mean loss of the last epoch. */
  readonly loss: number;
  /** The share of examples answered right in the last epoch. */
  readonly accuracy: number;
  /** Every epoch, in order. */
  readonly epochs: readonly Progress[];
}

/** What a run needs of a spec. */
export interface Schedule {
  /** How many times every example is learned from. */
  readonly epochs: number;
  /** How far each step goes. */
  readonly learningRate: number;
  /** Whether each epoch has an order of its own. */
  readonly shuffle: boolean;
  /** What the orders follow from. */
  readonly seed: number;
}

/** A run whose loss is no longer a number. */
export class DivergenceError extends RangeError {
  /** The name a stack trace shows. */
  override readonly name = "DivergenceError";

  /** States where it happened and what to try. */
  constructor(
    /** The epoch, from 1. */
    readonly epoch: number,
    /** The batch in it, from 1. */
    readonly batch: number,
    /** How far the steps went. */
    readonly learningRate: number,
  ) {
    super(
      `the loss must stay a finite number: found none at epoch ${epoch}, batch ${batch}, ` +
        `with learningRate ${learningRate}; the weights are those from before that epoch; ` +
        `try a learningRate of ${learningRate / 10}`,
    );
  }
}

/**
 * Trains a program for the epochs of a schedule.
 *
 * @param program The network and its examples.
 * @param count How many examples there are.
 * @param batchSize How many of them make a step.
 * @throws {DivergenceError} When the loss is no longer finite; the parameters
 *   are then those from before the epoch.
 * @throws The signal's reason, when it is aborted.
 */
export async function train(
  program: Program,
  count: number,
  batchSize: number,
  { epochs, learningRate, shuffle, seed }: Schedule,
  { onEpoch, onProgress, signal, now = () => 0 }: TrainOptions = {},
): Promise<TrainResult> {
  const start = now();
  const reports: Progress[] = [];
  const chunk = Math.max(1, Math.floor(program.chunk / batchSize)) * batchSize;
  let unbroken = 0; // examples since others last had a turn
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const before = program.parameters;
    const order = Uint32Array.from({ length: count }, (_, example) => example);
    if (shuffle) random(seed, "order", epoch).shuffle(order);
    const sums: Sums = { loss: 0, correct: 0, examples: 0 };
    const progress = (): Progress => ({
      epoch,
      epochs,
      examples: sums.examples,
      count,
      loss: sums.loss / sums.examples,
      accuracy: sums.correct / sums.examples,
      elapsedMs: now() - start,
    });
    for (let from = 0; from < count; from += chunk) {
      signal?.throwIfAborted();
      program.train(order.subarray(from, from + chunk), learningRate, sums);
      if (!Number.isFinite(sums.loss)) {
        program.parameters = before;
        const batch = Math.ceil(sums.examples / batchSize);
        throw new DivergenceError(epoch, batch, learningRate);
      }
      // an epoch costs something even where its examples do not
      unbroken += Math.max(Math.min(chunk, count - from), chunk / 1000);
      if (unbroken < chunk) continue; // a small epoch is over in no time
      unbroken = 0;
      onProgress?.(progress());
      await breath();
    }
    reports.push(progress());
    onEpoch?.(reports[reports.length - 1]);
  }
  const { loss, accuracy } = reports[reports.length - 1];
  return { loss, accuracy, epochs: reports };
}

/** Lets timers, signals and the terminal have a turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
