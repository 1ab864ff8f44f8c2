/**
 * The WebAssembly engine's program: a network compiled to WebAssembly.
 *
 * @module
 */

import type { Examples } from "../../dataset/mod.ts";
import { type ByteFrame, type Frame, ShapeError } from "../../frame.ts";
import { type Numbers, optimizerOf } from "../../formula/mod.ts";
import { allocate, type Plan } from "../../network/mod.ts";
import type {
  ExactProgram,
  Gradient,
  Snapshot,
  State,
  Sums,
} from "../engine.ts";
import { address } from "./code/memory.ts";
import { copyParameters, copyStatistics } from "./layer/layout.ts";
import { Predictor } from "./loop/predictor.ts";
import {
  drop,
  fill,
  fits,
  type ProgramOptions,
  type Running,
  running,
  step,
} from "./loop/running.ts";
import { cores, mayShare } from "./thread/threads.ts";
import { WorkerError } from "./thread/workers.ts";

/** A copy of the weights and optimizer moments at the start of an epoch. */
interface Mark {
  steps: number;
  readonly weights: Float32Array;
  /**
   * The values that are not trained, such as running means, in the parameter
   * order of the plan.
   */
  readonly statistics: Float32Array;
  /** The calls of `train` since the copy was made. */
  readonly calls:
    (readonly [order: Uint32Array, rate: number, epoch: number])[];
}

/**
 * A network compiled to WebAssembly. `engine.ts` describes the interface
 * `ExactProgram`.
 */
export class WasmProgram implements ExactProgram {
  readonly grain: number;
  readonly #plan: Plan;
  readonly #options: ProgramOptions;
  #examples: Examples | undefined;
  readonly #batchSize: number;
  #state: State; // the optimizer state that was written last
  #parameters: Numbers; // the values that were written last; training changes the copy in WebAssembly memory
  #trainer: Running | undefined;
  #predictor: Predictor | undefined;
  #stale = true; // true if the predictor does not have the newest weights
  #marked: Mark | undefined;

  /** Compiles a network; see `Engine.program`. */
  constructor(
    plan: Plan,
    parameters: Numbers,
    examples?: Examples,
    options: ProgramOptions = {},
  ) {
    this.#plan = plan;
    this.#options = options;
    const count = optimizerOf(plan.optimizer).moments;
    const moments = Array.from(
      { length: count },
      () => allocate(plan, plan.parameters),
    );
    this.#state = { steps: 0, moments };
    this.#parameters = Float32Array.from(parameters);
    this.#examples = examples;
    const all = examples?.inputs.rows ?? 1;
    const B = plan.batchSize === "full" ? all : Math.min(plan.batchSize, all);
    this.#batchSize = B;
    if (examples) {
      this.#trainer = running(plan, examples, B, options);
      this.write({ parameters });
    }
    this.grain = this.#trainer?.compiled.grain ?? B;
  }

  learnFrom(examples: Examples): void {
    if (!this.#trainer) throw noExamples();
    this.#examples = examples;
    if (fits(examples.inputs, this.#trainer.stored)) {
      fill(this.#trainer, examples);
      this.#trainer.derive(); // as `#compileAgain` does: the bits must not depend on the memory size
      return;
    }
    this.#compileAgain({ sparse: true }, 1.1); // the new examples need more memory
  }

  /**
   * Compiles the network again with new options and a new memory, and copies
   * weights and moments to the new memory.
   */
  #compileAgain(more: ProgramOptions, spare?: number): void {
    const snapshot = this.read(), options = { ...this.#options, ...more };
    this.#trainer!.workers?.close();
    const args = [this.#plan, this.#examples!, this.#batchSize] as const;
    this.#trainer = running(...args, options, spare);
    this.write(snapshot);
    this.#marked = undefined; // the memory layout has changed
  }

  parameters(): Numbers {
    if (!this.#trainer) return this.#parameters.slice();
    const { view, compiled } = this.#trainer;
    const parameters = new Float32Array(this.#plan.size);
    copyParameters(view, compiled.layout, parameters, false);
    copyStatistics(view, compiled.layout, parameters, false);
    return parameters;
  }

  read(): Snapshot {
    return { parameters: this.parameters(), state: this.#readState() };
  }

  #readState(): State {
    if (!this.#trainer) return this.#state;
    const { view, scalars, compiled: { layout } } = this.#trainer;
    const moments = this.#state.moments.map((_, n) => {
      const moment = new Float32Array(this.#plan.parameters);
      const far = (n + 1) * layout.weightBytes;
      copyParameters(view, layout, moment, false, far);
      return moment;
    });
    return { steps: scalars[address.steps / 8], moments };
  }

  write({ parameters, state }: Partial<Snapshot>): void {
    if (parameters) this.#writeParameters(parameters);
    if (state) this.#writeState(state);
  }

  #writeParameters(values: Numbers): void {
    this.#stale = true;
    this.#parameters = Float32Array.from(values);
    if (!this.#trainer) return;
    const { view, compiled, derive } = this.#trainer;
    copyParameters(view, compiled.layout, values, true);
    copyStatistics(view, compiled.layout, values, true);
    derive();
  }

  #writeState({ steps, moments }: State): void {
    this.#state = { steps, moments: moments.map((moment) => moment.slice()) };
    if (!this.#trainer) return;
    const { view, scalars, compiled: { layout } } = this.#trainer;
    scalars[address.steps / 8] = steps;
    moments.forEach((moment, n) => {
      const far = (n + 1) * layout.weightBytes;
      copyParameters(view, layout, moment, true, far);
    });
  }

  mark(): void {
    if (!this.#trainer) throw noExamples();
    const { scalars, view, compiled: { layout } } = this.#trainer;
    const weights = this.#weights(this.#trainer);
    if (this.#marked) this.#marked.weights.set(weights);
    else {
      const statistics = new Float32Array(this.#plan.size);
      const first = weights.slice();
      this.#marked = { steps: 0, weights: first, statistics, calls: [] };
    }
    copyStatistics(view, layout, this.#marked.statistics, false);
    this.#marked.steps = scalars[address.steps / 8];
    this.#marked.calls.length = 0;
  }

  rewind(): void {
    if (!this.#trainer || !this.#marked) return;
    const { scalars, derive, view, compiled: { layout } } = this.#trainer;
    this.#weights(this.#trainer).set(this.#marked.weights);
    copyStatistics(view, layout, this.#marked.statistics, true);
    scalars[address.steps / 8] = this.#marked.steps;
    derive();
    this.#stale = true;
  }

  /** The weights and the optimizer's moments, as a view of memory. */
  #weights({ view, compiled: { layout } }: Running): Float32Array {
    const start = layout.weights / 4;
    const copies = 1 + this.#state.moments.length;
    return view.subarray(start, start + copies * layout.weightBytes / 4);
  }

  train(order: Uint32Array, rate: number, sums: Sums, epoch = 1): void {
    if (!this.#trainer) throw noExamples();
    this.#stale = true;
    const before = { ...sums }, calls = this.#marked?.calls;
    calls?.push([order, rate, epoch]);
    try {
      drop(this.#plan, this.#trainer, epoch);
      step(this.#plan, this.#trainer, order, rate, sums);
    } catch (error) {
      if (!(error instanceof WorkerError) || !calls) throw error;
      // a worker failed during a batch: repeat all calls since `mark`, without
      // workers
      this.rewind();
      this.#compileAgain({ threads: 1 });
      this.mark();
      for (const [n, [order, rate, epoch]] of calls.entries()) {
        const last = n === calls.length - 1;
        const counted = last ? Object.assign(sums, before) : { ...before };
        this.train(order, rate, counted, epoch);
      }
    }
  }

  predict(inputs: Frame | ByteFrame): Frame {
    if (!this.#predictor?.takes(inputs)) {
      this.#predictor?.close();
      this.#predictor = undefined;
    }
    if (!this.#predictor) this.#stale = true;
    this.#predictor ??= new Predictor(
      this.#plan,
      inputs,
      mayShare() ? this.#options.threads ?? cores() : 1,
    );
    if (this.#stale) this.#predictor.parameters = this.parameters();
    this.#stale = false;
    return this.#predictor.predict(inputs);
  }

  gradient(order: Uint32Array, epoch = 1): Gradient {
    if (!this.#examples) throw noExamples();
    if (order.length > this.#batchSize) {
      throw new ShapeError(
        `gradient() takes at most one batch of ${this.#batchSize} examples: found ${order.length}`,
      );
    }
    const sums = { loss: 0, correct: 0, examples: 0 };
    const options = { ...this.#options, storesGradient: true, threads: 1 };
    const one = running(this.#plan, this.#examples, order.length, options);
    const { view, compiled: { layout, gradientDistance }, derive } = one;
    const parameters = this.parameters();
    copyParameters(view, layout, parameters, true);
    copyStatistics(view, layout, parameters, true);
    derive();
    drop(this.#plan, one, epoch);
    step(this.#plan, one, order, 0, sums); // a learning rate of 0: only the stored gradient is used
    const gradient = new Float32Array(this.#plan.parameters);
    copyParameters(view, layout, gradient, false, gradientDistance);
    for (let p = 0; p < gradient.length; p++) gradient[p] /= order.length;
    return { loss: sums.loss / order.length, gradient };
  }

  /**
   * A promise that settles when all workers have started. Before this promise
   * settles, the program can run with fewer workers.
   */
  get ready(): Promise<void> {
    return this.#trainer?.workers?.ready ?? Promise.resolve();
  }

  close(): void {
    this.#trainer?.workers?.close();
    this.#trainer = undefined;
    this.#predictor?.close();
    this.#predictor = undefined;
  }
}

function noExamples(): TypeError {
  return new TypeError(
    "a program must have at least one example to train on: found 0 examples",
  );
}
