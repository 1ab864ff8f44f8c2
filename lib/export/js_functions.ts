/**
 * The arithmetic of an exported module, in JavaScript. The results have the
 * same bits as the results of the kernel functions in `engine/wasm/`. The
 * result of each operation is rounded to float32, and each sum adds its terms
 * in the same order as the kernel functions. The functions are source text,
 * because a bundler could change the source of a function. Each function calls
 * only functions of this file. Layer types are in `js_layers.ts`.
 *
 * @module
 */

import type { ActivationName } from "../spec/mod.ts";

/** The functions that every exported module contains, by name. */
export const functions = {
  /** Decodes an array of floats from base64. */
  floats: `function floats(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}`,

  /** c0 + x (c1 + x (c2 + ...)) */
  polynomial: `function polynomial(x, coefficients) {
  const f = Math.fround;
  return coefficients.reduceRight((sum, c) => f(f(c) + f(x * sum)), 0);
}`,

  /** 2^k for whole k from -126 to 127. */
  powerOfTwo: `function powerOfTwo(k) {
  return new Float32Array(Int32Array.of((k + 127) << 23).buffer)[0];
}`,

  /**
   * The polynomial p(r) of e^r = 1 + r + r^2 p(r); see
   * `engine/wasm/code/elementary.ts`.
   */
  exponential: `function exponential(r) {
  return polynomial(r, [
    5.0000001201e-1,
    1.6666665459e-1,
    4.1665795894e-2,
    8.3334519073e-3,
    1.3981999507e-3,
    1.9875691500e-4,
  ]);
}`,

  /** `exp` of `engine/wasm/code/elementary.ts`. */
  exp: `function exp(value) {
  const f = Math.fround;
  const x = Math.max(Math.min(value, 89), -104);
  const round = 1.5 * 2 ** 23; // adding and then subtracting this number rounds to a whole number
  const k = f(f(f(x * f(Math.LOG2E)) + round) - round);
  const high = f(x - f(k * 0.693359375));
  const r = f(high - f(k * f(-2.12194440e-4)));
  const power = f(f(f(f(r * r) * exponential(r)) + r) + 1);
  const half = k >> 1;
  return f(f(power * powerOfTwo(half)) * powerOfTwo(k - half));
}`,

  /** log(x) of `engine/wasm/code/elementary.ts`, for x from 1 to 2. */
  log: `function log(x) {
  const f = Math.fround;
  let k = x < 2 ? 1 : 2, m = x / (2 * k); // 1/2 <= m < 1
  if (m < f(Math.SQRT1_2)) {
    [k, m] = [k - 1, 2 * m];
  }
  m = f(m - 1);
  const curve = polynomial(m, [
    3.3333331174e-1,
    -2.4999993993e-1,
    2.0000714765e-1,
    -1.6668057665e-1,
    1.4249322787e-1,
    -1.2420140846e-1,
    1.1676998740e-1,
    -1.1514610310e-1,
    7.0376836292e-2,
  ]);
  const square = f(m * m);
  const high = f(f(f(m * square) * curve) + f(k * f(-2.12194440e-4)));
  return f(f(m + f(high - f(square * 0.5))) + f(k * 0.693359375));
}`,
} as const;

/**
 * The source of each activation function, by its name in a spec. The argument
 * is one weighted sum z; for softmax, it is the array of all z of the layer.
 */
export const activations: Readonly<Record<ActivationName, string>> = {
  /**
   * exp(z) / (the sum of all exp(z)), with four partial sums as in
   * `engine/wasm/score/output.ts`.
   */
  softmax: `function softmax(z) {
  const f = Math.fround, lanes = [0, 0, 0, 0];
  const most = z.reduce((most, value) => Math.max(most, value));
  const powers = z.map((value, o) => {
    const power = exp(f(value - most));
    lanes[o % 4] = f(lanes[o % 4] + power);
    return power;
  });
  const sum = f(f(lanes[0] + lanes[1]) + f(lanes[2] + lanes[3]));
  return powers.map((power) => power / sum);
}`,

  /**
   * z if 0 < z, otherwise e^z - 1, like `expm1` of
   * `engine/wasm/code/elementary.ts`.
   */
  elu: `function elu(z) {
  const f = Math.fround;
  if (z > 0) return z;
  if (z > -f(Math.LN2 / 2)) return f(z + f(f(z * z) * exponential(z)));
  return f(exp(z) - 1);
}`,

  /**
   * z * normalCdf(z), with the function `normalCdf` of
   * `engine/wasm/code/elementary.ts`.
   */
  gelu: `function gelu(z) {
  const f = Math.fround;
  const t = f(1 / f(1 + f(Math.abs(z) * f(Math.SQRT1_2 / 2))));
  const curve = polynomial(t, [
    -1.26551223,
    1.00002368,
    0.37409196,
    0.09678418,
    -0.18628806,
    0.27886807,
    -1.13520398,
    1.48851587,
    -0.82215223,
    0.17087277,
  ]);
  const below = f(f(0.5 * t) * exp(f(curve - f(f(z * z) * 0.5))));
  return f(z * (z < 0 ? below : f(1 - below)));
}`,

  /** z unchanged. */
  identity: `function identity(z) {
  return z;
}`,

  /** z if 0 < z, otherwise z / 100. */
  leakyRelu: `function leakyRelu(z) {
  const f = Math.fround;
  return Math.max(z, f(f(0.01) * z));
}`,

  /** z if 0 < z, otherwise 0. */
  relu: `function relu(z) {
  return 0 < z ? z : 0;
}`,

  /** 1.7159 tanh(2 z / 3) */
  scaledTanh: `function scaledTanh(z) {
  const f = Math.fround;
  return f(f(1.7159) * tanh(f(f(2 / 3) * z)));
}`,

  /** `sigmoid` of `engine/wasm/code/elementary.ts`. */
  sigmoid: `function sigmoid(x) {
  const e = exp(-Math.abs(x));
  return Math.fround((x < 0 ? e : 1) / Math.fround(e + 1));
}`,

  /** max(z, 0) + log(1 + e^-|z|), by `log1p` of `engine/wasm/code/elementary.ts`. */
  softplus: `function softplus(z) {
  const f = Math.fround, x = exp(-Math.abs(z)), more = f(f(1 + x) - 1);
  const rest = more > 0 ? f(log(f(more + 1)) * f(x / more)) : x;
  return f(Math.max(z, 0) + rest);
}`,

  /** `tanh` of `engine/wasm/code/elementary.ts`. */
  tanh: `function tanh(x) {
  const f = Math.fround, a = Math.abs(x), square = f(x * x);
  if (!(a < 0.625)) {
    const far = f(1 - f(2 / f(exp(f(a + a)) + 1)));
    return x < 0 ? -far : far;
  }
  const curve = polynomial(square, [
    -3.33332819422e-1,
    1.33314422036e-1,
    -5.37397155531e-2,
    2.06390887954e-2,
    -5.70498872745e-3,
  ]);
  return f(x + f(f(square * x) * curve));
}`,
};
