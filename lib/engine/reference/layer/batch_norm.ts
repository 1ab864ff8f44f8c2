/**
 * The arithmetic of `batchNorm` layers as plain loops. A `batchNorm` layer
 * normalizes each of `C` channels over all positions and all examples of a
 * batch: z = gamma (x - mean) / sqrt(variance + epsilon) + beta. The parameters
 * gamma and beta are stored as an array of shape `[2][C]`. Predictions use
 * running means and variances instead of the means and variances of a batch.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import { BATCH_NORM_MOMENTUM, type LayerPlan } from "../../../layer/mod.ts";
import type { BatchNormSpec } from "../../../spec/mod.ts";
import { type Kernel, rowsOf } from "./kernel.ts";

/**
 * Makes the object (`Kernel`) that does the arithmetic of a `batchNorm` layer.
 */
export function batchNorm(
  { spec, columns: C }: LayerPlan,
  parameters: Numbers,
  gradient: Numbers,
  statistics: Numbers,
): Kernel {
  const { epsilon } = spec as BatchNormSpec;
  const [gamma, beta] = rowsOf(parameters, C);
  const [dGamma, dBeta] = rowsOf(gradient, C);
  const [runningMean, runningVariance] = rowsOf(statistics, C);
  const channels = () => parameters.slice(0, C).fill(0);
  const mean = channels(), variance = channels(), scale = channels();
  const meanOfDz = channels(), meanAlong = channels(); // the means of dz, and of dz n
  let count = 0; // the number of values of each channel in the batch
  let isOfBatch = true; // whether mean and variance are computed from the batch

  /**
   * The normalized value n = (x - mean) scale of input `i`, where scale = 1 /
   * sqrt(variance + epsilon).
   */
  const normalized = (x: Numbers, i: number) =>
    (x[i] - mean[i % C]) * scale[i % C];

  return {
    beginForward(batch, isTraining) {
      count = batch.length * batch[0].length / C;
      isOfBatch = isTraining;
      if (isTraining) {
        mean.fill(0);
        variance.fill(0);
        for (const x of batch) x.forEach((xi, i) => mean[i % C] += xi);
        for (let c = 0; c < C; c++) mean[c] /= count;
        for (const x of batch) {
          x.forEach((xi, i) => variance[i % C] += (xi - mean[i % C]) ** 2);
        }
        for (let c = 0; c < C; c++) variance[c] /= count;
      } else {
        mean.set(runningMean);
        variance.set(runningVariance);
      }
      for (let c = 0; c < C; c++) {
        scale[c] = 1 / Math.sqrt(variance[c] + epsilon);
      }
    },

    /**
     * Computes z = gamma (x - mean) scale + beta, where scale = 1 /
     * sqrt(variance + epsilon).
     */
    forward(x, z) {
      for (let i = 0; i < x.length; i++) {
        z[i] = gamma[i % C] * normalized(x, i) + beta[i % C];
      }
    },

    /**
     * The gradient of z = gamma n + beta, where n is the normalized x: dGamma
     * += dz n, dBeta += dz.
     */
    addGradient(x, dz) {
      for (let i = 0; i < x.length; i++) {
        dGamma[i % C] += dz[i] * normalized(x, i);
        dBeta[i % C] += dz[i];
      }
    },

    beginBackward(batch, dz) {
      meanOfDz.fill(0);
      meanAlong.fill(0);
      if (!isOfBatch) return; // running means do not depend on x
      for (const [b, x] of batch.entries()) {
        for (let i = 0; i < x.length; i++) {
          meanOfDz[i % C] += dz[b][i] / count;
          meanAlong[i % C] += dz[b][i] * normalized(x, i) / count;
        }
      }
    },

    /**
     * The gradient of z = gamma n + beta, where n = (x - mean) scale is the
     * normalized x: dx = gamma scale (dz - mean of dz - n mean of (dz n)).
     */
    backward(dz, dx, x) {
      for (let i = 0; i < x.length; i++) {
        const c = i % C, n = normalized(x, i);
        dx[i] = gamma[c] * scale[c] *
          (dz[i] - meanOfDz[c] - n * meanAlong[c]);
      }
    },

    /**
     * Updates the running means and variances: running = 0.9 running + 0.1
     * batch, where the variance of the batch is the unbiased variance.
     */
    learn() {
      const unbiased = count > 1 ? count / (count - 1) : 1;
      for (let c = 0; c < C; c++) {
        runningMean[c] += BATCH_NORM_MOMENTUM * (mean[c] - runningMean[c]);
        runningVariance[c] += BATCH_NORM_MOMENTUM *
          (variance[c] * unbiased - runningVariance[c]);
      }
    },
  };
}
