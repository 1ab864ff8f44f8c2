/**
 * Code that pooling layers share: the loops over windows in the forward and the
 * backward pass.
 *
 * @module
 */

import type { LayerPlan, Windows } from "../../../layer/mod.ts";
import { type Code, type Locals, type Module, v128 } from "../code/assemble.ts";
import { plus } from "../code/control.ts";
import { fusedActivation } from "./activation.ts";
import { outputStride } from "./dense_layout.ts";
import { backwardInto, BEYOND, eachRow, overWindows, rowAt } from "./image.ts";
import type { LayerKernels, LayerLayout } from "./kernel.ts";

/** The memory layout of a pooling layer. */
interface PoolLayout extends LayerLayout {
  readonly windows: Windows;
}

/**
 * Makes code for each position of a window, from four channels there and the code
 * of their address.
 */
type Each = (body: (x: Code, at: (start: number) => Code) => Code) => Code;

/** The code of a pooling layer for one window, four channels at a time. */
interface Pool {
  /** The windows of the pooling layer over its input. */
  windowsOf(plan: LayerPlan): Windows;
  /** Code that computes the output of a window. */
  forward(local: Locals, each: Each, windows: Windows): Code;
  /** Code that adds to dL/da of positions, from `dz`, which is dL/dz of the window. */
  backward(
    local: Locals,
    dz: Code,
    each: Each,
    add: (at: (start: number) => Code, value: Code) => Code,
    windows: Windows,
  ): Code;
}

/** Makes the kernels of a pooling layer. */
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
                    each((at, offset) =>
                      body(v128.load(at.get, offset), () => at.get)
                    ),
                  windows,
                )),
              ),
          ));
      }),
    }],
    backward: (module, _, { windows, ...layer }, below) => [{
      run: backwardInto(module, below, (local, b) =>
        overWindows(
          local,
          windows,
          rowAt(b, below.stride, below.a),
          rowAt(b, layer.stride, layer.dz),
          (from, lanes, each) => {
            const dz = v128.load(from.get);
            const far = below.dz - below.a;
            return pool.backward(
              local,
              lanes ? v128.andBits(dz, lanes) : dz,
              (body) =>
                each((at, offset) =>
                  body(
                    v128.load(at.get, offset),
                    (start) => plus(at.get, offset + start),
                  )
                ),
              (at, value) => {
                const place = at(far);
                return v128.store(place, v128.add(v128.load(place), value));
              },
              windows,
            );
          },
        )),
    }],
  };
}
