/**
 * The update of a layer that skips zeros. Each input has a list of the examples
 * in which the input is nonzero: pairs (example, value) in the order of the
 * batch. The kernel functions make the list of each input by transposing the
 * lists of the examples. The index of an example is b, and a panel is a block
 * of neighboring outputs. The kernels compute
 *
 * ```
 * lists:   for b, (i, x) of b's list: add (b, x) to i's list
 * update:  for each panel, i:  dW = 0; for (b, x) of i's list: dW += x dz[b]
 *                              W[i] -= step * dW
 * ```
 *
 * The outer loop is over panels, so that one panel of dz stays in the cache.
 * Registers are used as in `sparse.ts`.
 *
 * @module
 */

import {
  again,
  block,
  br,
  brIf,
  type Call,
  choose,
  type Code,
  i32,
  type Module,
  when,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import type { DenseLayout } from "./dense_layout.ts";
import type { WeightUpdate } from "./optimizer.ts";
import type { Lists } from "./lists.ts";
import { addRows } from "./sparse.ts";

/** The index of the list for the biases. */
export function biasOf({ inputs, hasBackground }: DenseLayout): number {
  return inputs + (hasBackground ? 2 : 0);
}

/**
 * Adds a function `(from, to, examples)` that uses the examples' lists of
 * nonzero inputs to make a list of pairs (example, value) for each input from
 * `from` to `to - 1`. The bias counts as an additional input after the last
 * input, with the value 1 in every example.
 */
export function transposeLists(
  module: Module,
  layer: DenseLayout,
  lists: Lists,
): Call {
  const bias = biasOf(layer);
  const { pairs, stride, ends, inverse, inverseStride, inverseEnds } = lists;
  return module.fn(["i32", "i32", "i32"], [], (local, from, to, examples) => {
    const [i, b, pair, end, list] = local.many("i32", 5);
    const word = (n: Code) => i32.mul(n, i32.const(4));
    const put = (value: Code): Code => [
      list.set(i32.load(word(i.get), inverseEnds)),
      i32.store(list.get, b.get),
      i32.store(list.get, value, 4),
      i32.store(word(i.get), plus(list.get, 8), inverseEnds),
    ];
    return [
      loop(
        i,
        from.get,
        to.get,
        1,
        i32.store(
          word(i.get),
          plus(i32.mul(i.get, i32.const(inverseStride)), inverse),
          inverseEnds,
        ),
      ),
      loop(b, i32.const(0), examples.get, 1, [
        pair.set(plus(i32.mul(b.get, i32.const(stride)), pairs)),
        end.set(i32.load(word(b.get), ends)),
        block(again([
          brIf(1, i32.ge(pair.get, end.get)),
          i.set(i32.load(pair.get)),
          when(i32.ge(i.get, from.get), [
            brIf(2, i32.ge(i.get, to.get)),
            put(i32.load(pair.get, 4)),
          ]),
          pair.set(plus(pair.get, 8)),
          br(0),
        ])),
        when(i32.gt(to.get, i32.const(bias)), [
          i.set(i32.const(bias)),
          put(i32.const(0x3f800000)), // 1 as a float32
        ]),
      ]),
    ];
  });
}

/**
 * Adds a function `(from, to)` that updates the weights of inputs `from` to
 * `to - 1`. The bias counts as an additional input after the last input.
 *
 * @param movesAlways Whether weights with a gradient of 0 can change.
 */
export function sparseUpdate(
  module: Module,
  layer: DenseLayout,
  { inverse, inverseStride, inverseEnds }: Lists,
  { first, last }: WeightUpdate,
  movesAlways: boolean,
): Call {
  const { vectors, rowBytes, panelBytes, weights, stride, dz } = layer;
  const bias = i32.const(biasOf(layer));
  const one = module.fn(
    ["i32", "i32", "i32", "i32"],
    [],
    (local, pair, end, d, w) => {
      const sums = local.many("v128", vectors);
      const [x, row] = [local("v128"), local("i32")];
      const apply = last(local);
      return [
        sums.map((sum, v) => sum.set(first(w, 16 * v))),
        addRows(
          sums,
          { pair, end, x, row },
          (b) => i32.add(d.get, i32.mul(b, i32.const(stride))),
          (v) => 16 * v,
        ),
        apply.prepare,
        sums.map((sum, v) => apply(w, 16 * v, sum.get)),
      ];
    },
  );
  return module.fn(["i32", "i32"], [], (local, from, to) => {
    const [panel, i, w, d] = local.many("i32", 4);
    const [pair, end] = local.many("i32", 2);
    const row = i32.mul(
      // the row of biases is before the row of the first input
      choose(i32.const(0), plus(i.get, 1), i32.eq(i.get, bias)),
      i32.const(rowBytes),
    );
    const call = one(pair.get, end.get, d.get, i32.add(w.get, row));
    return [
      w.set(i32.const(weights)),
      d.set(i32.const(dz)),
      loop(panel, i32.const(0), i32.const(layer.panels), 1, [
        loop(i, from.get, to.get, 1, [
          pair.set(plus(i32.mul(i.get, i32.const(inverseStride)), inverse)),
          end.set(i32.load(i32.mul(i.get, i32.const(4)), inverseEnds)),
          movesAlways ? call : when(i32.gt(end.get, pair.get), call),
        ]),
        w.set(plus(w.get, panelBytes)),
        d.set(plus(d.get, rowBytes)),
      ]),
    ];
  });
}
