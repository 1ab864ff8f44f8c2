/**
 * One dense layer as plain loops: what right means. `B` examples have `I` inputs
 * and `O` outputs each; weights are `[I][O]` with the biases as row `I`.
 *
 * @module
 */

import {
  type Activation,
  activations,
  type Move,
  type Numbers,
} from "../../formula/mod.ts";
import { type LayerPlan, sizeOf } from "../../layer/mod.ts";
import { allocate } from "../../network/mod.ts";

/** A layer, the part of the parameters that is its own, and what a batch leaves. */
export class Layer {
  readonly #I: number;
  readonly #O: number;
  readonly #activation: Activation;
  /** `[I + 1][O]`, a view of each row into the parameters of the network. */
  readonly #weights: readonly Numbers[];
  /** What the optimiser keeps for each row of them. */
  readonly #moments: readonly (readonly Numbers[])[];
  readonly #zRows: readonly Numbers[];
  readonly #aRows: readonly Numbers[];
  readonly #dzRows: readonly Numbers[];
  /** f(z), which is `a` where nothing is dropped, and what is left of it, a share. */
  readonly #fRows: readonly Numbers[];
  readonly #masks: readonly Numbers[] | undefined;
  /** Weighted sums, `[B][O]`. */
  z: Numbers;
  /** Outputs, `[B][O]`. */
  a: Numbers;
  /** Slope of the loss along `z`, `[B][O]`. */
  dz: Numbers;

  /** Lays a layer over its parameters, with room for batches of up to `B`. */
  constructor(
    { input, output, activation, dropout, offset, ...plan }: LayerPlan,
    parameters: Numbers,
    moments: readonly Numbers[],
    B: number,
    precision: "float32" | "float64",
  ) {
    const inputs = sizeOf(input), units = sizeOf(output);
    const size = plan.rows * plan.columns;
    const kept = moments.map((all) =>
      rowsOf(all.subarray(offset, offset + size), units)
    );
    this.#I = inputs;
    this.#O = units;
    this.#activation = plan.customActivation ?? activations[activation];
    this.#weights = rowsOf(parameters.subarray(offset, offset + size), units);
    this.#moments = this.#weights.map((_, i) => kept.map((rows) => rows[i]));
    const room = () => allocate({ precision }, B * units);
    [this.z, this.a, this.dz] = [room(), room(), room()];
    this.#zRows = rowsOf(this.z, units);
    this.#aRows = rowsOf(this.a, units);
    this.#dzRows = rowsOf(this.dz, units);
    this.#fRows = dropout > 0 ? rowsOf(room(), units) : this.#aRows;
    this.#masks = dropout > 0 ? rowsOf(room(), units) : undefined;
  }

  /** The rows of `z`, `a` and `dz` that belong to example `b`. */
  row(b: number): { z: Numbers; a: Numbers; dz: Numbers } {
    return { z: this.#zRows[b], a: this.#aRows[b], dz: this.#dzRows[b] };
  }

  /**
   * z = x W + biases, a = f(z), for the `B` rows of `x`.
   *
   * @param mask What an output of a row is multiplied by while the layer learns.
   */
  forwardProp(
    x: Numbers,
    B: number,
    mask: (b: number, o: number) => number = () => 1,
  ): void {
    const I = this.#I, O = this.#O, W = this.#weights;
    for (let b = 0; b < B; b++) {
      const z = this.#zRows[b];
      z.set(W[I]); // the biases
      for (let i = 0; i < I; i++) {
        const xi = x[b * I + i];
        if (xi === 0) continue; // most of MNIST is background
        const w = W[i];
        for (let o = 0; o < O; o++) z[o] += xi * w[o];
      }
      const f = this.#fRows[b], a = this.#aRows[b], kept = this.#masks?.[b];
      this.#activation.forward(z, f);
      if (!kept) continue;
      for (let o = 0; o < O; o++) a[o] = f[o] * (kept[o] = mask(b, o));
    }
  }

  /**
   * The error of the layer below, from z = x W + biases and x = f(zBelow):
   * dx = dz W^T, less what was dropped, and dzBelow = dx f'(zBelow).
   */
  backProp(below: Layer, B: number): void {
    const I = this.#I, O = this.#O, W = this.#weights;
    for (let b = 0; b < B; b++) {
      const dz = this.#dzRows[b], dx = below.#dzRows[b];
      for (let i = 0; i < I; i++) {
        const w = W[i];
        let sum = 0;
        for (let o = 0; o < O; o++) sum += dz[o] * w[o];
        dx[i] = sum;
      }
      const kept = below.#masks?.[b];
      if (kept) { for (let i = 0; i < I; i++) dx[i] *= kept[i]; }
      below.#activation.backward(below.#zRows[b], below.#fRows[b], dx, dx);
    }
  }

  /**
   * Row `i` of dW = x^T dz, summed over the batch; row `I` is that of the
   * biases, whose input is always 1.
   *
   * @returns Whether any example had an input there; if not, `row` is as it was.
   */
  slopeRow(x: Numbers, B: number, i: number, row: Numbers): boolean {
    const I = this.#I, O = this.#O;
    let some = false;
    for (let b = 0; b < B; b++) {
      const xi = i < I ? x[b * I + i] : 1;
      if (xi === 0) continue;
      if (!some) row.fill(0);
      some = true;
      const dz = this.#dzRows[b];
      for (let o = 0; o < O; o++) row[o] += xi * dz[o];
    }
    return some;
  }

  /**
   * Moves W along the mean of dW, row by row. A row that no example touched has
   * a slope of 0 and stays as it is, unless the optimiser is restless.
   */
  descend(
    x: Numbers,
    B: number,
    row: Numbers,
    { move, restless }: { readonly move: Move; readonly restless: boolean },
  ): void {
    for (let i = 0; i <= this.#I; i++) {
      if (!this.slopeRow(x, B, i, row)) {
        if (!restless) continue;
        row.fill(0);
      }
      const w = this.#weights[i], moments = this.#moments[i];
      for (let o = 0; o < w.length; o++) {
        w[o] = move(w[o], row[o] / B, o, moments);
      }
    }
  }

  /** Shortens the weights of each unit, its bias aside, to the norm `most`. */
  limit(most: number): void {
    const I = this.#I, W = this.#weights;
    for (let o = 0; o < this.#O; o++) {
      let sum = 0;
      for (let i = 0; i < I; i++) sum += W[i][o] * W[i][o];
      const share = most / Math.sqrt(sum);
      if (share < 1) { for (let i = 0; i < I; i++) W[i][o] *= share; }
    }
  }
}

/** A view of each row, of so many numbers, of an array that holds them all. */
function rowsOf(all: Numbers, columns: number): Numbers[] {
  return Array.from(
    { length: all.length / columns },
    (_, r) => all.subarray(r * columns, (r + 1) * columns),
  );
}
