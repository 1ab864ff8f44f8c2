/**
 * The optimisers, one row each: how the slope of the loss along a parameter
 * becomes a step.
 *
 * @module
 */

import type { Numbers } from "../formula/mod.ts";
import type { AdamSpec, OptimizerSpec } from "../spec/mod.ts";

/** Moves a row of parameters, from the sum of its slopes over a batch. */
export type Move = (
  weights: Numbers,
  dWeights: Numbers,
  moments: readonly Numbers[],
) => void;

/** One optimiser. */
export interface Optimizer {
  /** How many numbers it keeps for each parameter. */
  readonly moments: number;
  /** Whether parameters move on when their slope is 0. */
  readonly restless: boolean;
  /**
   * Begins a step.
   *
   * @param rate The learning rate.
   * @param B How many examples the slopes are summed over.
   * @param t The number of the step, from 1.
   */
  step(rate: number, B: number, t: number): Move;
}

/** What is as good as 0, above the denormals that processors are slow with. */
export const TINY = 1e-30;

/** Every optimiser, made from its spec. */
export const optimizers: {
  readonly [K in OptimizerSpec["type"]]: (
    spec: Extract<OptimizerSpec, { type: K }>,
  ) => Optimizer;
} = {
  /** W -= rate dW */
  sgd: () => ({
    moments: 0,
    restless: false,
    step: (rate, B) => (w, dw) => {
      const step = rate / B;
      for (let o = 0; o < w.length; o++) w[o] -= step * dw[o];
    },
  }),
  /**
   * W -= rate m / (root of v + epsilon), from running means m of the slope and v
   * of its square, each divided by its share that is not from its start at 0.
   *
   * @see Kingma and Ba, Adam: A Method for Stochastic Optimization (2015)
   */
  adam: ({ beta1, beta2, epsilon }) => ({
    moments: 2,
    restless: true,
    step(rate, B, t) {
      const step = rate / (1 - power(beta1, t));
      const share = 1 / Math.sqrt(1 - power(beta2, t));
      return (w, dw, [m, v]) => {
        for (let o = 0; o < w.length; o++) {
          const g = dw[o] / B;
          const mean = beta1 * m[o] + (1 - beta1) * g;
          m[o] = Math.abs(mean) > TINY ? mean : 0;
          v[o] = Math.max(beta2 * v[o] + (1 - beta2) * g * g, TINY);
          w[o] -= step * m[o] / (Math.sqrt(v[o]) * share + epsilon);
        }
      };
    },
  }),
};

/** The optimiser of a spec. */
export function optimizerOf(spec: OptimizerSpec): Optimizer {
  return spec.type === "adam" ? optimizers.adam(spec) : optimizers.sgd(spec);
}

/** beta^t, multiplied out one by one, as an engine does step by step. */
export function power(beta: AdamSpec["beta1"], t: number): number {
  let product = 1;
  for (let n = 0; n < t && product > 0; n++) product *= beta;
  return product;
}
