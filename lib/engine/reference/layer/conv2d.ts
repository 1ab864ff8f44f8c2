/**
 * The arithmetic of `conv2d` layers as plain loops: a dense layer with `F`
 * units, applied to each window of the image. The weights have the shape
 * `[taps][C][F]`: a tap is a position in the window, and `C` is the number of
 * channels. A row of biases is stored after the weights. Images have the shape
 * `[rows][columns][C]`.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import { convWindows, type LayerPlan, sizeOf } from "../../../layer/mod.ts";
import type { Conv2dSpec } from "../../../spec/mod.ts";
import { type Kernel, mustHold, rowsOf } from "./kernel.ts";
import { placesOf } from "./windows.ts";

/** Makes the object (`Kernel`) that does the arithmetic of a `conv2d` layer. */
export function conv2d(
  { spec, input, output, rows, columns: F }: LayerPlan,
  parameters: Numbers,
  gradient: Numbers,
): Kernel {
  mustHold("the parameters of a convolution", parameters, rows * F);
  const places = placesOf(convWindows(spec as Conv2dSpec, input));
  const C = input[2], I = sizeOf(input), O = sizeOf(output);
  const W = rowsOf(parameters, F), biases = W[rows - 1];
  const dW = rowsOf(gradient, F), dBiases = dW[rows - 1];
  return {
    /**
     * Computes z[window] = biases + sum of x[place][c] W[tap][c] over channels
     * c and positions `tap` in the window; `place` is the position of `tap` in
     * the image.
     */
    forward(x, z) {
      mustHold("x", x, I);
      mustHold("z", z, O);
      for (let o = 0; o < O; o += F) z.set(biases, o);
      for (const { window, tap, place } of places) {
        for (let c = 0; c < C; c++) {
          const xi = x[place * C + c], w = W[tap * C + c], o = window * F;
          if (xi === 0) continue; // most pixels of an MNIST image are 0
          for (let f = 0; f < F; f++) z[o + f] += xi * w[f];
        }
      }
    },

    /**
     * The gradient with respect to the parameters: dBiases += dz[window] for
     * each window; dW[tap][c] += x[place][c] dz[window] for each channel c and
     * position `tap`, which is at `place` in the image.
     */
    addGradient(x, dz) {
      mustHold("dz", dz, O);
      for (const { window, tap, place } of places) {
        for (let c = 0; c < C; c++) {
          const xi = x[place * C + c], dw = dW[tap * C + c], o = window * F;
          if (xi === 0) continue;
          for (let f = 0; f < F; f++) dw[f] += xi * dz[o + f];
        }
      }
      for (let o = 0; o < O; o++) dBiases[o % F] += dz[o];
    },

    /**
     * The gradient with respect to x, for each channel c: dx[place][c] = sum of
     * dz[window] W[tap][c]^T over all windows that contain `place`; `tap` is
     * the position of `place` in the window.
     */
    backward(dz, dx) {
      mustHold("dx", dx, I);
      dx.fill(0);
      for (const { window, tap, place } of places) {
        for (let c = 0; c < C; c++) {
          const w = W[tap * C + c], o = window * F;
          let sum = 0;
          for (let f = 0; f < F; f++) sum += dz[o + f] * w[f];
          dx[place * C + c] += sum;
        }
      }
    },
  };
}
