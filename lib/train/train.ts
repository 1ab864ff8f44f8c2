/**
 * Epochs: in which order the examples come, what is reported after each, and
 * when to stop. The arithmetic is the engine's.
 *
 * @module
 */

import type { Examples } from "../dataset/mod.ts";
import type { Program, Sums } from "../engine/mod.ts";
import {
  isWarmup,
  type Numbers,
  rateAt,
  type ScheduleSpec,
} from "../formula/mod.ts";
import { random } from "../random.ts";
import type { EarlyStoppingSpec } from "../spec/mod.ts";
import type { EpochFigures, ValidationFigures } from "./checkpoint.ts";
import { EarlyStopping } from "./early_stopping.ts";
import type { Progress, TrainOptions, TrainResult } from "./options.ts";

/** What a run needs of a spec. */
export interface Schedule {
  /** How many times every example is learned from. */
  readonly epochs: number;
  /** How far each step goes, or how that changes. */
  readonly learningRate: number | ScheduleSpec;
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

/** What a run is told beside its schedule, the examples to validate on at hand. */
export interface LoopOptions extends TrainOptions {
  /** Scores what is held out. */
  readonly validate?: (() => ValidationFigures) | undefined;
  /** Gives the examples of an epoch, where each has its own. */
  readonly examplesOf?: ((epoch: number) => Promise<Examples>) | undefined;
}

/** A learning rate to try where a tenth of one is still far too large. */
const USUAL = 0.1;

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
        `try a learningRate of ${Math.min(learningRate / 10, USUAL)}`,
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
  schedule: Schedule,
  options: LoopOptions = {},
): Promise<TrainResult> {
  const { earlyStopping, epochs } = schedule, { from } = options;
  const stopping = earlyStopping &&
    new EarlyStopping(
      earlyStopping,
      from?.figures.slice(0, epochs),
      from?.best,
    );
  const all = { ...options, stopping };
  try {
    return await learn(program, count, batchSize, schedule, all);
  } finally {
    stopping?.restore(program);
  }
}

/** The epochs, one after another. */
async function learn(
  program: Program,
  count: number,
  batchSize: number,
  { epochs, learningRate, shuffle, seed, checkpoint }: Schedule,
  { onEpoch, onProgress, onCheckpoint, signal, from, ...rest }: LoopOptions & {
    readonly stopping?: EarlyStopping | undefined;
  },
): Promise<TrainResult> {
  const { validate, examplesOf, stopping, now = () => 0 } = rest;
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
  const batches = Math.ceil(count / batchSize);
  let rate = 0; // of the last step
  let unbroken = 0; // examples since others last had a turn
  let savedMs = elapsed(), isSaved = true; // there is nothing new to save yet
  let sums: Sums = from ? { ...from.sums } : nothing();

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
    throw signal.reason;
  }

  for (let epoch = figures.length + 1; epoch <= epochs; epoch++) {
    if (stopping?.isOver) break;
    const before = { parameters: program.parameters, state: program.state };
    if (examplesOf) program.examples = await examplesOf(epoch);
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
      const batch = Math.ceil(sums.examples / batchSize);
      const best = stopping?.best;
      throw new DivergenceError(epoch, batch, rate, best);
    };
    const isWarm = isWarmup(learningRate, epoch);
    let part = 0;
    for (let at = sums.examples; at < count; at += part) {
      // a run goes on only from where a chunk or an epoch ends; see `Program.chunk`
      if (at % chunk === 0) await stopIfAsked();
      part = isWarm ? batchSize : chunk - at % chunk;
      const batch = Math.floor(at / batchSize) + 1;
      rate = rateAt(learningRate, { epoch, epochs, batch, batches });
      program.train(order.subarray(at, at + part), rate, sums, epoch);
      mustBe(Number.isFinite(sums.loss));
      isSaved = false;
      // an epoch costs something even where its examples do not
      unbroken += Math.max(Math.min(part, count - at), chunk / 1000);
      if (unbroken < chunk) continue; // a small epoch is over in no time
      unbroken = 0;
      onProgress?.(progress());
      await breath();
      const isChunk = (at + part) % chunk === 0;
      if (at + part < count && isChunk && isDue(0)) await save();
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
  const { loss, accuracy } = reports[reports.length - 1];
  return { loss, accuracy, epochs: reports, best: stopping?.best };
}

function nothing(): Sums {
  return { loss: 0, correct: 0, examples: 0 };
}

function isFinite(numbers: Numbers): boolean {
  return numbers.every(Number.isFinite);
}

/** Lets timers, signals and the terminal have a turn; a timer would take 2 ms of it. */
function breath(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      port2.close(); // or it counts as open until it is collected
      resolve();
    };
    port2.postMessage(0);
  });
}
