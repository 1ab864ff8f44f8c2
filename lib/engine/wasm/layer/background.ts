/**
 * The kernel functions of a first layer with a background: most inputs of the
 * layer equal one number bg, which is not 0. Each input of an example is x = bg
 * + s: the background bg plus a difference s, which is 0 for most inputs. The
 * list of an example contains a pair (i, s) for each input i that differs from
 * the background; s is the difference. The kernel functions compute the
 * following, where total = sum of the inputs x, beyond = sum of the differences
 * s, dz = dL/dz, e = -step dz, and step = learning rate / batch size:
 *
 * ```
 * forward: z = biases;  for (i, s) of the list: z += s V[i];  z += total u + bg C
 * update:  for (i, s) of the list: V[i] += s e;  u += bg e;  C += beyond e
 * fold:    for i: V[i] += u;  u = 0;  C = sum of V[i]
 * ```
 *
 * The weights of input i are W[i] = V[i] + u: each input has a row V[i], and
 * the row u is the same for all inputs. The row u is the sum of the updates
 * that are equal for all inputs, and the row C is the sum of the rows V[i] of
 * all inputs. A panel is a block of neighboring outputs, with a row of weights
 * for each input. After the rows of weights for the inputs, a panel has two
 * more rows, u and C. The list of each example ends with two additional pairs
 * for the rows u and C, so that the kernel functions that skip zeros also
 * compute the terms with u and C. In the update, the last two pairs of an
 * example's list have other values than in the forward pass.
 *
 * Without folds, the row u would grow, and rounding errors would make the row C
 * differ from the sum of the rows V[i] of all inputs. The kernel functions
 * regularly do a fold: a fold adds the shared row u to the row V[i] of each
 * input, and sets u to 0. The positions in an epoch at which the row u is added
 * to the rows of all inputs do not depend on the number of examples per call of
 * `train`.
 *
 * @module
 */

import {
  type Call,
  type Code,
  f32,
  i32,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import { address } from "../code/memory.ts";
import type { Stored } from "./examples.ts";
import type { DenseLayout } from "./dense_layout.ts";
import type { Lists } from "./lists.ts";

/**
 * The number of examples after which a fold adds the row u to the row V[i] of
 * each input, rounded up to whole batches.
 */
export const FOLD = 256;

const background = f32.load(i32.const(0), address.background);

/**
 * Code that loads the stored number `beyond` of an example: the sum, over all
 * inputs, of the input minus the background (the number that byte 0 stands for).
 */
function beyondOf({ beyond = 0 }: Stored, example: Code): Code {
  return f32.load(i32.mul(example, i32.const(4)), beyond);
}

/**
 * Code that writes the last two pairs (row index, factor) of an example's list,
 * for the additional rows u and C of the weights in the forward pass.
 */
export function endPairs(stored: Stored, example: Code, pair: Code): Code {
  const { columns } = stored;
  const everywhere = f32.mul(background, f32.const(columns));
  return [
    i32.store(pair, i32.const(columns)),
    f32.store(pair, f32.add(everywhere, beyondOf(stored, example)), 4),
    i32.store(pair, i32.const(columns + 1), 8),
    f32.store(pair, background, 12),
  ];
}

/**
 * Adds a function `(example, row)` that sets the factors of the last two pairs
 * of an example's list, for the additional rows u and C, to the values for the
 * update.
 */
export function pairsForUpdate(
  module: Module,
  stored: Stored,
  lists: Lists,
): Call {
  return module.fn(["i32", "i32"], [], (local, example, row) => {
    const pair = local("i32"); // the pair before the last pair
    return [
      pair.set(
        plus(i32.load(i32.mul(row.get, i32.const(4)), lists.ends), -16),
      ),
      f32.store(pair.get, background, 4),
      f32.store(pair.get, beyondOf(stored, example.get), 12),
    ];
  });
}

/**
 * Adds a function `(from, to)` that adds the shared row u to the row V[i] of
 * each input, in the panels (blocks of outputs) `from` to `to - 1`. The row u is then set to -0,
 * because adding -0 does not change any number. Registers: 13 sums, 1 weight.
 */
export function fold(
  module: Module,
  { inputs, vectors, panelBytes, rowBytes, weights }: DenseLayout,
): Call {
  return module.fn(["i32", "i32"], [], (local, from, to) => {
    const [panel, row, u] = local.many("i32", 3);
    const sums = local.many("v128", vectors);
    const w = local("v128");
    return loop(panel, from.get, to.get, 1, [
      row.set(plus(
        i32.mul(panel.get, i32.const(panelBytes)),
        weights + rowBytes, // the weights follow the row of biases
      )),
      u.set(plus(row.get, inputs * rowBytes)),
      sums.map((sum) => sum.set(v128.const(0))),
      loop(
        row,
        row.get,
        u.get,
        rowBytes,
        sums.map((sum, v) => [
          w.set(v128.add(
            v128.load(row.get, 16 * v),
            v128.load(u.get, 16 * v),
          )),
          v128.store(row.get, w.get, 16 * v),
          sum.set(v128.add(sum.get, w.get)),
        ]),
      ),
      sums.map((sum, v) => [
        v128.store(u.get, v128.const(-0), 16 * v),
        v128.store(u.get, sum.get, rowBytes + 16 * v),
      ]),
    ]);
  });
}
