/**
 * The kernel functions of all pooling layers, and the code of their forward
 * pass. `pool_backward.ts` has the backward pass.
 *
 * @module
 */

import { type Module, v128 } from "../code/assemble.ts";
import { fusedActivation } from "./activation.ts";
import { outputStride } from "./dense_layout.ts";
import { BEYOND, eachRow, overWindows, rowAt } from "./image.ts";
import type { LayerKernels } from "./kernel.ts";
import { poolBackward } from "./pool_backward.ts";
import type { Pool, PoolLayout } from "./pool_code.ts";

/** Makes the kernel functions of a pooling layer. */
export function poolKernels(pool: Pool): LayerKernels<PoolLayout> {
  return {
    takesLists: false,
    takesSingleExamples: false,
    fusesUpdate: false,
    layOut: (layer, _, above) => ({
      ...layer,
      windows: pool.windowsOf(layer.plan),
      stride: outputStride(layer.units, above, BEYOND),
      keptStride: 0,
      weightBytes: 0,
      derivedBytes: 0,
    }),
    forward: (module: Module, { windows, ...layer }, x) => [{
      run: module.fn(["i32", "i32"], [], (local, row, rows) => {
        const f = fusedActivation(layer).forward(local);
        return eachRow(local, row, rows, (b) =>
          overWindows(
            local,
            windows,
            rowAt(b, x.stride, x.a),
            rowAt(b, layer.stride, layer.a),
            (to, _, each) =>
              v128.store(
                to.get,
                f(pool.forward(
                  local,
                  (body) =>
                    each((...place) =>
                      body(v128.load(place[0].get, place[1]), place)
                    ),
                  windows,
                )),
              ),
          ));
      }),
    }],
    backward: (module, _, layer, below) => [{
      run: poolBackward(module, pool, layer, below),
    }],
  };
}
