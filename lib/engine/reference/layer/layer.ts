/**
 * One layer of a network as plain loops over a batch: what is the same for all
 * layer types. A batch has up to `B` examples; the layer has `I` inputs and `O`
 * outputs of each.
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

/** A layer, and what the last batch left in it: a row for each example. */
export class Layer {
  /** Weighted sums, `[B][O]`. */
  readonly z: readonly Numbers[];
  /** Outputs, `[B][O]`: f(z), times the dropout mask in training. */
  readonly a: readonly Numbers[];
  /** dL/dz, `[B][O]`. */
  readonly dz: readonly Numbers[];
  readonly #kernel: Kernel;
  readonly #activation: Activation;
  /** f(z) before dropout, `[B][O]`; the same rows as `a` where there is none. */
  readonly #f: readonly Numbers[];
  /** Dropout masks, `[B][O]`. */
  readonly #masks: readonly Numbers[] | undefined;

  /**
   * Lays a layer over its part of the parameters.
   *
   * @param parameters Those of the whole network.
   * @param gradient Likewise.
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
   * z from x, a = f(z), for the first `B` rows of `x`, `[B][I]`.
   *
   * @param maskOf What output `o` of row `b` is multiplied by in training.
   * @param isTraining Whether statistics are those of the batch.
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
   * Adds to the gradient of the parameters, from `x` and `dz`, and fills `dz` of
   * the layer below, where there is one.
   */
  backward(x: readonly Numbers[], B: number, below?: Layer): void {
    this.#kernel.beginBackward?.(x.slice(0, B), this.dz);
    for (let b = 0; b < B; b++) {
      this.#kernel.addGradient(x[b], this.dz[b]);
      if (!below) continue;
      this.#kernel.backward(this.dz[b], below.dz[b], x[b]); // dL/da of that layer
      below.#backwardActivation(b);
    }
  }

  /** Renews statistics, once a batch was learned from. */
  learn(): void {
    this.#kernel.learn?.();
  }

  /** dL/dz = dL/da * mask * f'(z), in place. */
  #backwardActivation(b: number): void {
    const dz = this.dz[b], mask = this.#masks?.[b];
    if (mask) { for (let o = 0; o < dz.length; o++) dz[o] *= mask[o]; }
    this.#activation.backward(this.z[b], this.#f[b], dz, dz);
  }
}

/** What a layer keeps that is not trained, a part of the network's numbers. */
function statisticsOf({ statistics }: LayerPlan, all: Numbers): Numbers {
  const start = statistics[0]?.offset ?? 0;
  return all.subarray(start, start + countOf(statistics));
}
