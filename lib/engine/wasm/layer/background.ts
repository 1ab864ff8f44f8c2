/**
 * The first layer for inputs that mostly equal one number bg, the background, which
 * is not 0. An example is x = bg + s, where s is mostly 0. The list of the example
 * contains the nonzero s. With total = sum of x, beyond = sum of s and e = -step
 * dz, the kernels compute
 *
 * ```
 * forward: z = biases;  for (i, s) of the list: z += s V[i];  z += total u + bg C
 * update:  for (i, s) of the list: V[i] += s e;  u += bg e;  C += beyond e
 * fold:    for i: V[i] += u;  u = 0;  C = sum of V[i]
 * ```
 *
 * The weights are W[i] = V[i] + u. u is the sum of the updates that are equal for
 * all inputs, and C is the sum of all V[i]. A panel is a block of neighboring outputs,
 * with a row of weights for each input. u and C are two more rows of a panel, after
 * the rows of the inputs. Each list of pairs (i, s) ends with two
 * pairs for the rows u and C, so that the kernels that skip zeros also compute the
 * terms with u and C. In the update, these pairs have other
 * values than in the forward pass.
 *
 * With rounding errors, C would drift from the sum of V[i], and u would grow.
 * Therefore u is regularly added to all V[i], which is called a fold. The
 * positions of the folds in an epoch do not depend on the chunk size.
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

/** The number of examples between two folds, rounded up to whole batches. */
export const FOLD = 256;

const background = f32.load(i32.const(0), address.background);

/** Code that loads `beyond`, the sum of s of an example. */
function beyondOf({ beyond = 0 }: Stored, example: Code): Code {
  return f32.load(i32.mul(example, i32.const(4)), beyond);
}

/** Code that writes the last two pairs of an example's list, for the forward pass. */
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
 * Adds a function `(example, row)` that sets the last two pairs of an example's
 * list to their values for the update.
 */
export function pairsForUpdate(
  module: Module,
  stored: Stored,
  lists: Lists,
): Call {
  return module.fn(["i32", "i32"], [], (local, example, row) => {
    const pair = local("i32"); // the second-last pair
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
 * Adds a function `(from, to)` that folds the panels from `from` to `to`. u
 * becomes -0, because adding -0 changes no number. Registers: 13 sums, 1
 * weight.
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
