/**
 * The arithmetic of `layerNorm` layers as plain loops. A `layerNorm` layer
 * normalizes the `C` channels of each position of an example: z = gamma (x -
 * mean) / sqrt(variance + epsilon) + beta. The parameters gamma and beta are
 * stored as an array of shape `[2][C]`.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import type { LayerPlan } from "../../../layer/mod.ts";
import type { LayerNormSpec } from "../../../spec/mod.ts";
import { type Kernel, rowsOf } from "./kernel.ts";

/**
 * Makes the object (`Kernel`) that does the arithmetic of a `layerNorm` layer.
 */
export function layerNorm(
  { spec, columns: C }: LayerPlan,
  parameters: Numbers,
  gradient: Numbers,
): Kernel {
  const { epsilon } = spec as LayerNormSpec;
  const [gamma, beta] = rowsOf(parameters, C);
  const [dGamma, dBeta] = rowsOf(gradient, C);

  /**
   * The mean of the `C` channels that start at index `i`, and the scale 1 /
   * sqrt(variance + epsilon) of these channels.
   */
  const momentsOf = (x: Numbers, i: number) => {
    let sum = 0, squares = 0;
    for (let c = 0; c < C; c++) sum += x[i + c];
    const mean = sum / C;
    for (let c = 0; c < C; c++) squares += (x[i + c] - mean) ** 2;
    return { mean, scale: 1 / Math.sqrt(squares / C + epsilon) };
  };

  return {
    /**
     * Computes z = gamma (x - mean) scale + beta, where scale = 1 /
     * sqrt(variance + epsilon).
     */
    forward(x, z) {
      for (let i = 0; i < x.length; i += C) {
        const { mean, scale } = momentsOf(x, i);
        for (let c = 0; c < C; c++) {
          z[i + c] = gamma[c] * ((x[i + c] - mean) * scale) + beta[c];
        }
      }
    },

    /**
     * The gradient of z = gamma (x - mean) scale + beta with respect to the
     * parameters: dGamma += dz (x - mean) scale, dBeta += dz.
     */
    addGradient(x, dz) {
      for (let i = 0; i < x.length; i += C) {
        const { mean, scale } = momentsOf(x, i);
        for (let c = 0; c < C; c++) {
          dGamma[c] += dz[i + c] * ((x[i + c] - mean) * scale);
          dBeta[c] += dz[i + c];
        }
      }
    },

    /**
     * The gradient of z = gamma n + beta, where n = (x - mean) scale is the
     * normalized x and dn = gamma dz: dx = scale (dn - mean of dn - n mean of
     * (dn n)).
     */
    backward(dz, dx, x) {
      for (let i = 0; i < x.length; i += C) {
        const { mean, scale } = momentsOf(x, i);
        let sum = 0, along = 0;
        for (let c = 0; c < C; c++) {
          const dn = gamma[c] * dz[i + c];
          sum += dn;
          along += dn * ((x[i + c] - mean) * scale);
        }
        for (let c = 0; c < C; c++) {
          const n = (x[i + c] - mean) * scale;
          const dn = gamma[c] * dz[i + c];
          dx[i + c] = scale * (dn - sum / C - n * (along / C));
        }
      }
    },
  };
}
