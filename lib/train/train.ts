/**
 * Epochs: in which order the examples come, what is reported after each, and
 * when to stop. The arithmetic is the engine's.
 *
 * @module
 */

import type { Program, Sums } from "../engine/engine.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { Numbers } from "../network/mod.ts";
import { random } from "../random.ts";
import type { EarlyStoppingSpec } from "../spec/mod.ts";
import type {
  Checkpoint,
  EpochFigures,
  ValidationFigures,
} from "../store/checkpoint.ts";
import { EarlyStopping } from "./early_stopping.ts";

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
  /** The same of the examples that are held out, at the end of an epoch. */
  readonly validation?: ValidationFigures | undefined;
  /** Milliseconds since the run began, by the clock that was passed in; without one, 0. */
  readonly elapsedMs: number;
}

/** What a caller may say of a run, beside the spec. */
export interface TrainOptions {
  /** Called after every epoch: the Go program's Introspect. */
  readonly onEpoch?: ((progress: Progress) => void) | undefined;
  /** Called about every 50 ms of work. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Ends the run, between two batches, with its reason; a checkpoint comes first. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called as often as the spec's `checkpoint` says, and before a signal ends the
   * run. The run waits for it, and fails if it does.
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

/** A share to hold out, each class by its part, or examples with their labels. */
export type ValidationOption = { readonly fraction: number } | {
  readonly inputs: Frame | ByteFrame;
  readonly labels: Frame;
};

/** What a run came to. */
export interface TrainResult {
  /** The mean loss of the last epoch. */
  readonly loss: number;
  /** The share of examples answered right in the last epoch. */
  readonly accuracy: number;
  /** Every epoch, in order. */
  readonly epochs: readonly Progress[];
  /** With early stopping, the epoch whose weights were kept, from 1. */
  readonly best?: number | undefined;
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
  /** After how many epochs, or seconds, there is a checkpoint. */
  readonly checkpoint?:
    | {
      readonly epochs?: number | undefined;
      readonly seconds?: number | undefined;
    }
    | undefined;
  /** Whose weights are kept, and when there is nothing better to wait for. */
  readonly earlyStopping?: EarlyStoppingSpec | undefined;
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
    /** The epoch whose weights were kept; the one before unless given. */
    best?: number,
  ) {
    const kept = best ? `of epoch ${best}, the best` : "from before that epoch";
    super(
      `the loss must stay a finite number: found none at epoch ${epoch}, batch ${batch}, ` +
        `with learningRate ${learningRate}; the weights are those ${kept}; ` +
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
 * @param schedule The epochs. With early stopping the program has the best
 *   weights at the end, whatever ends the run.
 * @param options `validate` is asked for the held-out figures after every epoch.
 * @throws {DivergenceError} When the loss or a weight is no longer finite; the
 *   parameters are then those from before the epoch.
 * @throws The signal's reason, when it is aborted.
 */
export async function train(
  program: Program,
  count: number,
  batchSize: number,
  { epochs, learningRate, shuffle, seed, checkpoint, earlyStopping }: Schedule,
  { onEpoch, onProgress, onCheckpoint, signal, from, validate, now = () => 0 }:
    & TrainOptions
    & { readonly validate?: (() => ValidationFigures) | undefined } = {},
): Promise<TrainResult> {
  const start = now() - (from?.elapsedMs ?? 0);
  const elapsed = () => now() - start;
  const figures: EpochFigures[] = from?.figures.slice(0, epochs) ?? [];
  const reports: Progress[] = figures.map((figures, e) => ({
    ...{ epoch: e + 1, epochs, examples: count, count },
    ...figures,
  }));
  if (from) {
    const { examples } = from.sums;
    if (examples % batchSize !== 0 && examples !== count) {
      throw new RangeError(
        `a checkpoint must lie between two batches of ${batchSize}: found ${examples} examples`,
      );
    }
    program.parameters = from.parameters;
    program.state = from.state;
  }
  const chunk = Math.max(1, Math.floor(program.chunk / batchSize)) * batchSize;
  let unbroken = 0; // examples since others last had a turn
  let savedMs = elapsed(), isSaved = true; // there is nothing new to save yet
  let sums: Sums = from ? { ...from.sums } : nothing();
  const stopping = earlyStopping &&
    new EarlyStopping(earlyStopping, figures, from?.best);

  /** Whether the spec wants a checkpoint now; `over` is the epoch that just ended. */
  function isDue(over: number): boolean {
    const { epochs: every = Infinity, seconds = Infinity } = checkpoint ?? {};
    return over > 0 && over % every === 0 ||
      elapsed() - savedMs >= 1000 * seconds;
  }

  async function save(): Promise<void> {
    const { parameters, state } = program;
    if (isSaved || ![parameters, ...state.moments].every(isFinite)) return;
    const place = { figures: figures.slice(), sums: { ...sums } };
    const elapsedMs = elapsed();
    const best = stopping?.parameters;
    await onCheckpoint?.({ ...place, elapsedMs, parameters, state, best });
    savedMs = elapsed();
    isSaved = true;
  }

  async function stopIfAsked(): Promise<void> {
    if (!signal?.aborted) return;
    await save();
    stopping?.restore(program);
    throw signal.reason;
  }

  for (let epoch = figures.length + 1; epoch <= epochs; epoch++) {
    if (stopping?.isOver) break;
    const before = { parameters: program.parameters, state: program.state };
    const order = Uint32Array.from({ length: count }, (_, example) => example);
    if (shuffle) random(seed, "order", epoch).shuffle(order);
    const progress = (): Progress => ({
      epoch,
      epochs,
      examples: sums.examples,
      count,
      loss: sums.loss / sums.examples,
      accuracy: sums.correct / sums.examples,
      elapsedMs: elapsed(),
    });
    const mustBe = (finite: boolean) => {
      if (finite) return;
      program.parameters = before.parameters;
      program.state = before.state;
      stopping?.restore(program);
      const batch = Math.ceil(sums.examples / batchSize);
      const best = stopping?.best;
      throw new DivergenceError(epoch, batch, learningRate, best);
    };
    for (let at = sums.examples; at < count; at += chunk) {
      await stopIfAsked();
      program.train(order.subarray(at, at + chunk), learningRate, sums);
      mustBe(Number.isFinite(sums.loss));
      isSaved = false;
      // an epoch costs something even where its examples do not
      unbroken += Math.max(Math.min(chunk, count - at), chunk / 1000);
      if (unbroken < chunk) continue; // a small epoch is over in no time
      unbroken = 0;
      onProgress?.(progress());
      await breath();
      if (at + chunk < count && isDue(0)) await save();
    }
    mustBe(isFinite(program.parameters)); // the last step shows in no loss
    const validation = validate?.();
    reports.push({ ...progress(), ...(validation && { validation }) });
    const { loss, accuracy, elapsedMs } = reports[reports.length - 1];
    figures.push({
      loss,
      accuracy,
      elapsedMs,
      ...(validation && { validation }),
    });
    stopping?.watch(figures[epoch - 1], program);
    sums = nothing();
    onEpoch?.(reports[reports.length - 1]);
    if (epoch < epochs && isDue(epoch)) await save();
  }
  await stopIfAsked();
  stopping?.restore(program);
  const { loss, accuracy } = reports[reports.length - 1];
  return { loss, accuracy, epochs: reports, best: stopping?.best };
}

function nothing(): Sums {
  return { loss: 0, correct: 0, examples: 0 };
}

function isFinite(numbers: Numbers): boolean {
  return numbers.every(Number.isFinite);
}

/** Lets timers, signals and the terminal have a turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
