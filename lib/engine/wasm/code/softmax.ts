/**
 * The softmax activation of `lib/formula/activations.ts` for a row of weighted
 * sums z, as WebAssembly code. In the formulas, `largest` is the largest z of the
 * row, da is dL/da, and dz is dL/dz:
 *
 * ```
 * a[o] = exp(z[o] - largest) / sum of exp(z - largest)
 * dz[o] = a[o] (da[o] - sum of a da)
 * ```
 *
 * A vector has four numbers, which are called lanes. To sum over a row, the code
 * first computes a partial sum in each lane. The sum of the row is then
 * (lane 0 + lane 1) + (lane 2 + lane 3). The code uses at most 12 vector
 * registers.
 *
 * @module
 */

import { type Code, i32, type Local, type Locals, v128 } from "./assemble.ts";
import { alongRow, lanesAdded, lanesMost, within } from "./control.ts";
import { exp } from "./elementary.ts";

/**
 * Code that replaces the `units` weighted sums z at address `a` by softmax(z).
 *
 * @param each Makes additional code that runs for each vector of the row. The
 *   variable `shifted` contains, for each z of the vector, z minus the largest
 *   z of the row.
 * @param after Makes additional code that runs once. Each lane of the variable
 *   `sum` contains the sum of exp(z - the largest z) over the row.
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

/** Code that replaces a row of dL/da by dL/dz; see `RowActivation` in `activations.ts`. */
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
