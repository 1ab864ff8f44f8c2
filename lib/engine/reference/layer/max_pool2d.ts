/**
 * The arithmetic of `maxPool2d` layers as plain loops: the maximum of each
 * window for each channel. If several positions of a window have the maximum,
 * the gradient goes to the first of these positions in row-major order. Images
 * have the shape `[rows][columns][C]`, with `C` channels.
 *
 * @module
 */

import { type LayerPlan, maxPoolWindows } from "../../../layer/mod.ts";
import type { MaxPool2dSpec } from "../../../spec/mod.ts";
import type { Kernel } from "./kernel.ts";
import { placesOf } from "./windows.ts";

/**
 * Makes the object (`Kernel`) that does the arithmetic of a `maxPool2d` layer.
 */
export function maxPool2d({ spec, input }: LayerPlan): Kernel {
  const places = placesOf(maxPoolWindows(spec as MaxPool2dSpec, input));
  const C = input[2];
  return {
    /**
     * For each window and each channel c, computes z[window][c], the maximum of
     * x[place][c] over the positions `place` of the window.
     */
    forward(x, z) {
      z.fill(-Infinity);
      for (const { window, place } of places) {
        for (let c = 0; c < C; c++) {
          z[window * C + c] = Math.max(z[window * C + c], x[place * C + c]);
        }
      }
    },

    addGradient: () => {},

    /**
     * The gradient of `forward` for each window and channel c: dx[place][c] +=
     * dz[window][c], where `place` is the first position with the maximum.
     */
    backward(dz, dx, x) {
      const z = dz.slice(), isGiven = new Uint8Array(dz.length);
      this.forward(x, z);
      dx.fill(0);
      for (const { window, place } of places) {
        for (let c = 0; c < C; c++) {
          const o = window * C + c, i = place * C + c;
          if (isGiven[o] || x[i] !== z[o]) continue;
          dx[i] += dz[o];
          isGiven[o] = 1;
        }
      }
    },
  };
}
