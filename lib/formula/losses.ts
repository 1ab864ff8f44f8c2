/**
 * The losses, one row each: the loss of one example, and its gradient.
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
  readonly defaultOutput: ActivationName;
  /**
   * What its labels stand for: one class of several, labels that are independent
   * of each other, or what the labels themselves look like.
   */
  readonly labels: "classes" | "labels" | "any";
  /** What the example costs, summed over the outputs; uses z only with `output`. */
  value(z: Numbers, a: Numbers, target: ArrayLike<number>): number;
  /**
   * Fills `d` with the gradient of `value`: with respect to z where the loss names
   * its output activation, whose derivative is then part of it, else to a.
   */
  gradient(a: Numbers, target: ArrayLike<number>, d: Numbers): void;
  /** Whether `mean` divides by the number of outputs. */
  readonly averagesOutputs: boolean;
}

/** A loss of each output by itself, from the error a - t. */
function each(
  value: (error: number, z: number, t: number) => number,
  derivative: (error: number) => number,
  about: Pick<Loss, "output" | "defaultOutput" | "labels">,
): Loss {
  return {
    ...about,
    averagesOutputs: true,
    value(z, a, target) {
      let sum = 0;
      for (let o = 0; o < a.length; o++) {
        sum += value(a[o] - target[o], z[o], target[o]);
      }
      return sum;
    },
    gradient(a, target, d) {
      for (let o = 0; o < a.length; o++) d[o] = derivative(a[o] - target[o]);
    },
  };
}

/** Every loss by the name it has in a spec. */
export const losses: Readonly<Record<LossName, Loss>> = {
  /** Squared error. */
  mse: each((error) => error * error, (error) => 2 * error, {
    defaultOutput: "sigmoid", // as in the Go program
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
    { defaultOutput: "identity", labels: "any" },
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
    defaultOutput: "softmax",
    labels: "classes",
    averagesOutputs: false,
    value(z, _, target) {
      const most = largest(z);
      let sum = 0;
      for (let o = 0; o < z.length; o++) sum += exp(z[o] - most);
      const logSum = most + log(sum);
      let loss = 0;
      for (let o = 0; o < z.length; o++) loss += target[o] * (logSum - z[o]);
      return loss;
    },
    gradient(a, target, d) {
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
      defaultOutput: "sigmoid",
      labels: "labels",
    },
  ),
};

/** What the loss and the gradient of an example are multiplied by. */
export function lossScale(
  { type, reduction }: LossSpec,
  outputs: number,
): number {
  return reduction === "mean" && losses[type].averagesOutputs ? 1 / outputs : 1;
}

/**
 * The gradient of the loss with respect to the weighted sums of the output layer.
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
  loss.gradient(a, target, dz);
  if (!loss.output) activation.backward(z, a, dz, dz);
}
