/**
 * A layer where many inputs are zero: the first one of most pictures, and those
 * above relu. Each example of the batch is a list of pairs (input, value), 8
 * bytes each, in the order of the inputs. It equals
 *
 * ```
 * forward: for each panel, b:  z = biases; for (i, x) of b's list: z += x W[i]
 * invert:  for b, (i, x) of b's list: add (b, x) to i's list
 * update:  for each panel, i:  dW = 0; for (b, x) of i's list: dW += x dz[b]
 *                              W[i] -= step * dW
 * ```
 *
 * A panel is up to 13 vectors wide, kept in registers over a whole list: 13
 * sums, 1 value, 1 product. Panels are outside, so that one panel of W (forward)
 * or of dz (update) stays in the cache. Sums run in the order of the dense
 * products and leave out zeros only, so that their bits are the same.
 *
 * @module
 */

import { fusedActivation } from "./activation.ts";
import {
  again,
  block,
  br,
  brIf,
  type Call,
  choose,
  type Code,
  i32,
  type Local,
  type Module,
  v128,
  when,
} from "./assemble.ts";
import { loop, plus } from "./control.ts";
import type { Descent } from "./descent.ts";
import type { LayerLayout } from "./layout.ts";

/** The number of the biases among the lists of inputs. */
export function biasOf({ inputs, uniform }: LayerLayout): number {
  return inputs + (uniform ? 2 : 0);
}

/** The lists of a batch. */
export interface Lists {
  /** Where example 0's pairs are. */
  readonly pairs: number;
  /** The bytes from one example's pairs to the next one's. */
  readonly stride: number;
  /** Where the end of each example's pairs is kept, a word each. */
  readonly ends: number;
  /** Where input 0's pairs are, for updates; the last ones are the bias's. */
  readonly inverse: number;
  /** The bytes from one input's pairs to the next one's. */
  readonly inverseStride: number;
  /** Where the end of each input's pairs is kept. */
  readonly inverseEnds: number;
}

/**
 * The loop both kernels are: for each pair, sums += value * the row that the
 * pair's number leads to.
 */
function addRows(
  sums: readonly Local[],
  { pair, end, x, row }: { pair: Local; end: Local; x: Local; row: Local },
  rowOf: (number: Code) => Code,
  start: number,
): Code {
  return block([
    brIf(0, i32.ge(pair.get, end.get)),
    again([
      row.set(rowOf(i32.load(pair.get))),
      x.set(v128.loadSplat(pair.get, 4)),
      sums.map((sum, v) =>
        sum.set(
          v128.add(
            sum.get,
            v128.mul(x.get, v128.load(row.get, start + 16 * v)),
          ),
        )
      ),
      brIf(0, i32.lt(pair.tee(plus(pair.get, 8)), end.get)),
    ]),
  ]);
}

/** Adds `(pair, end, w, a)`: the outputs at `a` of one panel at `w`, along a list. */
export function sparsePanel(module: Module, layer: LayerLayout): Call {
  const { vectors, rowBytes } = layer;
  const four = ["i32", "i32", "i32", "i32"] as const;
  return module.fn(four, [], (local, pair, end, w, a) => {
    const sums = Array.from({ length: vectors }, () => local("v128"));
    const [x, row] = [local("v128"), local("i32")];
    const f = fusedActivation(layer).forward(local);
    return [
      sums.map((sum, v) => sum.set(v128.load(w.get, 16 * v))),
      addRows(
        sums,
        { pair, end, x, row },
        (i) => i32.add(w.get, i32.mul(i, i32.const(rowBytes))),
        rowBytes, // after the biases
      ),
      sums.map((sum, v) => v128.store(a.get, f(sum.get), 16 * v)),
    ];
  });
}

/** Adds `(row, rows)`: outputs of these rows of the batch. */
export function sparseForward(
  module: Module,
  layer: LayerLayout,
  lists: Lists,
): Call {
  const { rowBytes, panelBytes, weights, stride } = layer;
  const one = sparsePanel(module, layer);
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [panel, b, w, a] = ["i32", "i32", "i32", "i32"].map(() =>
      local("i32")
    );
    return [
      w.set(i32.const(weights)),
      a.set(i32.const(layer.a)),
      loop(panel, i32.const(0), i32.const(layer.panels), 1, [
        loop(
          b,
          row.get,
          i32.add(row.get, rows.get),
          1,
          one(
            plus(i32.mul(b.get, i32.const(lists.stride)), lists.pairs),
            i32.load(i32.mul(b.get, i32.const(4)), lists.ends),
            w.get,
            i32.add(a.get, i32.mul(b.get, i32.const(stride))),
          ),
        ),
        w.set(plus(w.get, panelBytes)),
        a.set(plus(a.get, rowBytes)),
      ]),
    ];
  });
}

/**
 * Adds `(from, to, examples)`: the lists of these inputs, from those of the
 * examples. The bias, the last of them, is 1 in every example; `from <= i < to`
 * may include it.
 */
export function invert(
  module: Module,
  layer: LayerLayout,
  lists: Lists,
): Call {
  const bias = biasOf(layer);
  const { pairs, stride, ends, inverse, inverseStride, inverseEnds } = lists;
  return module.fn(["i32", "i32", "i32"], [], (local, from, to, examples) => {
    const [i, b, pair, end, list] = ["", "", "", "", ""].map(() =>
      local("i32")
    );
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
 * Adds `(from, to)`: descends the weights of these inputs, the bias as the last.
 *
 * @param untouched Whether weights move where no example had an input.
 */
export function sparseUpdate(
  module: Module,
  layer: LayerLayout,
  { inverse, inverseStride, inverseEnds }: Lists,
  { first, last }: Descent,
  untouched: boolean,
): Call {
  const { vectors, rowBytes, panelBytes, weights, stride, dz } = layer;
  const bias = i32.const(biasOf(layer));
  const one = module.fn(
    ["i32", "i32", "i32", "i32"],
    [],
    (local, pair, end, d, w) => {
      const sums = Array.from({ length: vectors }, () => local("v128"));
      const [x, row] = [local("v128"), local("i32")];
      const descend = last(local);
      return [
        sums.map((sum, v) => sum.set(first(w, 16 * v))),
        addRows(
          sums,
          { pair, end, x, row },
          (b) => i32.add(d.get, i32.mul(b, i32.const(stride))),
          0,
        ),
        descend.prepare,
        sums.map((sum, v) => descend(w, 16 * v, sum.get)),
      ];
    },
  );
  return module.fn(["i32", "i32"], [], (local, from, to) => {
    const [panel, i, w, d] = ["", "", "", ""].map(() => local("i32"));
    const [pair, end] = [local("i32"), local("i32")];
    const row = i32.mul(
      // the biases are the row before the first
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
          untouched ? call : when(i32.gt(end.get, pair.get), call),
        ]),
        w.set(plus(w.get, panelBytes)),
        d.set(plus(d.get, rowBytes)),
      ]),
    ];
  });
}
