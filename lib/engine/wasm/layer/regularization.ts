/**
 * Gradient clipping and regularization as WebAssembly code. The code computes
 * the same results as `lib/formula/regularization.ts`.
 *
 * @module
 */

import { NORM_EPSILON } from "../../../formula/mod.ts";
import type { Plan } from "../../../network/mod.ts";
import {
  type Call,
  type Code,
  f32,
  f64,
  i32,
  type Local,
  type Module,
  v128,
} from "../code/assemble.ts";
import { lanesAdded, loop } from "../code/control.ts";
import { SIGN } from "../code/elementary.ts";

const { add, mul } = v128, of = v128.const;

/** Code that clips four gradients by value, and adds the gradients of the l1 and l2 penalties. */
export function clipAndRegularize(
  { clip = {}, regularization = {} }: Plan,
  g: Local,
  w: Code,
): Code {
  const { value } = clip, { l1, l2 } = regularization;
  const sign = v128.orBits(v128.andBits(w, SIGN), of(l1 ?? 0)); // l1 with the sign of w
  return [
    value === undefined
      ? []
      : g.set(v128.max(of(-value), v128.min(g.get, of(value)))),
    l2 === undefined ? [] : g.set(add(g.get, mul(of(l2), w))),
    l1 === undefined ? [] : g.set(
      add(g.get, v128.andBits(sign, v128.gt(v128.abs(w), of(0)))),
    ),
  ];
}

/** Code that computes the factor for gradient clipping by norm, as a float64. */
export function clipFactor(most: number, norm: Code): Code {
  const whole = f64.add(norm, f64.const(NORM_EPSILON));
  return f64.min(f64.const(1), f64.div(f64.const(most), whole));
}

/**
 * Adds a function `() -> norm` that computes, as a float64, the norm of the
 * stored gradient. Every worker computes the norm of the whole gradient, and
 * adds the squares in the same order as the other workers, 16 numbers at a
 * time.
 */
export function gradientNorm(
  module: Module,
  { weights, weightBytes }: {
    readonly weights: number;
    readonly weightBytes: number;
  },
  distance: number,
): Call {
  return module.fn([], ["f64"], (local) => {
    const [p, sum, t, all] = [
      local("i32"),
      local("v128"),
      local("v128"),
      local("f64"),
    ];
    const squares = [0, 16, 32, 48].map((at) => [
      t.set(v128.load(p.get, at)),
      sum.set(add(sum.get, mul(t.get, t.get))),
    ]);
    const start = weights + distance;
    return [
      loop(p, i32.const(start), i32.const(start + weightBytes), 64, [
        sum.set(of(0)),
        squares,
        all.set(f64.add(
          all.get,
          f64.fromF32(f32.lane(lanesAdded(t, sum.get), 0)),
        )),
      ]),
      f64.sqrt(all.get),
    ];
  });
}
