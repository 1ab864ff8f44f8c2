/**
 * The training loop, which determines the order of the examples in each epoch,
 * the reports, the checkpoints and the end of training. The engine does the
 * arithmetic.
 *
 * @module
 */

import { isLater, type Program, type Sums } from "../engine/mod.ts";
import { isWarmup, type Numbers, rateAt } from "../formula/mod.ts";
import { random } from "../random.ts";
import { type EpochFigures, withoutAccuracy } from "./checkpoint.ts";
import { DivergenceError } from "./divergence_error.ts";
import { EarlyStopping } from "./early_stopping.ts";
import type {
  LoopOptions,
  Progress,
  Schedule,
  TrainResult,
} from "./options.ts";
import { Pace } from "./pace.ts";

/**
 * Trains a network for the epochs of a schedule.
 *
 * @param program The network and its training examples, on an engine.
 * @param count The number of training examples.
 * @param batchSize The number of examples per optimizer step.
 * @param schedule The epochs and the learning rate. With early stopping, the
 *   weights of the best epoch are in `program` at the end, also after an error.
 * @param options Callbacks and other options; `validate` is called after each epoch.
 * @throws {DivergenceError} If the loss or a weight becomes NaN or infinite.
 * After a `DivergenceError`, `program` has the parameters from the start of the
 * epoch or, with early stopping, of the best epoch.
 * @throws The reason of `options.signal` if this signal is aborted, or the
 *   error that a callback threw.
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
  const run = new Run(program, count, batchSize, schedule, options, stopping);
  let result;
  try {
    result = await run.epochs();
  } catch (error) {
    try {
      await stopping?.restore(program);
    } catch { /* only the first error is reported */ }
    throw error;
  }
  await stopping?.restore(program);
  return result;
}

/** The state of one training run. */
class Run {
  readonly #program: Program;
  readonly #count: number;
  readonly #batchSize: number;
  readonly #schedule: Schedule;
  readonly #options: LoopOptions;
  readonly #stopping: EarlyStopping | undefined;
  readonly #pace: Pace;
  readonly #start: number; // the start time, measured with `options.now`
  readonly #order: Uint32Array;
  readonly #figures: EpochFigures[]; // the metrics of the finished epochs
  readonly #reports: Progress[];
  #sums: Sums; // the running totals of the current epoch
  #rate = 0; // the learning rate of the last step
  #savedMs = 0; // the time of the last checkpoint
  #isSaved = true; // true if nothing has changed since the last checkpoint

  constructor(
    program: Program,
    count: number,
    batchSize: number,
    schedule: Schedule,
    options: LoopOptions,
    stopping: EarlyStopping | undefined,
  ) {
    const { epochs } = schedule, { from, now = () => 0 } = options;
    this.#program = program;
    this.#count = count;
    this.#batchSize = batchSize;
    this.#schedule = schedule;
    this.#options = options;
    this.#stopping = stopping;
    this.#pace = new Pace(program.grain, options.clock);
    this.#start = now() - (from?.elapsedMs ?? 0);
    this.#order = new Uint32Array(count);
    this.#figures = (from?.figures.slice(0, epochs) ?? [])
      .map(options.numbers ? withoutAccuracy : (figures) => figures);
    this.#reports = this.#figures.map((figures, e) => ({
      ...{ epoch: e + 1, epochs, examples: count, count },
      ...figures,
    }));
    this.#sums = from ? { ...from.sums } : zeroSums();
    this.#savedMs = this.#elapsed();
  }

  /** Runs the epochs, one after another. */
  async epochs(): Promise<TrainResult> {
    const { epochs } = this.#schedule, { from } = this.#options;
    if (from) {
      this.#mustContinue(from.sums.examples);
      await this.#program.write(from);
    }
    for (let epoch = this.#figures.length + 1; epoch <= epochs; epoch++) {
      if (this.#stopping?.isFinished) break;
      await this.#epoch(epoch);
    }
    await this.#stopIfAsked();
    await this.#save(); // training for more epochs can resume from this checkpoint
    const { loss, accuracy } = this.#reports[this.#reports.length - 1];
    const best = this.#stopping?.best;
    return {
      loss,
      ...(accuracy !== undefined && { accuracy }),
      ...{ epochs: this.#reports, best },
    };
  }

  #mustContinue(examples: number): void {
    if (examples % this.#batchSize === 0 || examples === this.#count) return;
    throw new RangeError(
      `a checkpoint must be at the end of a batch of ${this.#batchSize} examples: found a checkpoint after ${examples} examples`,
    );
  }

  /** Runs one epoch: training, validation and the report. */
  async #epoch(epoch: number): Promise<void> {
    const program = this.#program, stopping = this.#stopping;
    const { validate, examplesOf, onEpoch } = this.#options;
    if (examplesOf) {
      let examples;
      try {
        examples = await examplesOf(epoch, this.#options.signal);
      } finally {
        await this.#stopIfAsked();
      }
      const pending = program.learnFrom(examples);
      if (isLater(pending)) await pending;
    }
    const marked = program.mark(); // saves the state, because the loss may become NaN
    if (isLater(marked)) await marked;
    await this.#chunks(epoch);
    const parameters = program.parameters();
    await this.#mustBeFinite( // checks the weights, because no loss has been computed with the weights of the last step
      isFinite(isLater(parameters) ? await parameters : parameters),
      epoch,
    );
    const scored = validate?.();
    const validation = isLater(scored) ? await scored : scored;
    const report: Progress = {
      ...this.#progress(epoch),
      ...(validation && { validation }),
    };
    const { loss, accuracy, elapsedMs } = report;
    const figures = {
      loss,
      ...(accuracy !== undefined && { accuracy }),
      elapsedMs,
      ...(validation && { validation }),
    };
    this.#reports.push(report);
    this.#figures.push(figures);
    const watched = stopping?.watch(figures, program);
    if (isLater(watched)) await watched;
    this.#sums = zeroSums();
    if (onEpoch) await this.#call(onEpoch, report);
    if (epoch < this.#schedule.epochs && this.#isDue(epoch)) await this.#save();
  }

  /** Trains on the remaining examples of an epoch, chunk by chunk. */
  async #chunks(epoch: number): Promise<void> {
    const { learningRate, shuffle, seed, epochs } = this.#schedule;
    const { grain } = this.#program, { onProgress } = this.#options;
    const pace = this.#pace, count = this.#count, batchSize = this.#batchSize;
    const batches = Math.ceil(count / batchSize);
    const isWarm = isWarmup(learningRate, epoch);
    const order = this.#order;
    for (let b = 0; b < count; b++) order[b] = b;
    if (shuffle) random(seed, "order", epoch).shuffle(order);
    let part = 0;
    for (let at = this.#sums.examples; at < count; at += part) {
      if (at % grain === 0) await this.#stopIfAsked();
      const size = pace.begin();
      part = isWarm ? batchSize : size - at % grain;
      const batch = Math.floor(at / batchSize) + 1;
      this.#rate = rateAt(learningRate, { epoch, epochs, batch, batches });
      const some = order.subarray(at, at + part);
      const pending = this.#program.train(some, this.#rate, this.#sums, epoch);
      if (isLater(pending)) await pending;
      if (!Number.isFinite(this.#sums.loss)) {
        await this.#mustBeFinite(false, epoch);
      }
      this.#isSaved = false;
      if (!pace.end(some.length)) continue;
      if (onProgress) await this.#call(onProgress, this.#progress(epoch));
      await pace.turn();
      if (at + part < count && this.#isDue(0)) await this.#save();
    }
  }

  #elapsed(): number {
    return (this.#options.now ?? (() => 0))() - this.#start;
  }

  #progress(epoch: number): Progress {
    const { loss, correct, examples } = this.#sums;
    return {
      epoch,
      epochs: this.#schedule.epochs,
      examples,
      count: this.#count,
      loss: loss / examples,
      ...(!this.#options.numbers && { accuracy: correct / examples }),
      elapsedMs: this.#elapsed(),
    };
  }

  /** If `finite` is false, restores the weights from the start of the epoch and throws an error. */
  async #mustBeFinite(finite: boolean, epoch: number): Promise<void> {
    if (finite) return;
    await this.#program.rewind();
    const batch = Math.ceil(this.#sums.examples / this.#batchSize);
    const best = this.#stopping?.best;
    const { examples } = this.#options;
    throw new DivergenceError(epoch, batch, this.#rate, best, examples);
  }

  /** Whether a checkpoint is due. `ended` is the number of the epoch that just ended, or 0 during an epoch. */
  #isDue(ended: number): boolean {
    const { epochs = Infinity, seconds = Infinity } =
      this.#schedule.checkpoint ?? {};
    return ended > 0 && ended % epochs === 0 ||
      this.#elapsed() - this.#savedMs >= 1000 * seconds;
  }

  /**
   * Makes a checkpoint, if the state has changed since the last checkpoint and
   * training can resume from the new checkpoint.
   */
  async #save(): Promise<void> {
    const { onCheckpoint } = this.#options;
    const isWhole = this.#sums.examples % this.#program.grain === 0;
    if (this.#isSaved || !isWhole || !onCheckpoint) return;
    const { parameters, state } = await this.#program.read();
    if (![parameters, ...state.moments].every(isFinite)) return;
    const place = { figures: this.#figures.slice(), sums: { ...this.#sums } };
    const elapsedMs = this.#elapsed();
    const best = this.#stopping?.parameters;
    await onCheckpoint({ ...place, elapsedMs, parameters, state, best });
    this.#savedMs = this.#elapsed();
    this.#isSaved = true;
  }

  async #stopIfAsked(): Promise<void> {
    const { signal } = this.#options;
    if (!signal?.aborted) return;
    await this.#save();
    throw signal.reason;
  }

  /** Calls a callback. If the callback fails, makes a checkpoint and rethrows the error. */
  async #call(
    callback: (progress: Progress) => unknown,
    progress: Progress,
  ): Promise<void> {
    try {
      const pending = callback(progress);
      if (isLater(pending)) await pending;
    } catch (error) {
      await this.#save().catch(() => {}); // only the error of the callback is reported
      throw error;
    }
  }
}

function zeroSums(): Sums {
  return { loss: 0, correct: 0, examples: 0 };
}

function isFinite(numbers: Numbers): boolean {
  for (let n = 0; n < numbers.length; n++) { // this loop is ten times as fast as every()
    if (!Number.isFinite(numbers[n])) return false;
  }
  return true;
}
