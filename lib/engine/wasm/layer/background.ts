/**
 * The first layer where most inputs are one number, bg, other than 0. An example
 * is bg everywhere and s on top of it, which is 0 in most places: its list has
 * the s. With total = sum of x, beyond = sum of s and e = -step dz this equals
 *
 * ```
 * forward: z = biases;  for (i, s) of the list: z += s V[i];  z += total u + bg C
 * update:  for (i, s) of the list: V[i] += s e;  u += bg e;  C += beyond e
 * fold:    for i: V[i] += u;  u = 0;  C = sum of V[i]
 * ```
 *
 * where W[i] = V[i] + u: u is what updates added to all inputs alike, C the sum of
 * V. They are two rows of a panel, after those of the inputs, and every list ends
 * in two pairs that lead there; so the kernels that skip zeros do all of it. On
 * the way back the values of these pairs are others.
 *
 * Rounding would part C from V, and u would grow. So they are folded now and
 * then: at the same examples of every epoch, whatever it is cut into.
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

/** After how many examples of an epoch rows are folded, in whole batches. */
export const FOLD = 256;

const background = f32.load(i32.const(0), address.background);

/** The sum of what an example has beyond the background. */
function beyondOf({ beyond = 0 }: Stored, example: Code): Code {
  return f32.load(i32.mul(example, i32.const(4)), beyond);
}

/** Writes the pairs that end an example's list, for the way forward. */
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

/** Adds `(example, row)`: gives these pairs their values for the update. */
export function pairsForUpdate(
  module: Module,
  stored: Stored,
  lists: Lists,
): Call {
  return module.fn(["i32", "i32"], [], (local, example, row) => {
    const pair = local("i32"); // the last but one
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
 * Adds `(from, to)`: folds these panels. Registers: 13 sums, 1 weight. What u
 * becomes is -0, which changes no number that it is added to.
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
        weights + rowBytes, // after the biases
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
