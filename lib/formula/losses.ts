/**
 * The table of loss functions. Each loss function computes the loss of one
 * example and the gradient of this loss.
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

/** The name of a loss function. */
export type LossName =
  | "mse"
  | "huber"
  | "crossEntropy"
  | "binaryCrossEntropy";

/**
 * The loss of an example is computed from the losses of its outputs with the
 * reduction `mean` or `sum`. `crossEntropy` always sums over classes.
 */
export type Reduction = "mean" | "sum";

/** The loss function of a network. */
export interface LossSpec {
  /** The name of the loss function. */
  readonly type: LossName;
  /** Whether the loss of an example is the mean or the sum over its outputs. */
  readonly reduction: Reduction;
}

/** The default loss function. */
export const DEFAULT_LOSS: LossName = "mse";

/**
 * The smallest and the largest probability for which a loss is computed.
 * Probabilities are clipped to the range from `LEAST` to `MOST` before the
 * logarithm.
 */
const LEAST = 2 ** -149, MOST = 1 - 2 ** -24; // the smallest float32 above 0, and the largest float32 below 1

/**
 * The output activation that belongs to a loss function. A loss with an output
 * activation is computed from the weighted sums z, which is more accurate than
 * from the outputs.
 */
export interface OutputActivation {
  /** The name of the activation. */
  readonly name: ActivationName;
  /**
   * The inverse of the activation: fills `z` with weighted sums for which the
   * activation returns `a`.
   */
  weightedSums(a: Numbers, z: Numbers): void;
}

/**
 * A loss function. A loss function compares the targets of one example with the
 * weighted sums `z` and the outputs `a` of the output layer.
 */
export interface Loss {
  /**
   * The output activation that the loss requires; absent if the loss allows any
   * activation.
   */
  readonly output?: OutputActivation;
  /** The default output activation for this loss. */
  readonly defaultOutput: ActivationName;
  /**
   * The type of labels for which the loss function is used. `classes`: each
   * example has one class. `labels`: an example can have several labels. `any`:
   * the values of the labels decide whether the task is classification or
   * regression.
   */
  readonly labels: "classes" | "labels" | "any";
  /**
   * The loss of the example, summed over its outputs. The parameter `z` is used
   * only by loss functions that have the property `output`.
   */
  value(z: Numbers, a: Numbers, target: ArrayLike<number>): number;
  /**
   * Fills `d` with the gradient of the loss that `value` computes. If the loss
   * requires an output activation, the gradient is with respect to the weighted
   * sums; otherwise the gradient is with respect to the outputs `a`.
   */
  gradient(a: Numbers, target: ArrayLike<number>, d: Numbers): void;
  /** Whether the reduction `mean` divides the loss by the number of outputs. */
  readonly averagesOutputs: boolean;
}

/**
 * Makes a loss that sums a function of the error (output minus target) over the
 * outputs.
 */
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

/** All loss functions; the keys are the names used in a spec. */
export const losses: Readonly<Record<LossName, Loss>> = {
  /** The squared error. */
  mse: each((error) => error * error, (error) => 2 * error, {
    defaultOutput: "sigmoid", // as in the Go program that percept is based on
    labels: "any",
  }),
  /**
   * The Huber loss: half the squared error for errors up to 1, and the absolute
   * error minus 1/2 for larger errors.
   *
   * @see Huber, Robust Estimation of a Location Parameter (1964)
   */
  huber: each(
    (error) => Math.abs(error) < 1 ? error * error / 2 : Math.abs(error) - 0.5,
    (error) => Math.max(-1, Math.min(error, 1)),
    { defaultOutput: "identity", labels: "any" },
  ),
  /**
   * The cross-entropy: minus the sum of t log(softmax(z)) over the classes, for
   * targets t and weighted sums z. The cross-entropy is computed from the
   * weighted sums, not from the probabilities, so that no probability rounds to
   * 0.
   *
   * @see Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3
   */
  crossEntropy: {
    output: {
      name: "softmax",
      weightedSums(a, z) { // softmax(z + c) = softmax(z) for any constant c
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
      let total = 0; // the sum of the targets: 1 by default, but labels.oneHot can change it
      for (let o = 0; o < a.length; o++) total += target[o];
      for (let o = 0; o < a.length; o++) d[o] = a[o] * total - target[o];
    },
  },
  /**
   * The binary cross-entropy -t log(sigmoid(z)) - (1 - t) log(1 - sigmoid(z))
   * of each output, with target t and weighted sum z. The binary cross-entropy
   * is computed from the weighted sums, not from the probabilities, so that no
   * probability rounds to 0.
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

/**
 * The factor for the loss and the gradient of an example: 1 / (number of
 * outputs) for the reduction `mean`, else 1.
 */
export function lossScale(
  { type, reduction }: LossSpec,
  outputs: number,
): number {
  return reduction === "mean" && losses[type].averagesOutputs ? 1 / outputs : 1;
}

/**
 * The gradient of the loss with respect to the weighted sums of the output layer.
 *
 * @param dz The array that is filled with the gradient. `dz` is as long as each
 *   of the arrays `z`, `a` and `target`.
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
