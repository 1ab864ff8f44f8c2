/**
 * The losses, one row each: what one example costs, and the slope of that along
 * the network's outputs.
 *
 * @module
 */

import { exp, log, log1p } from "../math.ts";
import {
  type Activation,
  type ActivationName,
  largest,
  type Numbers,
} from "./activations.ts";

/** The name of a loss. */
export type LossName =
  | "mse"
  | "huber"
  | "crossEntropy"
  | "binaryCrossEntropy";

/** `mean`: the mean over outputs (classes of crossEntropy are summed); `sum`: the sum. */
export type Reduction = "mean" | "sum";

/** What is made small. */
export interface LossSpec {
  /** The loss of an example. */
  readonly type: LossName;
  /** Whether outputs are summed or averaged. */
  readonly reduction: Reduction;
}

/** The loss where a spec names none. */
export const DEFAULT_LOSS: LossName = "mse";

/** The least and the most that a probability is taken for in a logarithm. */
const LEAST = 2 ** -149, MOST = 1 - 2 ** -24; // float32 ends there

/** The output activation of a loss that is computed from weighted sums. */
export interface OutputActivation {
  /** Its name. */
  readonly name: ActivationName;
  /** Fills `z` with weighted sums of which `a` are the outputs. */
  weightedSums(a: Numbers, z: Numbers): void;
}

/** A loss of one example: z and a of the output layer against its targets. */
export interface Loss {
  /** The one output activation it is defined with, where there is one. */
  readonly output?: OutputActivation;
  /** The output activation where a spec names none. */
  readonly usualOutput: ActivationName;
  /**
   * What its labels stand for: one class of several, labels that are independent
   * of each other, or what the labels themselves look like.
   */
  readonly labels: "classes" | "labels" | "any";
  /** What the example costs, summed over the outputs; uses z only with `output`. */
  value(z: Numbers, a: Numbers, target: ArrayLike<number>): number;
  /**
   * Fills `d` with the slope of `value`: along z where the loss names its
   * output activation, whose slope is then part of it, else along a.
   */
  slope(a: Numbers, target: ArrayLike<number>, d: Numbers): void;
  /** Whether `mean` divides by the number of outputs. */
  readonly overOutputs: boolean;
}

/** A loss of each output by itself, from the error a - t. */
function each(
  value: (error: number, z: number, t: number) => number,
  slope: (error: number) => number,
  about: Pick<Loss, "output" | "usualOutput" | "labels">,
): Loss {
  return {
    ...about,
    overOutputs: true,
    value(z, a, target) {
      let sum = 0;
      for (let o = 0; o < a.length; o++) {
        sum += value(a[o] - target[o], z[o], target[o]);
      }
      return sum;
    },
    slope(a, target, d) {
      for (let o = 0; o < a.length; o++) d[o] = slope(a[o] - target[o]);
    },
  };
}

/** Every loss by the name it has in a spec. */
export const losses: Readonly<Record<LossName, Loss>> = {
  /** Squared error. */
  mse: each((error) => error * error, (error) => 2 * error, {
    usualOutput: "sigmoid", // as in the Go program
    labels: "any",
  }),
  /**
   * Half the squared error up to an error of 1, beyond it the error less a half.
   *
   * @see Huber, Robust Estimation of a Location Parameter (1964)
   */
  huber: each(
    (error) => Math.abs(error) < 1 ? error * error / 2 : Math.abs(error) - 0.5,
    (error) => Math.max(-1, Math.min(error, 1)),
    { usualOutput: "identity", labels: "any" },
  ),
  /**
   * -sum of t log(softmax(z)), from z, where no probability can round to 0.
   *
   * @see Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3
   */
  crossEntropy: {
    output: {
      name: "softmax",
      weightedSums(a, z) { // any constant more gives the same outputs
        for (let o = 0; o < a.length; o++) z[o] = log(Math.max(a[o], LEAST));
      },
    },
    usualOutput: "softmax",
    labels: "classes",
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
  /**
   * -t log(sigmoid(z)) - (1 - t) log(1 - sigmoid(z)), each output a label of its
   * own; from z, where nothing can round to 0.
   */
  binaryCrossEntropy: each(
    (_, z, t) => Math.max(z, 0) - z * t + log1p(exp(-Math.abs(z))),
    (error) => error,
    {
      output: {
        name: "sigmoid",
        weightedSums(a, z) {
          for (let o = 0; o < a.length; o++) {
            const most = Math.max(a[o], LEAST), least = Math.min(most, MOST);
            z[o] = log(most) - log(1 - least);
          }
        },
      },
      usualOutput: "sigmoid",
      labels: "labels",
    },
  ),
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
  activation: Activation,
  z: Numbers,
  a: Numbers,
  target: ArrayLike<number>,
  dz: Numbers,
): void {
  loss.slope(a, target, dz);
  if (!loss.output) activation.backward(z, a, dz, dz);
}
