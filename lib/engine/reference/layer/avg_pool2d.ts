/**
 * The kernel of `avgPool2d` as plain loops: the mean of each window for each
 * channel. Images have the shape `[rows][columns][C]`, with `C` channels.
 *
 * @module
 */

import { avgPoolWindows, type LayerPlan } from "../../../layer/mod.ts";
import type { AvgPool2dSpec } from "../../../spec/mod.ts";
import type { Kernel } from "./kernel.ts";
import { placesOf } from "./windows.ts";

/** Makes the kernel of an `avgPool2d` layer. */
export function avgPool2d({ spec, input }: LayerPlan): Kernel {
  const windows = avgPoolWindows(spec as AvgPool2dSpec, input);
  const places = placesOf(windows), C = windows.channels;
  const count = windows.rows.size * windows.columns.size;
  return {
    /**
     * Computes z[window][c], the sum of x[place][c] / count over the `count`
     * positions `place` of the window.
     */
    forward(x, z) {
      z.fill(0);
      for (const { window, place } of places) {
        for (let c = 0; c < C; c++) z[window * C + c] += x[place * C + c];
      }
      for (let o = 0; o < z.length; o++) z[o] /= count;
    },

    addGradient: () => {},

    /**
     * The gradient of z[window][c] = sum of x[place][c] / count: dx[place][c]
     * += dz[window][c] / count, for each position `place` of the window.
     */
    backward(dz, dx) {
      dx.fill(0);
      for (const { window, place } of places) {
        for (let c = 0; c < C; c++) {
          dx[place * C + c] += dz[window * C + c] / count;
        }
      }
    },
  };
}
