/**
 * The table of activation functions. Each activation function computes a = f(z)
 * in the forward pass, and dL/dz from dL/da in the backward pass.
 *
 * @module
 */

import { erf, exp, expm1, log1p, tanh } from "../math.ts";

/** The name of an activation function. */
export type ActivationName =
  | "sigmoid"
  | "tanh"
  | "scaledTanh"
  | "relu"
  | "leakyRelu"
  | "elu"
  | "gelu"
  | "softplus"
  | "softmax"
  | "identity";

/** An array of numbers in the precision of a network. */
export type Numbers = Float32Array | Float64Array;

/** An activation function, applied to a layer's weighted sums z for one example. */
export interface Activation {
  /** The smallest and the largest possible output. */
  readonly range: readonly [number, number];
  /**
   * Whether each output depends on all weighted sums of the layer.
   * `needsWholeRow` is true for softmax. An activation function that needs all
   * weighted sums of its layer is allowed only in the last layer.
   */
  readonly needsWholeRow: boolean;
  /**
   * Whether many outputs are exactly 0, as for relu. The next layer can skip
   * the outputs that are 0.
   */
  readonly leavesZeros: boolean;
  /** Whether f(z) = z. */
  readonly isLinear: boolean;
  /** Fills `a` with f(z). */
  forward(z: Numbers, a: Numbers): void;
  /** Fills `dz` with dL/dz, computed from `da`, which is dL/da. */
  backward(z: Numbers, a: Numbers, da: Numbers, dz: Numbers): void;
}

/** The default properties of an activation function. */
const usual = {
  range: [-Infinity, Infinity],
  needsWholeRow: false,
  leavesZeros: false,
  isLinear: false,
} as const;

/** Makes an elementwise activation function from f(z) and f'(z). */
export function activationOf(
  value: (z: number) => number,
  derivative: (z: number, a: number) => number,
  properties: Partial<Omit<Activation, "forward" | "backward">> = {},
): Activation {
  return {
    ...usual,
    ...properties,
    forward(z, a) {
      for (let o = 0; o < z.length; o++) a[o] = value(z[o]);
    },
    backward(z, a, da, dz) {
      for (let o = 0; o < z.length; o++) dz[o] = da[o] * derivative(z[o], a[o]);
    },
  };
}

const sigmoid = (z: number) => 1 / (1 + exp(-z));

/** The cumulative distribution function and the density of the normal distribution. */
const normalCdf = (z: number) => (1 + erf(z * Math.SQRT1_2)) / 2;
const normalPdf = (z: number) => exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

/**
 * All activation functions; the keys are the names used in a spec.
 *
 * @see Goodfellow, Bengio and Courville, Deep Learning (2016), sections 6.2 and 6.3
 */
export const activations: Readonly<Record<ActivationName, Activation>> = {
  sigmoid: activationOf(sigmoid, (_, a) => a * (1 - a), { range: [0, 1] }),
  tanh: activationOf(tanh, (_, a) => 1 - a * a, { range: [-1, 1] }),
  /** @see LeCun, Bottou, Orr and Müller, Efficient BackProp (1998), section 4.4 */
  scaledTanh: activationOf(
    (z) => 1.7159 * tanh(2 * z / 3),
    (_, a) => 2 / 3 * (1.7159 - a * a / 1.7159),
    { range: [-1.7159, 1.7159] },
  ),
  relu: activationOf((z) => (z > 0 ? z : 0), (z) => (z > 0 ? 1 : 0), {
    range: [0, Infinity],
    leavesZeros: true,
  }),
  /** @see Maas, Hannun and Ng, Rectifier Nonlinearities (2013) */
  leakyRelu: activationOf(
    (z) => (z > 0 ? z : 0.01 * z),
    (z) => (z > 0 ? 1 : 0.01),
  ),
  /** @see Clevert, Unterthiner and Hochreiter, Exponential Linear Units (2016) */
  elu: activationOf(
    (z) => (z > 0 ? z : expm1(z)),
    (_, a) => (a > 0 ? 1 : a + 1),
    {
      range: [-1, Infinity],
    },
  ),
  /** @see Hendrycks and Gimpel, Gaussian Error Linear Units (2016) */
  gelu: activationOf(
    (z) => z * normalCdf(z),
    (z) => normalCdf(z) + z * normalPdf(z),
    { range: [-0.17, Infinity] }, // the minimum is -0.16997
  ),
  /** log(1 + e^z) @see Dugas and others, Second-Order Functional Knowledge (2001) */
  softplus: activationOf(
    (z) => Math.max(z, 0) + log1p(exp(-Math.abs(z))),
    (z) => sigmoid(z),
    { range: [0, Infinity] },
  ),
  /**
   * The softmax function exp(z) / sum of exp(z). The largest z is subtracted
   * first, so that exp cannot overflow.
   */
  softmax: {
    ...usual,
    range: [0, 1],
    needsWholeRow: true,
    forward(z, a) {
      const most = largest(z);
      let sum = 0;
      for (let o = 0; o < z.length; o++) sum += a[o] = exp(z[o] - most);
      for (let o = 0; o < z.length; o++) a[o] /= sum;
    },
    backward(_, a, da, dz) {
      let dot = 0;
      for (let o = 0; o < a.length; o++) dot += a[o] * da[o];
      for (let o = 0; o < a.length; o++) dz[o] = a[o] * (da[o] - dot);
    },
  },
  identity: activationOf((z) => z, () => 1, { isLinear: true }),
};

/** The largest number of an array. */
export function largest(row: Numbers): number {
  let most = row[0];
  for (let o = 1; o < row.length; o++) if (row[o] > most) most = row[o];
  return most;
}
