/**
 * The kernel functions of `avgPool2d` layers: the mean of each window, four
 * channels at a time. The kernels compute
 *
 * ```
 * forward:  z[window] = sum of x[place] / count
 * backward: dzBelow[each place] += dz[window] / count
 * ```
 *
 * @module
 */

import { avgPoolWindows, type Windows } from "../../../layer/mod.ts";
import type { AvgPool2dSpec } from "../../../spec/mod.ts";
import { v128 } from "../code/assemble.ts";
import { poolKernels } from "./pool.ts";

/** The number of positions in a window. */
const countOf = ({ rows, columns }: Windows) => rows.size * columns.size;

/** The WebAssembly functions (kernels) of `avgPool2d` layers. */
export const avgPool2d = poolKernels({
  windowsOf: ({ spec, input }): Windows =>
    avgPoolWindows(spec as AvgPool2dSpec, input),
  forward(local, each, windows) {
    const sum = local("v128");
    return [
      sum.set(v128.const(-0)), // -0 + x is x for every x, also for -0
      each((x) => sum.set(v128.add(sum.get, x))),
      v128.div(sum.get, v128.const(countOf(windows))),
    ];
  },
  backward(local, dz, each, { of, give }, windows) {
    const part = local("v128");
    return [
      part.set(v128.div(dz, v128.const(countOf(windows)))),
      each((x, place) => give(place, of(x, part.get))),
    ];
  },
});
