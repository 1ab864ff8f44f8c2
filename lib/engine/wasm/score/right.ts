/**
 * Decides whether a prediction is correct, as WebAssembly code. The code
 * computes the same results as `isRight` of `formula/right.ts`.
 *
 * @module
 */

import { type Call, choose, f32, i32, type Module } from "../code/assemble.ts";
import { HALF } from "../../../formula/mod.ts";
import { loop } from "../code/control.ts";
import type { LayerLayout } from "../layer/kernel.ts";

/**
 * Adds a function `(a, target, class)` that returns 1 if the outputs at address
 * `a` are a correct prediction, else 0.
 */
export function right(
  module: Module,
  layer: LayerLayout,
  cut: number | undefined = layer.units === 1 ? HALF : undefined,
): Call {
  if (cut !== undefined) return matches(module, layer, cut);
  const answered = classOf(module, layer);
  return module.fn(
    ["i32", "i32", "i32"],
    ["i32"],
    (_, a, _target, label) => i32.eq(answered(a.get), label.get),
  );
}

/**
 * Adds a function `(a, target, class)` that returns 1 if each output and its
 * target are on the same side of the threshold, else 0.
 */
function matches(module: Module, { units }: LayerLayout, cut: number): Call {
  return module.fn(["i32", "i32", "i32"], ["i32"], (local, a, target) => {
    const [o, same, x, t] = [
      local("i32"),
      local("i32"),
      local("f32"),
      local("f32"),
    ];
    const over = (number: typeof x) => f32.gt(number.get, f32.const(cut));
    return [
      same.set(i32.const(1)),
      loop(o, i32.const(0), i32.const(4 * units), 4, [
        x.set(f32.load(i32.add(a.get, o.get))),
        t.set(f32.load(i32.add(target.get, o.get))),
        same.set(i32.and(same.get, i32.eq(over(x), over(t)))),
        same.set(i32.and(same.get, f32.eq(x.get, x.get))), // not NaN
      ]),
      same.get,
    ];
  });
}

/**
 * Adds a function `(a) -> class` that returns the position of the largest
 * output (of several equal ones, the first position), or -1 if an output is
 * NaN.
 */
function classOf(module: Module, { units }: LayerLayout): Call {
  return module.fn(["i32"], ["i32"], (local, a) => {
    const [o, best, bad, x, most] = [
      local("i32"),
      local("i32"),
      local("i32"),
      local("f32"),
      local("f32"),
    ];
    const wrong = i32.const(-1), first = f32.load(a.get);
    return [
      most.set(first),
      bad.set(f32.ne(first, first)),
      loop(o, i32.const(1), i32.const(units), 1, [
        x.set(f32.load(i32.add(a.get, i32.mul(o.get, i32.const(4))))),
        bad.set(i32.or(bad.get, f32.ne(x.get, x.get))),
        best.set(choose(o.get, best.get, f32.gt(x.get, most.get))),
        most.set(choose(x.get, most.get, f32.gt(x.get, most.get))),
      ]),
      choose(wrong, best.get, bad.get),
    ];
  });
}
