/**
 * The kernel functions of `maxPool2d`: they compute the maximum of each window,
 * four channels at a time. In the backward pass, the gradient goes to the first
 * maximum of each window. The kernels compute
 *
 * ```
 * forward:  z[window] = max of x[place]
 * backward: dzBelow[first place with x = z[window]] += dz[window]
 * ```
 *
 * @module
 */

import {
  type LayerPlan,
  maxPoolWindows,
  type Windows,
} from "../../../layer/mod.ts";
import type { MaxPool2dSpec } from "../../../spec/mod.ts";
import { v128 } from "../code/assemble.ts";
import { poolKernels } from "./pool.ts";

function windowsOf({ spec, input }: LayerPlan): Windows {
  return maxPoolWindows(spec as MaxPool2dSpec, input);
}

const kernels = poolKernels({
  windowsOf,
  forward(local, each) {
    const most = local("v128");
    return [
      most.set(v128.const(-Infinity)),
      each((x) => most.set(v128.max(most.get, x))),
      most.get,
    ];
  },
  backward(local, dz, each, { of, give }) {
    const [most, free, is, d] = local.many("v128", 4);
    return [
      most.set(v128.const(-Infinity)),
      each((x) => most.set(v128.pmax(most.get, x))), // shorter code than max; with NaN, training has already ended
      d.set(of(most.get, dz)),
      free.set(v128.wholes(-1)), // the lanes whose maximum has not been found yet
      each((x, place) => [
        is.set(v128.andBits(v128.eq(x, most.get), free.get)),
        give(place, v128.andBits(d.get, is.get)),
        free.set(v128.andNotBits(free.get, is.get)),
      ]),
    ];
  },
});

/** The kernel functions of `maxPool2d` layers. */
export const maxPool2d: typeof kernels = {
  ...kernels,
  isHalving(layer) {
    const { rows, columns } = windowsOf(layer);
    return [rows, columns].every(({ size, stride, input, output }) =>
      size === 2 && stride === 2 && 2 * output <= input
    );
  },
};
