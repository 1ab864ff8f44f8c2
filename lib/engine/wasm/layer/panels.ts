/**
 * Matrix products with several panels, which are blocks of 8 columns.
 *
 * @module
 */

import {
  again,
  brIf,
  type Call,
  i32,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import type { Product } from "./tile.ts";

/**
 * Adds a function `(a, b, c, panels, rows, k)` that calls `product` for each
 * panel. `strides` are the distances in bytes between neighboring panels of B
 * and of C, for the product C = A B.
 */
export function panels(
  module: Module,
  product: Call,
  strides: { readonly b: number; readonly c: number },
): Call {
  const six = Array.from({ length: 6 }, () => "i32" as const);
  return module.fn(six, [], (local, a, b, c, count, rows, k) => {
    const panel = local("i32");
    return loop(panel, i32.const(0), count.get, 1, [
      product(a.get, b.get, c.get, rows.get, k.get),
      b.set(plus(b.get, strides.b)),
      c.set(plus(c.get, strides.c)),
    ]);
  });
}

/**
 * The number of panels that are processed together in a matrix product with a
 * single row.
 */
const LINE = 6;

/**
 * Adds a function `(a, b, c)` that computes the product of a single row with
 * `count` panels. The function processes several panels together, because the
 * additions of a single sum would wait for each other. The terms of a sum are
 * added in the same order as in the tile function of `tile.ts`. The function
 * uses 14 vector registers: 12 for sums, 1 for a number of the row, and 1 for a
 * product.
 */
export function line(
  module: Module,
  shape: Product & { readonly k: number },
  strides: { readonly b: number; readonly c: number },
  count: number,
): Call {
  const { aStep, bStart, bStep, k } = shape;
  const some = (wide: number) =>
    module.fn(["i32", "i32", "i32"], [], (local, a, b, c) => {
      const halves = Array.from({ length: 2 * wide }, (_, n) => ({
        sum: local("v128"),
        b: (n >> 1) * strides.b + 16 * (n & 1),
        c: (n >> 1) * strides.c + 16 * (n & 1),
      }));
      const x = local("v128"), end = local("i32");
      const last = shape.last(local);
      return [
        halves.map(({ sum, b: at }) => sum.set(shape.first(b, c, 0, at))),
        end.set(plus(b.get, k * bStep)),
        again([
          x.set(v128.loadSplat(a.get)),
          halves.map(({ sum, b: at }) =>
            sum.set(v128.add(
              sum.get,
              v128.mul(x.get, v128.load(b.get, bStart + at)),
            ))
          ),
          a.set(plus(a.get, aStep)),
          brIf(0, i32.lt(b.tee(plus(b.get, bStep)), end.get)),
        ]),
        last.prepare ?? [],
        halves.map(({ sum, c: at }) => last(c, at, sum.get, at / 16 & 1)),
      ];
    });
  const many = some(LINE), rest = count % LINE ? some(count % LINE) : undefined;
  return module.fn(["i32", "i32", "i32"], [], (local, a, b, c) => {
    const group = local("i32");
    return [
      loop(group, i32.const(0), i32.const(Math.floor(count / LINE)), 1, [
        many(a.get, b.get, c.get),
        b.set(plus(b.get, LINE * strides.b)),
        c.set(plus(c.get, LINE * strides.c)),
      ]),
      rest ? rest(a.get, b.get, c.get) : [],
    ];
  });
}
