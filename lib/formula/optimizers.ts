/**
 * The table of optimizers. Each optimizer computes the new value of a parameter
 * from its gradient, and lists the constants that a spec may set.
 *
 * @module
 */

import type { Numbers } from "./activations.ts";

/** The constants of each optimizer; the keys are the names used in a spec. */
export interface OptimizerConstants {
  /** Stochastic gradient descent, with or without momentum. */
  readonly sgd: { readonly momentum: number; readonly nesterov: boolean };
  /**
   * Adam: each parameter's step is scaled by running means of its gradient and
   * of its squared gradient.
   */
  readonly adam: {
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
  /** Adam with decoupled weight decay. */
  readonly adamw: OptimizerConstants["adam"] & { readonly decay: number };
  /** RMSprop: each parameter's step is scaled by the running mean of its squared gradient. */
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

/** An optimizer as written in a spec: its name, or its name with some of its constants. */
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

/** A constant of an optimizer: the kind of its value, its default and its description. */
export interface Constant<Value = number | boolean> {
  readonly kind: "fraction" | "positive" | "nonNegative" | "flag";
  readonly value: Value;
  readonly doc: string;
}

/**
 * A function that returns a parameter's new value, from its old value `w` and its
 * gradient `dw`.
 */
export type Move = (
  w: number,
  dw: number,
  /** The index of the parameter in the array of the network's parameters. */
  p: number,
  /** The optimizer's state: arrays with one number per parameter. */
  moments: readonly Numbers[],
) => number;

/** An optimizer with the values of its constants. */
export interface Optimizer {
  /**
   * The number of values that the optimizer stores for each parameter. An
   * optimizer with stored values can change a parameter even if the gradient is
   * 0.
   */
  readonly moments: number;
  /** Whether the step is plain gradient descent, W -= learning rate * dW. */
  readonly isPlain: boolean;
  /** Returns the update function of step `t`, counted from 1. */
  step(rate: number, t: number): Move;
}

/** One optimizer in the table. */
interface Row<C> {
  readonly constants: { readonly [Name in keyof C]: Constant<C[Name]> };
  moments(constants: C): number;
  isPlain(constants: C): boolean;
  step(constants: C, rate: number, t: number): Move;
}

/**
 * Numbers with an absolute value up to TINY are set to 0, because processors
 * are slow with denormal numbers.
 */
export const TINY = 1e-30;

/**
 * Sets numbers with an absolute value up to TINY to 0. NaN stays NaN, and
 * training then ends with an error.
 */
const flushToZero = (x: number) => (Math.abs(x) <= TINY ? 0 : x);

const epsilon: Constant<number> = {
  kind: "positive",
  value: 1e-8,
  doc:
    "a small number added to the square root of the running mean of squared gradients, to avoid division by 0",
};

/** The decay rate of a running mean: new mean = rate x old mean + (1 - rate) x new value. */
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

/** All optimizers; the keys are the names used in a spec. */
export const optimizers: {
  readonly [T in OptimizerName]: Row<OptimizerConstants[T]>;
} = {
  /**
   * Gradient descent: W -= learning rate * dW. With momentum: v = momentum * v
   * + dW for the gradient dW, then W -= learning rate * v. With Nesterov
   * momentum: With Nesterov momentum, v = momentum * v + dW for the gradient
   * dW, then W -= learning rate * (dW + momentum * v).
   *
   * @see Sutskever, Martens, Dahl and Hinton, On the importance of momentum (2013)
   */
  sgd: {
    constants: {
      momentum: {
        kind: "fraction",
        value: 0,
        doc: "the fraction of each step that is added to the next step",
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
   * Adam: In each step, W -= learning rate * m / (sqrt(v) + epsilon), with the
   * running means m of the gradient and v of the squared gradient. The running
   * mean m of the gradient and the running mean v of the squared gradient have
   * bias correction.
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
   * AdamW: Each step subtracts learning rate * decay * W from each parameter W,
   * and then updates W as Adam does.
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
  /**
   * RMSprop: W -= learning rate * dW / (sqrt(v) + epsilon) for the gradient dW,
   * where v is the running mean of dW^2. @see Hinton, Neural Networks (2012),
   * lecture 6e
   */
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

/** Makes the optimizer that a spec describes. */
export function optimizerOf({ type, ...constants }: OptimizerSpec): Optimizer {
  const row = optimizers[type] as Row<unknown>;
  return {
    moments: row.moments(constants),
    isPlain: row.isPlain(constants),
    step: (rate, t) => row.step(constants, rate, t),
  };
}

/**
 * beta^t, computed by t multiplications. The result has the same bits as in an
 * engine that multiplies by beta at each step.
 */
export function power(beta: number, t: number): number {
  let product = 1;
  for (let n = 0; n < t && product > 0; n++) product *= beta;
  return product;
}
