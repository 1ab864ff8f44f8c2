/**
 * `maxPool2d`: the largest number of each window, four channels at a time; on the
 * way back the first place that has it takes the gradient. It equals
 *
 * ```
 * forward:  z[window] = max of x[place]
 * backward: dzBelow[first place with x = z[window]] += dz[window]
 * ```
 *
 * @module
 */

import { maxPoolWindows, type Windows } from "../../../layer/mod.ts";
import type { MaxPool2dSpec } from "../../../spec/mod.ts";
import { v128 } from "../code/assemble.ts";
import { poolKernels } from "./pool.ts";

/** The kernels of pools that keep the largest number. */
export const maxPool2d = poolKernels({
  windowsOf: ({ spec, input }): Windows =>
    maxPoolWindows(spec as MaxPool2dSpec, input),
  forward(local, each) {
    const most = local("v128");
    return [
      most.set(v128.const(-Infinity)),
      each((x) => most.set(v128.max(most.get, x))),
      most.get,
    ];
  },
  backward(local, dz, each, add) {
    const [most, free, is, d] = local.many("v128", 4);
    return [
      d.set(dz),
      most.set(v128.const(-Infinity)),
      each((x) => most.set(v128.max(most.get, x))),
      free.set(v128.wholes(-1)), // the lanes whose place is not found yet
      each((x, at) => [
        is.set(v128.andBits(v128.eq(x, most.get), free.get)),
        add(at, v128.andBits(d.get, is.get)),
        free.set(v128.andNotBits(free.get, is.get)),
      ]),
    ];
  },
});
