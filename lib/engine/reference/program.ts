/**
 * The reference engine's program: a network as plain loops. The method `train` shows
 * the steps of an epoch: forward pass, loss, backward pass and update. Tests compare
 * the results of faster engines with the results of this engine.
 *
 * @module
 */

import type { Examples } from "../../dataset/mod.ts";
import { type ByteFrame, type Frame, levels, ShapeError } from "../../frame.ts";
import {
  activations,
  dropoutKey,
  dropoutMask,
  gradientTransform,
  hasPenalty,
  isRight,
  losses,
  lossScale,
  type Numbers,
  type Optimizer,
  optimizerOf,
  outputError,
} from "../../formula/mod.ts";
import { allocate, type Plan } from "../../network/mod.ts";
import type {
  EngineOptions,
  ExactProgram,
  Gradient,
  Snapshot,
  Sums,
} from "../engine.ts";
import { rowsOf } from "./layer/kernel.ts";
import { Layer } from "./layer/layer.ts";
import { limitNorms } from "./max_norm.ts";

/** The largest number of examples that are predicted at a time. */
const PREDICTED = 100;

/** The intermediate values of one example in the last training step. */
export interface Trace {
  /** The inputs of the example. */
  readonly x: Numbers;
  /** The weighted sums z, outputs a and gradients dL/dz of the example, for each layer. */
  readonly layers: readonly { z: Numbers; a: Numbers; dz: Numbers }[];
  /** The mean gradient of the batch, in the parameter order of the plan. */
  readonly gradient: Numbers;
}

/** A network that is computed with plain loops, in the precision of its plan. `engine.ts` describes the interface. */
export class ReferenceProgram implements ExactProgram {
  readonly grain: number;
  readonly #plan: Plan;
  readonly #parameters: Numbers; // the parameters, followed by values that are not trained, such as running means
  #examples: Examples | undefined;
  #marked: Snapshot | undefined;
  readonly #batchSize: number;
  readonly #optimizer: Optimizer;
  readonly #moments: readonly Numbers[];
  #steps = 0;
  readonly #gradient: Numbers; // the gradient of the loss, summed over the batch
  readonly #layers: readonly Layer[];
  readonly #x: readonly Numbers[]; // the inputs of the batch, [B][I]
  readonly #levels: Float64Array | undefined; // the number that each byte stands for
  readonly #cut: number | undefined; // see `isRight`

  /** Allocates the arrays of a network; see `Engine.program`. */
  constructor(
    plan: Plan,
    parameters: Numbers,
    examples?: Examples,
    { cut }: EngineOptions = {},
  ) {
    const all = examples?.inputs.rows ?? PREDICTED;
    const B = plan.batchSize === "full" ? all : Math.min(plan.batchSize, all);
    const likeParameters = () => allocate(plan, plan.parameters);
    this.#plan = plan;
    this.#parameters = allocate(plan, plan.size);
    this.#parameters.set(parameters);
    this.#gradient = likeParameters();
    this.#examples = examples;
    this.#batchSize = B;
    this.#optimizer = optimizerOf(plan.optimizer);
    const { moments: length } = this.#optimizer;
    this.#moments = Array.from({ length }, likeParameters);
    this.#layers = plan.layers.map((layer) =>
      new Layer(layer, this.#parameters, this.#gradient, B, plan.precision)
    );
    this.#x = rowsOf(allocate(plan, B * plan.inputs), plan.inputs);
    if (examples) this.#levels = scaleOf(examples.inputs);
    this.#cut = cut;
    this.grain = B;
  }

  learnFrom(examples: Examples): void {
    this.#examples = examples;
  }

  parameters(): Numbers {
    return this.#parameters.slice();
  }

  read(): Snapshot {
    const moments = this.#moments.map((moment) => moment.slice());
    return {
      parameters: this.parameters(),
      state: { steps: this.#steps, moments },
    };
  }

  write({ parameters, state }: Partial<Snapshot>): void {
    if (parameters) this.#parameters.set(parameters);
    if (!state) return;
    this.#steps = state.steps;
    this.#moments.forEach((moment, n) => moment.set(state.moments[n]));
  }

  mark(): void {
    this.#marked = this.read();
  }

  rewind(): void {
    if (this.#marked) this.write(this.#marked);
  }

  train(order: Uint32Array, rate: number, sums: Sums, epoch = 1): void {
    for (let start = 0; start < order.length; start += this.#batchSize) {
      const batch = order.subarray(start, start + this.#batchSize);
      this.#forward(batch, epoch); // z = x W + biases, a = f(z), layer by layer
      this.#score(batch, sums); //    the loss, and dL/dz of the output layer
      if (!Number.isFinite(sums.loss)) return;
      this.#backward(batch); //       dW += x^T dz; dz below = dz W^T f'(z)
      this.#update(batch, rate); //   W -= rate * dW / B, or the step of another optimizer
    }
  }

  predict(inputs: Frame | ByteFrame): Frame {
    const columns = this.#plan.outputs, batchSize = this.#batchSize;
    const data = allocate(this.#plan, inputs.rows * columns);
    const rows = Uint32Array.from({ length: inputs.rows }, (_, row) => row);
    const levels = scaleOf(inputs);
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.subarray(start, start + batchSize);
      this.#forward(batch, undefined, { inputs, levels });
      const { a } = this.#layers[this.#layers.length - 1];
      batch.forEach((row, b) => data.set(a[b], row * columns));
    }
    return { rows: inputs.rows, columns, data };
  }

  gradient(order: Uint32Array, epoch = 1): Gradient {
    if (order.length > this.#batchSize) {
      throw new ShapeError(
        `gradient() takes at most one batch of ${this.#batchSize} examples: found ${order.length}`,
      );
    }
    const B = order.length;
    const sums: Sums = { loss: 0, correct: 0, examples: 0 };
    this.#forward(order, epoch);
    this.#score(order, sums);
    this.#backward(order);
    return { loss: sums.loss / B, gradient: this.#meanGradient(B) };
  }

  /**
   * The intermediate values of row `b` of the current batch, which has `B` rows.
   */
  trace(B: number, b: number): Trace {
    return {
      x: this.#x[b].slice(),
      layers: this.#layers.map(({ z, a, dz }) => ({
        z: z[b].slice(),
        a: a[b].slice(),
        dz: dz[b].slice(),
      })),
      gradient: this.#meanGradient(B),
    };
  }

  close(): void {}

  /** The gradient of the mean loss of a batch of `B` examples. */
  #meanGradient(B: number): Numbers {
    return this.#gradient.map((sum) => sum / B);
  }

  /** The forward pass of a batch. In training, the forward pass uses the dropout masks of the epoch. */
  #forward(
    batch: Uint32Array,
    epoch?: number,
    { inputs, levels }: {
      readonly inputs: Frame | ByteFrame;
      readonly levels: Float64Array | undefined;
    } = { inputs: this.#learned().inputs, levels: this.#levels },
  ): void {
    const I = this.#plan.inputs, x = this.#x;
    for (let b = 0; b < batch.length; b++) {
      const start = batch[b] * I;
      for (let i = 0; i < I; i++) {
        const value = inputs.data[start + i];
        x[b][i] = levels ? levels[value] : value;
      }
    }
    const { seed, layers } = this.#plan;
    for (const [l, layer] of this.#layers.entries()) {
      const mask = epoch === undefined
        ? undefined
        : dropoutMask(dropoutKey(seed, l, epoch), layers[l].dropout);
      const drops = mask && ((b: number, o: number) => mask(batch[b], o));
      layer.forward(
        this.#inputsOf(l),
        batch.length,
        drops,
        epoch !== undefined,
      );
    }
  }

  #score(batch: Uint32Array, sums: Sums): void {
    const { loss: spec, layers, outputs: O } = this.#plan;
    const loss = losses[spec.type], scale = lossScale(spec, O);
    const { activation, customActivation } = layers[layers.length - 1];
    const f = customActivation ?? activations[activation];
    const output = this.#layers[this.#layers.length - 1];
    const { targets: { data }, weights } = this.#learned();
    for (let b = 0; b < batch.length; b++) {
      const z = output.z[b], a = output.a[b], dz = output.dz[b];
      const target = data.subarray(batch[b] * O, (batch[b] + 1) * O);
      const weight = scale * (weights?.[batch[b]] ?? 1);
      sums.loss += weight * loss.value(z, a, target);
      sums.correct += isRight(a, target, this.#cut) ? 1 : 0;
      outputError(loss, f, z, a, target, dz);
      for (let o = 0; o < O; o++) dz[o] *= weight;
    }
    sums.examples += batch.length;
  }

  #backward(batch: Uint32Array): void {
    this.#gradient.fill(0);
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const layer = this.#layers[l], below = this.#layers[l - 1];
      layer.backward(this.#inputsOf(l), batch.length, below);
    }
  }

  #update(batch: Uint32Array, rate: number): void {
    const B = batch.length, W = this.#parameters, dW = this.#gradient;
    const moments = this.#moments;
    const step = this.#optimizer.step(rate, ++this.#steps);
    const transform = gradientTransform(
      this.#plan,
      () => normOf(this.#meanGradient(B)),
    ) ?? ((_, dw) => dw);
    const movesAlways = !this.#optimizer.isPlain || hasPenalty(this.#plan);
    const next = (p: number) => movesAlways ? p : nextNonzero(dW, p);
    for (let p = next(0); p < dW.length; p = next(p + 1)) {
      W[p] = step(W[p], transform(W[p], dW[p] / B), p, moments);
    }
    for (const layer of this.#layers) layer.learn();
    const { maxNorm } = this.#plan.regularization ?? {};
    if (maxNorm === undefined) return;
    for (const { tensors } of this.#plan.layers) {
      for (const tensor of tensors) {
        if (tensor.hasMaxNorm) limitNorms(W, tensor, maxNorm);
      }
    }
  }

  #inputsOf(layer: number): readonly Numbers[] {
    return layer === 0 ? this.#x : this.#layers[layer - 1].a;
  }

  #learned(): Examples {
    if (this.#examples) return this.#examples;
    throw new TypeError(
      "a program must have at least one example to train on: found 0 examples",
    );
  }
}

/**
 * The index of the first nonzero number, starting at index `p`. Skipping zeros is
 * faster: with MNIST, most gradients of weights of background pixels are 0.
 */
function nextNonzero(numbers: Numbers, p: number): number {
  while (p < numbers.length && numbers[p] === 0) p++;
  return p;
}

/** The Euclidean norm. */
function normOf(numbers: Numbers): number {
  let sum = 0;
  for (const x of numbers) sum += x * x;
  return Math.sqrt(sum);
}

function scaleOf(inputs: Frame | ByteFrame): Float64Array | undefined {
  return "scale" in inputs ? levels(inputs.scale) : undefined;
}
