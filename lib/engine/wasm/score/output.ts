/**
 * The output layer of one example: outputs from weighted sums, their loss, and
 * the gradient of the loss along the sums. It equals `Activation.forward`,
 * `Loss.value` and `outputError` of `lib/formula/`, in loops over the row.
 * Registers: at most 12. Whether outputs are right is in `right.ts`.
 *
 * Sums of a loss run in four lanes, added (0 + 1) + (2 + 3).
 *
 * @module
 */

import { losses as formulas, lossScale } from "../../../formula/mod.ts";
import type { Plan } from "../../../network/mod.ts";
import { activations } from "../code/activations.ts";
import {
  type Call,
  type Code,
  f32,
  f64,
  i32,
  type Local,
  type Locals,
  type Module,
  v128,
} from "../code/assemble.ts";
import { alongRow, lanesAdded, lanesMost, within } from "../code/control.ts";
import { exp, log } from "../code/elementary.ts";
import { timesDerivative } from "../layer/activation.ts";
import type { LayerLayout } from "../layer/layout.ts";
import { losses } from "./loss.ts";

/**
 * Adds `(a)`: turns the weighted sums at `a` into outputs. Nothing where the
 * product has done it.
 */
export function activateOutputs(module: Module, layer: LayerLayout): Call {
  const { units, activation } = layer;
  return module.fn(["i32"], [], (local, a) => {
    const j = local("i32"), z = local("v128");
    if (activation === "softmax") return softmax(local, a, units, () => []);
    if (activations[activation].fused) return [];
    const f = activations[activation].forward(local);
    return alongRow(j, units, (at) => {
      const here = i32.add(a.get, at);
      return [z.set(f(v128.load(here))), v128.store(here, z.get)];
    });
  });
}

/**
 * a = exp(z - most) / sum of exp(z - most), in place.
 *
 * @param each More to do with each z - most, before it is lost.
 * @returns Code; the last argument of `each` is what `sum` ends as.
 */
function softmax(
  local: Locals,
  a: Local,
  units: number,
  each: (offset: Code, shifted: Local, mask: Code | undefined) => Code,
  after: (sum: Local) => Code = () => [],
): Code {
  const j = local("i32");
  const [most, sum, z, t] = ["", "", "", ""].map(() => local("v128"));
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

/**
 * Adds `(dz, target) -> loss`: outputs, loss and dL/dz of the row whose dL/dz
 * is at `dz` and sums at the layer's distance from it. The loss is a float64,
 * scaled as the plan's reduction says; so is dL/dz.
 */
export function score(module: Module, plan: Plan, layer: LayerLayout): Call {
  const { units } = layer, { type } = plan.loss;
  const scale = lossScale(plan.loss, units), distance = layer.a - layer.dz;
  const scaled = (loss: Code) =>
    f64.mul(f64.const(scale), f64.fromF32(f32.lane(loss, 0)));
  return type === "crossEntropy"
    ? module.fn(["i32", "i32"], ["f64"], (local, dz, target) => {
      const [a, j] = [local("i32"), local("i32")];
      const [t, total, along, loss] = ["", "", "", ""].map(() => local("v128"));
      const logarithm = log(local);
      return [
        a.set(i32.add(dz.get, i32.const(distance))),
        total.set(v128.const(0)),
        along.set(v128.const(0)),
        softmax(
          local,
          a,
          units,
          (at, z, mask) => [
            t.set(within(mask, v128.load(i32.add(target.get, at)))),
            total.set(v128.add(total.get, t.get)),
            along.set(
              v128.add(along.get, within(mask, v128.mul(t.get, z.get))),
            ),
          ],
          (sum) => [
            // sum of t (log(sum) - (z - most))
            total.set(lanesAdded(t, total.get)),
            along.set(lanesAdded(t, along.get)),
            loss.set(
              v128.sub(v128.mul(total.get, logarithm(sum.get)), along.get),
            ),
          ],
        ),
        alongRow(j, units, (at) =>
          v128.store(
            i32.add(dz.get, at),
            v128.sub(
              v128.mul(v128.load(i32.add(a.get, at)), total.get),
              v128.load(i32.add(target.get, at)),
            ),
          )),
        scaled(loss.get),
      ];
    })
    : module.fn(["i32", "i32"], ["f64"], (local, dz, target) => {
      const [a, j] = [local("i32"), local("i32")];
      const [z, d, sum, dot, t] = ["", "", "", "", ""].map(() => local("v128"));
      const { activation } = layer, loss = losses[type];
      const f = activation === "softmax" ? undefined : activations[activation];
      const value = f && !f.fused ? f.forward(local) : undefined;
      const cost = loss.value(local), derivative = f?.derivative?.(local);
      const outputs = (at: Code) => v128.load(i32.add(a.get, at));
      const put = (at: Code, gradient: Code) =>
        v128.store(i32.add(dz.get, at), gradient);
      /** The gradient of the loss along z, from d, that along a. */
      const alongZ = (at: Code): Code =>
        formulas[type].output
          ? d.get
          : derivative
          ? v128.mul(d.get, derivative(z.get))
          : timesDerivative(layer, outputs(at), d.get);
      return [
        a.set(i32.add(dz.get, i32.const(distance))),
        activation === "softmax" ? softmax(local, a, units, () => []) : [],
        sum.set(v128.const(0)),
        dot.set(v128.const(0)),
        alongRow(j, units, (at, mask) => [
          z.set(outputs(at)),
          value ? v128.store(i32.add(a.get, at), value(z.get)) : [],
          t.set(v128.load(i32.add(target.get, at))),
          d.set(within(mask, v128.sub(outputs(at), t.get))),
          sum.set(
            v128.add(sum.get, within(mask, cost(d.get, z.get, t.get))),
          ),
          d.set(loss.gradient(d.get)),
          f ? put(at, v128.mul(alongZ(at), v128.const(scale))) : [
            dot.set(v128.add(dot.get, v128.mul(outputs(at), d.get))),
            put(at, d.get),
          ],
        ]),
        f ? [] : [
          dot.set(lanesAdded(t, dot.get)),
          alongRow(j, units, (at) =>
            put(
              at,
              v128.mul(
                v128.mul(
                  outputs(at),
                  v128.sub(v128.load(i32.add(dz.get, at)), dot.get),
                ),
                v128.const(scale),
              ),
            )),
        ],
        scaled(lanesAdded(t, sum.get)),
      ];
    });
}
