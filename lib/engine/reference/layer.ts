/**
 * One dense layer as plain loops: what right means. `B` examples have `I` inputs
 * and `O` outputs each; weights are `[I][O]` with the biases as row `I`.
 *
 * @module
 */

import { type Activation, activations } from "../../network/activations.ts";
import { allocate, type LayerPlan, type Numbers } from "../../network/mod.ts";

/** A layer, the part of the parameters that is its own, and what a batch leaves. */
export class Layer {
  readonly #I: number;
  readonly #O: number;
  readonly #activation: Activation;
  /** `[I + 1][O]`, a view into the parameters of the network. */
  readonly #weights: Numbers;
  readonly #zRows: Numbers[] = [];
  readonly #aRows: Numbers[] = [];
  readonly #dzRows: Numbers[] = [];
  /** Weighted sums, `[B][O]`. */
  z: Numbers;
  /** Outputs, `[B][O]`. */
  a: Numbers;
  /** Slope of the loss along `z`, `[B][O]`. */
  dz: Numbers;

  /** Lays a layer over its parameters, with room for batches of up to `B`. */
  constructor(
    { inputs, units, activation, offset, size }: LayerPlan,
    parameters: Numbers,
    B: number,
    precision: "float32" | "float64",
  ) {
    this.#I = inputs;
    this.#O = units;
    this.#activation = activations[activation];
    this.#weights = parameters.subarray(offset, offset + size);
    const room = () => allocate({ precision }, B * units);
    [this.z, this.a, this.dz] = [room(), room(), room()];
    for (let b = 0; b < B; b++) {
      this.#zRows.push(this.z.subarray(b * units, (b + 1) * units));
      this.#aRows.push(this.a.subarray(b * units, (b + 1) * units));
      this.#dzRows.push(this.dz.subarray(b * units, (b + 1) * units));
    }
  }

  /** The rows of `z`, `a` and `dz` that belong to example `b`. */
  row(b: number): { z: Numbers; a: Numbers; dz: Numbers } {
    return { z: this.#zRows[b], a: this.#aRows[b], dz: this.#dzRows[b] };
  }

  /** z = x W + biases, a = f(z), for the `B` rows of `x`. */
  forwardProp(x: Numbers, B: number): void {
    const I = this.#I, O = this.#O, W = this.#weights, z = this.z;
    for (let b = 0; b < B; b++) {
      for (let o = 0; o < O; o++) z[b * O + o] = W[I * O + o];
      for (let i = 0; i < I; i++) {
        const xi = x[b * I + i];
        if (xi === 0) continue; // most of MNIST is background
        for (let o = 0; o < O; o++) z[b * O + o] += xi * W[i * O + o];
      }
      this.#activation.forward(this.#zRows[b], this.#aRows[b]);
    }
  }

  /**
   * The error of the layer below, from z = x W + biases and x = f(zBelow):
   * dx = dz W^T, and dzBelow = dx f'(zBelow).
   */
  backProp(below: Layer, B: number): void {
    const I = this.#I, O = this.#O, W = this.#weights, dz = this.dz;
    for (let b = 0; b < B; b++) {
      const dx = below.#dzRows[b];
      for (let i = 0; i < I; i++) {
        let sum = 0;
        for (let o = 0; o < O; o++) sum += dz[b * O + o] * W[i * O + o];
        dx[i] = sum;
      }
      below.#activation.backward(below.#zRows[b], below.#aRows[b], dx, dx);
    }
  }

  /**
   * Row `i` of dW = x^T dz, summed over the batch; row `I` is that of the
   * biases, whose input is always 1.
   *
   * @returns Whether any example had an input there; if not, the row is zeros.
   */
  slopeRow(x: Numbers, B: number, i: number, row: Numbers): boolean {
    const I = this.#I, O = this.#O, dz = this.dz;
    let some = false;
    row.fill(0, 0, O);
    for (let b = 0; b < B; b++) {
      const xi = i < I ? x[b * I + i] : 1;
      if (xi === 0) continue;
      some = true;
      for (let o = 0; o < O; o++) row[o] += xi * dz[b * O + o];
    }
    return some;
  }

  /** W -= step dW, row by row: a row that no example touched stays as it is. */
  descend(x: Numbers, B: number, step: number, row: Numbers): void {
    const I = this.#I, O = this.#O, W = this.#weights;
    for (let i = 0; i <= I; i++) {
      if (!this.slopeRow(x, B, i, row)) continue;
      for (let o = 0; o < O; o++) W[i * O + o] -= step * row[o];
    }
  }
}
