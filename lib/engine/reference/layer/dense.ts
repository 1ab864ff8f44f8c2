/**
 * The arithmetic of `dense` layers as plain loops, with `I` inputs and `O`
 * outputs: z = x W + biases. The parameters have the shape `[I + 1][O]`, and
 * the last row, row `I`, contains the biases.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import type { LayerPlan } from "../../../layer/mod.ts";
import { type Kernel, mustHold, rowsOf } from "./kernel.ts";

/** Makes the object (`Kernel`) that does the arithmetic of a `dense` layer. */
export function dense(
  { input: [I], output: [O] }: LayerPlan,
  parameters: Numbers,
  gradient: Numbers,
): Kernel {
  mustHold("the parameters of a dense layer", parameters, (I + 1) * O);
  mustHold("their gradient", gradient, (I + 1) * O);
  const W = rowsOf(parameters, O), biases = W[I];
  const dW = rowsOf(gradient, O), dBiases = dW[I];
  return {
    /** z = x W + biases */
    forward(x, z) {
      mustHold("x", x, I);
      mustHold("z", z, O);
      z.set(biases);
      for (let i = 0; i < I; i++) {
        const xi = x[i], w = W[i];
        if (xi === 0) continue; // most pixels of an MNIST image are 0
        for (let o = 0; o < O; o++) z[o] += xi * w[o];
      }
    },

    /**
     * The gradient of z = x W + biases with respect to the parameters: dW +=
     * x^T dz, dBiases += dz.
     */
    addGradient(x, dz) {
      mustHold("x", x, I);
      mustHold("dz", dz, O);
      for (let i = 0; i < I; i++) {
        const xi = x[i], dw = dW[i];
        if (xi === 0) continue;
        for (let o = 0; o < O; o++) dw[o] += xi * dz[o];
      }
      for (let o = 0; o < O; o++) dBiases[o] += dz[o];
    },

    /** The gradient of z = x W + biases with respect to x: dx = dz W^T. */
    backward(dz, dx) {
      mustHold("dz", dz, O);
      mustHold("dx", dx, I);
      for (let i = 0; i < I; i++) {
        const w = W[i];
        let sum = 0;
        for (let o = 0; o < O; o++) sum += dz[o] * w[o];
        dx[i] = sum;
      }
    },
  };
}
