/**
 * The function that applies max-norm to a dense layer, with the formula of
 * `limitNorms` in the reference engine:
 *
 * ```
 * for each unit o: W[:, o] *= min(1, maxNorm / norm of W[:, o]), without the bias
 * ```
 *
 * @module
 */

import {
  type Call,
  type Code,
  i32,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus, workerPart } from "../code/control.ts";
import type { DenseLayout } from "./dense_layout.ts";

const { add, mul } = v128, of = v128.const;

/**
 * Adds a function `(worker, workers)` for max-norm: if the norm of a unit's
 * weights is above `maxNorm`, the function scales these weights so that their
 * norm is `maxNorm`.
 */
export function limitNorms(
  module: Module,
  { inputs, panels, panelBytes, rowBytes, weights }: DenseLayout,
  maxNorm: number,
): Call {
  return module.fn(["i32", "i32"], [], (local, worker, workers) => {
    const [panel, end, first, row] = local.many("i32", 4);
    const [sum, factor] = local.many("v128", 2);
    const { from, to } = workerPart(i32.const(panels), worker, workers);
    const place = (n: Code) =>
      plus(i32.mul(n, i32.const(panelBytes)), weights + rowBytes); // the weights follow the row of biases
    const each = (body: Code) =>
      loop(row, first.get, plus(first.get, inputs * rowBytes), rowBytes, body);
    const w = v128.load(row.get);
    return [
      end.set(place(to)),
      loop(
        panel,
        place(from),
        end.get,
        panelBytes,
        loop(first, panel.get, plus(panel.get, rowBytes), 16, [
          sum.set(of(0)),
          each(sum.set(add(sum.get, mul(w, w)))),
          factor.set(
            v128.min(of(1), v128.div(of(maxNorm), v128.sqrt(sum.get))),
          ),
          each(v128.store(row.get, mul(w, factor.get))),
        ]),
      ),
    ];
  });
}
