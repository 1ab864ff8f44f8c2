/**
 * The kernel functions of a dense layer whose inputs contain many zeros, for
 * example images or the outputs of relu. Each example of the batch is a list of
 * pairs (input, value), 8 bytes each, in the order of the inputs. The index of
 * an example is b, the index of an input is i, and the index of an output is o.
 * W[i] is the row of weights of input i. A panel is a block of neighboring
 * outputs; in the backward pass, a panel is a block of neighboring inputs. The
 * kernels compute
 *
 * ```
 * forward: for each panel, b:  z = biases; for (i, x) of b's list: z += x W[i]
 * back:    for each panel, b:  dx = 0; for (o, d) of b's list of dz: dx += d W[:, o]
 *                              dzBelow = f'(zBelow) dx
 * ```
 *
 * A panel is up to 13 vectors wide, so that its sums stay in registers for a
 * whole list. The kernel functions use up to 15 vector registers: 13 for sums,
 * 1 for a value, and 1 for a product. The outer loop is over panels, so that
 * one panel of the weights, or of the transposed weights in the backward pass,
 * stays in the cache. The terms of each sum are added in the same order as in
 * `products.ts`, but without the zeros. Therefore the results have the same
 * bits as the results of `products.ts`. `inverse.ts` has the update.
 *
 * @module
 */

import {
  again,
  block,
  brIf,
  type Call,
  type Code,
  i32,
  type Local,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import { fusedActivation, storeDz } from "./activation.ts";
import type { DenseLayout } from "./dense_layout.ts";
import type { LayerLayout } from "./kernel.ts";
import type { Lists } from "./lists.ts";

/**
 * The inner loop of the kernel functions that skip zeros. A pair consists of
 * the index of an input and the value of this input. For each pair, the loop
 * adds value * W[input], a row of the weights, to the sums. `pair` is the
 * address of the first pair, and `end` is the address after the last pair.
 */
export function addRows(
  sums: readonly Local[],
  { pair, end, x, row }: { pair: Local; end: Local; x: Local; row: Local },
  rowOf: (number: Code) => Code,
  offsetOf: (sum: number) => number,
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
            v128.mul(x.get, v128.load(row.get, offsetOf(v))),
          ),
        )
      ),
      brIf(0, i32.lt(pair.tee(plus(pair.get, 8)), end.get)),
    ]),
  ]);
}

/**
 * Adds a function `(pair, end, w, a)` that computes the outputs of one panel
 * from a list of nonzero inputs. `w` is the address of the panel and `a` the
 * address of the outputs.
 */
export function sparsePanel(module: Module, layer: DenseLayout): Call {
  const { vectors, rowBytes } = layer;
  const four = ["i32", "i32", "i32", "i32"] as const;
  return module.fn(four, [], (local, pair, end, w, a) => {
    const sums = local.many("v128", vectors);
    const [x, row] = [local("v128"), local("i32")];
    const f = fusedActivation(layer).forward(local);
    return [
      sums.map((sum, v) => sum.set(v128.load(w.get, 16 * v))),
      addRows(
        sums,
        { pair, end, x, row },
        (i) => i32.add(w.get, i32.mul(i, i32.const(rowBytes))),
        (v) => rowBytes + 16 * v, // the weights follow the row of biases
      ),
      sums.map((sum, v) => v128.store(a.get, f(sum.get), 16 * v)),
    ];
  });
}

/**
 * The addresses of the weight panels, by which lists of nonzero values are
 * multiplied, and the addresses of the resulting sums.
 */
interface Panels {
  /** The number of panels, which are blocks of neighboring outputs. */
  readonly panels: number;
  /**
   * `weights` is the address of the first panel, and `panelBytes` is the size
   * of a panel in bytes.
   */
  readonly weights: number;
  readonly panelBytes: number;
  /**
   * `to` is the address of the sums of the first example in the first panel,
   * and `stride` is the distance in bytes between the sums of two neighboring
   * examples.
   */
  readonly to: number;
  readonly stride: number;
  /** The size in bytes of one example's sums in a panel. */
  readonly rowBytes: number;
}

/**
 * Adds a function `(row, rows)` that calls the function `one` for each panel
 * and each of `rows` rows of the batch, starting at `row`. The outer loop is
 * over panels.
 */
function overPanels(
  module: Module,
  one: Call,
  { panels, weights, panelBytes, to, stride, rowBytes }: Panels,
  lists: Lists,
): Call {
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [panel, b, w, c] = local.many("i32", 4);
    return [
      w.set(i32.const(weights)),
      c.set(i32.const(to)),
      loop(panel, i32.const(0), i32.const(panels), 1, [
        loop(
          b,
          row.get,
          i32.add(row.get, rows.get),
          1,
          one(
            plus(i32.mul(b.get, i32.const(lists.stride)), lists.pairs),
            i32.load(i32.mul(b.get, i32.const(4)), lists.ends),
            w.get,
            i32.add(c.get, i32.mul(b.get, i32.const(stride))),
          ),
        ),
        w.set(plus(w.get, panelBytes)),
        c.set(plus(c.get, rowBytes)),
      ]),
    ];
  });
}

/**
 * Adds a function `(row, rows)` that computes the outputs for `rows` rows of
 * the batch, starting at `row`.
 */
export function sparseForward(
  module: Module,
  layer: DenseLayout,
  lists: Lists,
): Call {
  const one = sparsePanel(module, layer);
  return overPanels(module, one, { ...layer, to: layer.a }, lists);
}

/**
 * Adds a function `(row, rows)` that computes dL/dz of the previous layer, from
 * lists of this layer's dL/dz.
 */
export function sparseBackward(
  module: Module,
  { derived, transposedBytes, transposedVectors, inputs }: DenseLayout,
  below: LayerLayout,
  lists: Lists,
): Call {
  const rowBytes = 16 * transposedVectors;
  const four = ["i32", "i32", "i32", "i32"] as const;
  const one = module.fn(four, [], (local, pair, end, w, c) => {
    const sums = local.many("v128", transposedVectors);
    const [x, row] = [local("v128"), local("i32")];
    return [
      sums.map((sum) => sum.set(v128.const(0))),
      addRows(
        sums,
        { pair, end, x, row },
        (o) => i32.add(w.get, i32.mul(o, i32.const(rowBytes))),
        (v) => 16 * v,
      ),
      sums.map((sum, v) => storeDz(below, c, 16 * v, sum.get)),
    ];
  });
  return overPanels(module, one, {
    panels: Math.ceil(inputs / 4 / transposedVectors),
    weights: derived,
    panelBytes: transposedBytes,
    to: below.dz,
    stride: below.stride,
    rowBytes,
  }, lists);
}
