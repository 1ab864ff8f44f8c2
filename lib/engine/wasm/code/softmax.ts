/**
 * Softmax of a row of numbers as WebAssembly code, with the formulas of
 * `lib/formula/activations.ts`:
 *
 * ```
 * a[o] = exp(z[o] - largest) / sum of exp(z - largest)
 * dz[o] = a[o] (da[o] - sum of a da)
 * ```
 *
 * A vector has four numbers, which are called lanes. Each lane has a partial sum;
 * the four sums are added as (0 + 1) + (2 + 3). Registers: at most 12.
 *
 * @module
 */

import { type Code, i32, type Local, type Locals, v128 } from "./assemble.ts";
import { alongRow, lanesAdded, lanesMost, within } from "./control.ts";
import { exp } from "./elementary.ts";

/**
 * Code that computes a = softmax(z), in place, for the `units` numbers at address
 * `a`.
 *
 * @param each Makes additional code that uses z - largest, before this value
 *   is overwritten.
 * @param after Makes additional code that uses a vector with the sum of exp(z -
 *   largest) in each lane.
 */
export function softmax(
  local: Locals,
  a: Local,
  units: number,
  each: (offset: Code, shifted: Local, mask: Code | undefined) => Code =
    () => [],
  after: (sum: Local) => Code = () => [],
): Code {
  const j = local("i32");
  const [most, sum, z, t] = local.many("v128", 4);
  const power = exp(local);
  const here = (at: Code) => i32.add(a.get, at);
  return [
    most.set(v128.const(-Infinity)),
    alongRow(j, units, (at, mask) =>
      most.set(
        v128.max(most.get, within(mask, v128.load(here(at)), -Infinity)),
      )),
    most.set(lanesMost(t, most.get)),
    sum.set(v128.const(0)),
    alongRow(j, units, (at, mask) => [
      z.set(v128.sub(v128.load(here(at)), most.get)),
      each(at, z, mask),
      z.set(within(mask, power(z.get))),
      v128.store(here(at), z.get),
      sum.set(v128.add(sum.get, z.get)),
    ]),
    sum.set(lanesAdded(t, sum.get)),
    after(sum),
    alongRow(
      j,
      units,
      (at) => v128.store(here(at), v128.div(v128.load(here(at)), sum.get)),
    ),
  ];
}

/** Code that computes dz from da, in place; see `RowActivation` in `activations.ts`. */
export function softmaxBackward(
  { j, a, dz, dot }: { j: Local; a: Local; dz: Local; dot: Local },
  units: number,
  scale: number,
): Code {
  const { add } = i32, { load, mul, sub } = v128;
  return alongRow(j, units, (at) =>
    v128.store(
      add(dz.get, at),
      mul(
        mul(load(add(a.get, at)), sub(load(add(dz.get, at)), dot.get)),
        v128.const(scale),
      ),
    ));
}
