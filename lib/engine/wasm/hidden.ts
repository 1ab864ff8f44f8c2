/**
 * The zeros that relu leaves in hidden layers: lists of a layer's outputs that
 * are not zero, so that the next one skips them as the first layer skips those
 * of its inputs.
 *
 * @module
 */

import type { Plan } from "../../network/mod.ts";
import { type Call, i32, type Module } from "./assemble.ts";
import { loop, plus } from "./control.ts";
import type { Allotment, LayerLayout } from "./layout.ts";
import type { Lists } from "./sparse.ts";

/** How many outputs a layer has at least for which a list of its inputs pays. */
const WIDE = 64;

/** Whether a layer skips zeros of what comes in, which relu below has left. */
export function skipsZeros({ layers }: Plan, l: number): boolean {
  return l > 0 && layers[l - 1].activation === "relu" &&
    layers[l].units >= WIDE;
}

/** Makes room for the lists of a batch of so many outputs. */
export function listsOf(
  memory: Allotment,
  width: number,
  batch: number,
): Lists {
  const stride = 8 * width + 8;
  return {
    stride,
    pairs: memory.take(batch * stride),
    ends: memory.take(4 * batch),
    inverseStride: 0,
    inverse: 0,
    inverseEnds: 0,
  };
}

/**
 * Adds `(row, rows)`: lists the outputs of these rows that are not zero. It equals
 *
 * ```
 * for b, i: if (a[b][i] !== 0) add (i, a[b][i]) to b's list
 * ```
 *
 * Values are moved as bits: relu leaves no zero with a sign.
 */
export function listRows(
  module: Module,
  { units, stride, a }: LayerLayout,
  lists: Lists,
): Call {
  const one = module.fn(["i32", "i32"], ["i32"], (local, from, pair) => {
    const [i, x] = [local("i32"), local("i32")];
    return [
      loop(i, i32.const(0), i32.const(units), 1, [
        // written whether it counts or not: a branch would go wrong half the time
        x.set(i32.load(from.get)),
        i32.store(pair.get, i.get),
        i32.store(pair.get, x.get, 4),
        pair.set(
          i32.add(pair.get, i32.mul(i32.ne(x.get, i32.const(0)), i32.const(8))),
        ),
        from.set(plus(from.get, 4)),
      ]),
      pair.get,
    ];
  });
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const b = local("i32");
    return loop(
      b,
      row.get,
      i32.add(row.get, rows.get),
      1,
      i32.store(
        i32.mul(b.get, i32.const(4)),
        one(
          plus(i32.mul(b.get, i32.const(stride)), a),
          plus(i32.mul(b.get, i32.const(lists.stride)), lists.pairs),
        ),
        lists.ends,
      ),
    );
  });
}
