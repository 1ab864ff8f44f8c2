/**
 * The optimizers, one row each: how the gradient of the loss with respect to a
 * parameter becomes a step, and which constants of that a spec may set.
 *
 * @module
 */

import type { Numbers } from "./activations.ts";

/** The constants of every optimizer, by the name it has in a spec. */
export interface OptimizerConstants {
  /** Stochastic gradient descent, plain or with momentum. */
  readonly sgd: { readonly momentum: number; readonly nesterov: boolean };
  /** Each parameter's step is scaled by running means of its gradient. */
  readonly adam: {
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
  /** Adam, and beside it every parameter shrinks. */
  readonly adamw: OptimizerConstants["adam"] & { readonly decay: number };
  /** Each parameter's step is scaled by the running mean of its squared gradient. */
  readonly rmsprop: { readonly rho: number; readonly epsilon: number };
}

/** The name of an optimizer. */
export type OptimizerName = keyof OptimizerConstants;

/** An optimizer's name and its constants. */
export type OptimizerSpec = {
  readonly [T in OptimizerName]:
    & { readonly type: T }
    & OptimizerConstants[T];
}[OptimizerName];

/** An optimizer as it may be written: by name, or with some of its constants. */
export type OptimizerInput =
  | OptimizerName
  | {
    readonly [T in OptimizerName]:
      & { readonly type: T }
      & {
        readonly [C in keyof OptimizerConstants[T]]?:
          | OptimizerConstants[T][C]
          | undefined;
      };
  }[OptimizerName];

/** A constant: what it must be, what it is where nothing is written, its meaning. */
export interface Constant<Value = number | boolean> {
  readonly kind: "fraction" | "positive" | "nonNegative" | "flag";
  readonly value: Value;
  readonly doc: string;
}

/** A parameter after a step: from what it was and the gradient with respect to it. */
export type Move = (
  w: number,
  dw: number,
  /** Its position among the parameters. */
  p: number,
  /** What the optimizer keeps of all parameters. */
  moments: readonly Numbers[],
) => number;

/** One optimizer. */
export interface Optimizer {
  /** How many numbers it keeps for each parameter; with any, a gradient of 0 is a step too. */
  readonly moments: number;
  /** Whether its step is W -= rate dW and nothing more. */
  readonly isPlain: boolean;
  /** Begins step number `t`, from 1, of the learning rate. */
  step(rate: number, t: number): Move;
}

/** A row of the table. */
interface Row<C> {
  readonly constants: { readonly [Name in keyof C]: Constant<C[Name]> };
  moments(constants: C): number;
  isPlain(constants: C): boolean;
  step(constants: C, rate: number, t: number): Move;
}

/** Numbers up to this are taken for 0: it is above the denormals that processors are slow with. */
export const TINY = 1e-30;

/** 0 for numbers up to TINY; NaN stays NaN, so that the run ends. */
const flushToZero = (x: number) => (Math.abs(x) <= TINY ? 0 : x);

const epsilon: Constant<number> = {
  kind: "positive",
  value: 1e-8,
  doc:
    "a small number added to the square root of the running mean, to avoid division by 0",
};

/** How much of a running mean remains at each step. */
const decayRate = (value: number, what: string): Constant<number> => ({
  kind: "fraction",
  value,
  doc: `the decay rate of the running mean of ${what}`,
});

const adam = {
  beta1: decayRate(0.9, "gradients"),
  beta2: decayRate(0.999, "squared gradients"),
  epsilon,
};

/** Every optimizer by the name it has in a spec. */
export const optimizers: {
  readonly [T in OptimizerName]: Row<OptimizerConstants[T]>;
} = {
  /**
   * W -= rate dW; with momentum v = momentum v + dW and W -= rate v, or
   * W -= rate (dW + momentum v), which is Nesterov's.
   *
   * @see Sutskever, Martens, Dahl and Hinton, On the importance of momentum (2013)
   */
  sgd: {
    constants: {
      momentum: {
        kind: "fraction",
        value: 0,
        doc: "the fraction of the previous step that is added to the next step",
      },
      nesterov: {
        kind: "flag",
        value: false,
        doc: "use Nesterov momentum",
      },
    },
    moments: ({ momentum }) => (momentum === 0 ? 0 : 1),
    isPlain: ({ momentum }) => momentum === 0,
    step: ({ momentum, nesterov }, rate) => (w, dw, p, [v]) => {
      if (!v) return w - rate * dw;
      v[p] = flushToZero(momentum * v[p] + dw);
      return w - rate * (nesterov ? dw + momentum * v[p] : v[p]);
    },
  },
  /**
   * W -= rate m / (root of v + epsilon), from running means m of the gradient
   * and v of its square, each corrected for its start at 0.
   *
   * @see Kingma and Ba, Adam: A Method for Stochastic Optimization (2015)
   */
  adam: {
    constants: adam,
    moments: () => 2,
    isPlain: () => false,
    step({ beta1, beta2, epsilon }, rate, t) {
      const step = rate / (1 - power(beta1, t));
      const correction = 1 / Math.sqrt(1 - power(beta2, t));
      return (w, dw, p, [m, v]) => {
        m[p] = flushToZero(beta1 * m[p] + (1 - beta1) * dw);
        v[p] = Math.max(beta2 * v[p] + (1 - beta2) * dw * dw, TINY);
        return w - step * m[p] / (Math.sqrt(v[p]) * correction + epsilon);
      };
    },
  },
  /**
   * W -= rate decay W, then Adam.
   *
   * @see Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019)
   */
  adamw: {
    constants: {
      ...adam,
      decay: {
        kind: "nonNegative",
        value: 0.01,
        doc:
          "the weight decay: each step subtracts decay x learning rate x w from each parameter w",
      },
    },
    moments: () => 2,
    isPlain: () => false,
    step({ decay, ...constants }, rate, t) {
      const move = optimizers.adam.step(constants, rate, t);
      return (w, ...rest) => move(w - rate * decay * w, ...rest);
    },
  },
  /** v a running mean of dW^2. @see Hinton, Neural Networks (2012), lecture 6e */
  rmsprop: {
    constants: { rho: decayRate(0.9, "squared gradients"), epsilon },
    moments: () => 1,
    isPlain: () => false,
    step: ({ rho, epsilon }, rate) => (w, dw, p, [v]) => {
      v[p] = Math.max(rho * v[p] + (1 - rho) * dw * dw, TINY);
      return w - rate * dw / (Math.sqrt(v[p]) + epsilon);
    },
  },
};

/** The optimizer of a spec. */
export function optimizerOf({ type, ...constants }: OptimizerSpec): Optimizer {
  const row = optimizers[type] as Row<unknown>;
  return {
    moments: row.moments(constants),
    isPlain: row.isPlain(constants),
    step: (rate, t) => row.step(constants, rate, t),
  };
}

/** beta^t, multiplied out one by one, as an engine does step by step. */
export function power(beta: number, t: number): number {
  let product = 1;
  for (let n = 0; n < t && product > 0; n++) product *= beta;
  return product;
}
