/**
 * One layer of a network as plain loops over a batch: the code that all layer
 * types share. A batch has up to `B` examples, each with `I` inputs and `O`
 * outputs.
 *
 * @module
 */

import {
  type Activation,
  activations,
  type Numbers,
} from "../../../formula/mod.ts";
import { countOf, type LayerPlan, sizeOf } from "../../../layer/mod.ts";
import { allocate, type Plan } from "../../../network/mod.ts";
import { type Kernel, rowsOf } from "./kernel.ts";
import { kernels } from "./kernels.ts";

/** A layer, with its values for the current batch: one row for each example. */
export class Layer {
  /** The weighted sums, `[B][O]`. */
  readonly z: readonly Numbers[];
  /** The outputs, `[examples][outputs]`: f(z), multiplied by the dropout mask in training. */
  readonly a: readonly Numbers[];
  /** The gradient dL/dz, `[examples][outputs]`. */
  readonly dz: readonly Numbers[];
  readonly #kernel: Kernel;
  readonly #activation: Activation;
  /**
   * The values f(z) before dropout, `[examples][outputs]`. Without dropout,
   * `#f` contains the same arrays as `a`.
   */
  readonly #f: readonly Numbers[];
  /** The dropout masks, `[B][O]`. */
  readonly #masks: readonly Numbers[] | undefined;

  /**
   * Makes a layer; the parameters of the layer are a view of the network's
   * parameters.
   *
   * @param parameters The parameters of the whole network.
   * @param gradient The gradient with respect to all parameters of the network.
   */
  constructor(
    plan: LayerPlan,
    parameters: Numbers,
    gradient: Numbers,
    B: number,
    precision: Plan["precision"],
  ) {
    const { type, offset, rows, columns, activation, dropout } = plan;
    const O = sizeOf(plan.output), end = offset + rows * columns;
    const rowsForBatch = () => rowsOf(allocate({ precision }, B * O), O);
    this.z = rowsForBatch();
    this.a = rowsForBatch();
    this.dz = rowsForBatch();
    this.#f = dropout > 0 ? rowsForBatch() : this.a;
    this.#masks = dropout > 0 ? rowsForBatch() : undefined;
    this.#activation = plan.customActivation ?? activations[activation];
    this.#kernel = kernels[type](
      plan,
      parameters.subarray(offset, end),
      gradient.subarray(offset, end),
      statisticsOf(plan, parameters),
    );
  }

  /**
   * The forward pass for the first `B` rows of `x`: computes z from x, then a =
   * f(z).
   *
   * @param maskOf Returns the dropout factor of output `o` in row `b`; in
   *   prediction, `maskOf` is undefined.
   * @param isTraining Whether batchNorm uses the means and variances of the
   *   batch instead of the running means and variances.
   */
  forward(
    x: readonly Numbers[],
    B: number,
    maskOf: ((b: number, o: number) => number) | undefined,
    isTraining: boolean,
  ): void {
    this.#kernel.beginForward?.(x.slice(0, B), isTraining);
    for (let b = 0; b < B; b++) {
      this.#kernel.forward(x[b], this.z[b]);
      this.#activation.forward(this.z[b], this.#f[b]);
      const a = this.a[b], f = this.#f[b], mask = this.#masks?.[b];
      if (!mask) continue;
      for (let o = 0; o < a.length; o++) {
        a[o] = f[o] * (mask[o] = maskOf?.(b, o) ?? 1);
      }
    }
  }

  /**
   * The backward pass: adds the gradient of the layer's parameters to the
   * network's gradient, and computes `dz` of the previous layer, `below`.
   */
  backward(x: readonly Numbers[], B: number, below?: Layer): void {
    this.#kernel.beginBackward?.(x.slice(0, B), this.dz);
    for (let b = 0; b < B; b++) {
      this.#kernel.addGradient(x[b], this.dz[b]);
      if (!below) continue;
      this.#kernel.backward(this.dz[b], below.dz[b], x[b]); // dL/da of the previous layer
      below.#backwardActivation(b);
    }
  }

  /** Updates statistics such as running means, after each training step. */
  learn(): void {
    this.#kernel.learn?.();
  }

  /** Computes dL/dz = dL/da * dropout mask * f'(z), in place. */
  #backwardActivation(b: number): void {
    const dz = this.dz[b], mask = this.#masks?.[b];
    if (mask) { for (let o = 0; o < dz.length; o++) dz[o] *= mask[o]; }
    this.#activation.backward(this.z[b], this.#f[b], dz, dz);
  }
}

/** Returns a view of a layer's values that are not trained, such as running means. */
function statisticsOf({ statistics }: LayerPlan, all: Numbers): Numbers {
  const start = statistics[0]?.offset ?? 0;
  return all.subarray(start, start + countOf(statistics));
}
