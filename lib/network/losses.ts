/**
 * The losses, one row each: what one example costs, and the slope of that along
 * the network's outputs.
 *
 * @module
 */

import { exp, log } from "../math.ts";
import type { ActivationName, LossName, LossSpec } from "../spec/mod.ts";
import { activations, largest, type Numbers } from "./activations.ts";

/** A loss of one example: z and a of the output layer against its targets. */
export interface Loss {
  /** The one output activation it is defined with, where there is one. */
  readonly output?: ActivationName;
  /** What the example costs, summed over the outputs. */
  value(z: Numbers, a: Numbers, target: ArrayLike<number>): number;
  /**
   * Fills `d` with the slope of `value`: along z where the loss names its
   * output activation, whose slope is then part of it, else along a.
   */
  slope(a: Numbers, target: ArrayLike<number>, d: Numbers): void;
  /** Whether `mean` divides by the number of outputs. */
  readonly overOutputs: boolean;
}

/** Every loss by the name it has in a spec. */
export const losses: Readonly<Record<LossName, Loss>> = {
  /** Squared error. */
  mse: {
    overOutputs: true,
    value(_, a, target) {
      let sum = 0;
      for (let o = 0; o < a.length; o++) {
        const error = a[o] - target[o];
        sum += error * error;
      }
      return sum;
    },
    slope(a, target, d) {
      for (let o = 0; o < a.length; o++) d[o] = 2 * (a[o] - target[o]);
    },
  },
  /**
   * -sum of t log(softmax(z)), from z, where no probability can round to 0.
   *
   * @see Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3
   */
  crossEntropy: {
    output: "softmax",
    overOutputs: false,
    value(z, _, target) {
      const most = largest(z);
      let sum = 0;
      for (let o = 0; o < z.length; o++) sum += exp(z[o] - most);
      const logSum = most + log(sum);
      let loss = 0;
      for (let o = 0; o < z.length; o++) loss += target[o] * (logSum - z[o]);
      return loss;
    },
    slope(a, target, d) {
      let total = 0; // 1, unless labels.oneHot says other
      for (let o = 0; o < a.length; o++) total += target[o];
      for (let o = 0; o < a.length; o++) d[o] = a[o] * total - target[o];
    },
  },
};

/** What the slopes and values of an example are multiplied by. */
export function lossScale(
  { type, reduction }: LossSpec,
  outputs: number,
): number {
  return reduction === "mean" && losses[type].overOutputs ? 1 / outputs : 1;
}

/**
 * The error of the output layer: the slope of the loss along its weighted sums.
 *
 * @param dz Filled with it; as wide as z, a and target.
 */
export function outputError(
  loss: Loss,
  activation: ActivationName,
  z: Numbers,
  a: Numbers,
  target: ArrayLike<number>,
  dz: Numbers,
): void {
  loss.slope(a, target, dz);
  if (!loss.output) activations[activation].backward(z, a, dz, dz);
}
