/**
 * A running module for training: this file creates an instance of the module
 * with its memory, copies the examples into the memory, and runs batches.
 *
 * @module
 */

import type { Examples } from "../../../dataset/mod.ts";
import { dropoutKey, power } from "../../../formula/mod.ts";
import type { ByteFrame, Frame } from "../../../frame.ts";
import type { Plan } from "../../../network/mod.ts";
import type { EngineOptions, Sums } from "../../engine.ts";
import { address, Allotment } from "../code/memory.ts";
import {
  classesOf,
  hasBackground,
  nonZeros,
  pays,
  store,
  type Stored,
  storeFor,
  storeLevels,
} from "../layer/examples.ts";
import { trainingForm } from "../layer/form.ts";
import { powersOf } from "../layer/optimizer.ts";
import { threadsOf } from "../thread/threads.ts";
import { Workers } from "../thread/workers.ts";
import { compileTrainer, type Trainer } from "./compile.ts";

/** The options of a program. `sparse` and `storesGradient` are for tests. */
export interface ProgramOptions extends EngineOptions {
  /**
   * Whether inputs that are zero or equal to the background are skipped
   * (default: decided by the data).
   */
  readonly sparse?: boolean | undefined;
  /** Whether the gradient is stored (default: decided by the plan and the batch size). */
  readonly storesGradient?: boolean | undefined;
  /** Whether training multiplies and adds in one instruction; see `fused`. */
  readonly fuses?: boolean | undefined;
}

/** An instance of a WebAssembly module that trains a network, with its memory. */
export interface Running {
  readonly compiled: Trainer;
  readonly stored: Stored;
  readonly view: Float32Array;
  readonly order: Uint32Array;
  readonly scalars: Float64Array;
  readonly workers?: Workers | undefined;
  readonly train: (worker: number, workers: number, count: number) => void;
  readonly derive: () => void;
}

/**
 * Compiles and instantiates a module that trains, and copies the examples into
 * the memory of the module.
 *
 * @param spare The size of the memory for input values, as a multiple of the
 *   memory that the examples need.
 */
export function running(
  plan: Plan,
  examples: Examples,
  batchSize: number,
  { sparse, storesGradient, threads, cut, fuses }: ProgramOptions,
  spare = 1,
): Running {
  const { inputs } = examples;
  const allotment = new Allotment();
  const { all, longest } = nonZeros(inputs);
  const some = {
    all: Math.ceil(spare * all),
    longest: Math.min(inputs.columns, Math.ceil(spare * longest)),
  };
  const form = trainingForm(plan, {
    batchSize,
    storesGradient: storesGradient,
    sparse: sparse ?? pays(inputs, all),
    background: hasBackground(inputs),
  });
  const lists = form.layers[0].sparse ? some : undefined;
  const stored = storeFor(allotment, inputs, lists);
  const count = threadsOf(plan, form, threads);
  const compiled = compileTrainer(allotment, plan, stored, form, {
    workers: count,
    cut,
    isWeighted: examples.weights !== undefined,
    fuses,
  });
  const { pages } = compiled;
  const memory = new WebAssembly.Memory({
    initial: pages,
    maximum: pages,
    shared: count > 1,
  });
  const { buffer } = memory;
  const module = new WebAssembly.Module(compiled.bytes);
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory },
  });
  const train = exports.train as Running["train"];
  const workers = count > 1 // workers start while the examples are copied
    ? new Workers({ module, memory, name: "train", run: train }, count)
    : undefined;
  const view = new Float32Array(buffer);
  const { order, callSize } = compiled;
  fill({ compiled, stored, view }, examples);
  return {
    compiled,
    stored,
    view,
    order: new Uint32Array(buffer, order, callSize),
    scalars: new Float64Array(buffer, 0, address.free / 8),
    train,
    workers,
    derive: exports.derive as Running["derive"],
  };
}

/** Whether new inputs fit into the memory of the stored inputs. */
export function fits(inputs: Frame | ByteFrame, stored: Stored): boolean {
  if (stored.numbers === undefined) return true;
  if (hasBackground(inputs) !== (stored.beyond !== undefined)) return false;
  const { all, longest } = nonZeros(inputs);
  return all <= stored.count && longest <= stored.longest;
}

/** Copies examples into memory, in place of the previous examples. */
export function fill(
  { compiled, stored, view }: Pick<Running, "compiled" | "stored" | "view">,
  examples: Examples,
): void {
  const { targets: { rows, columns, data }, inputs, weights } = examples;
  const { targets: at, targetStride, classes } = compiled;
  if ((weights === undefined) !== (compiled.weights === undefined)) {
    throw new TypeError(
      `example weights must be given for both the new examples and the replaced examples, or for neither: found ${
        weights ? "weights" : "no weights"
      } for the new examples`,
    );
  }
  if ("scale" in inputs) {
    storeLevels(view.buffer, inputs.scale, stored.beyond !== undefined);
  }
  store(view.buffer, inputs, stored);
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < columns; o++) {
      view[(at + r * targetStride) / 4 + o] = data[r * columns + o];
    }
  }
  new Uint32Array(view.buffer, classes, rows).set(classesOf(examples));
  if (weights) view.set(weights, compiled.weights! / 4);
}

/** Sets the dropout keys of an epoch. */
export function drop(
  { seed }: Plan,
  { view, compiled: { keys, layout: { layers } } }: Running,
  epoch: number,
): void {
  const words = new Uint32Array(view.buffer, keys, layers.length);
  for (const [l, { dropout, index }] of layers.entries()) {
    if (dropout > 0) words[l] = dropoutKey(seed, index, epoch);
  }
}

/**
 * Runs whole batches in several short calls; V8 can switch to optimized code
 * between two calls.
 */
export function step(
  { optimizer }: Plan,
  { compiled: { callSize, batchSize }, order: place, scalars, ...code }:
    Running,
  order: Uint32Array,
  rate: number,
  sums: Sums,
): void {
  const { workers, train } = code;
  scalars[address.loss / 8] = sums.loss;
  scalars[address.correct / 8] = sums.correct;
  scalars[address.examples / 8] = sums.examples;
  scalars[address.rate / 8] = rate;
  for (let start = 0; start < order.length;) {
    const most = workers?.next(callSize, batchSize) ?? callSize;
    const some = order.subarray(start, start + most);
    place.set(some);
    start += some.length;
    const t = scalars[address.steps / 8];
    for (const [n, beta] of powersOf(optimizer).entries()) {
      scalars[address.powers / 8 + n] = power(beta, t);
    }
    if (workers) workers.run(some.length);
    else train(0, 1, some.length);
    const done = scalars[address.examples / 8] - sums.examples;
    sums.loss = scalars[address.loss / 8];
    sums.correct = scalars[address.correct / 8];
    sums.examples = scalars[address.examples / 8];
    const finite = Number.isFinite(sums.loss);
    scalars[address.steps / 8] += Math.ceil(done / batchSize) -
      (finite ? 0 : 1);
    if (!finite) return;
  }
}
