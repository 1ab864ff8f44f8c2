/**
 * The arithmetic of `avgPool2d` layers as plain loops: the mean of each window
 * for each channel. Images have the shape `[rows][columns][C]`, with `C`
 * channels.
 *
 * @module
 */

import { avgPoolWindows, type LayerPlan } from "../../../layer/mod.ts";
import type { AvgPool2dSpec } from "../../../spec/mod.ts";
import type { Kernel } from "./kernel.ts";
import { placesOf } from "./windows.ts";

/**
 * Makes the object (`Kernel`) that does the arithmetic of an `avgPool2d` layer.
 */
export function avgPool2d({ spec, input }: LayerPlan): Kernel {
  const windows = avgPoolWindows(spec as AvgPool2dSpec, input);
  const places = placesOf(windows), C = windows.channels;
  const count = windows.rows.size * windows.columns.size;
  return {
    /**
     * For each window and each channel c, computes z[window][c], the mean of
     * x[place][c] over the positions `place` of the window.
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
     * The gradient for each channel c: dx[place][c] += dz[window][c] / count,
     * for each of the `count` positions `place` of a window.
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
