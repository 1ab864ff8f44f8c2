/**
 * The output layer of one example, as WebAssembly code: the outputs from the
 * weighted sums, the loss, and dL/dz. The code computes the same results as
 * `Activation.forward`, `Loss.value` and `outputError` of `lib/formula/`.
 * Registers: at most 12. `right.ts` decides whether the prediction is correct.
 *
 * A loss has four partial sums, one in each lane of a vector. The lanes are
 * added in the order (0 + 1) + (2 + 3).
 *
 * @module
 */

import { losses as formulas, lossScale } from "../../../formula/mod.ts";
import type { Plan } from "../../../network/mod.ts";
import { isElementwise } from "../code/activations.ts";
import {
  type Call,
  type Code,
  f32,
  f64,
  i32,
  type Module,
  v128,
} from "../code/assemble.ts";
import { alongRow, lanesAdded, within } from "../code/control.ts";
import { timesDerivative } from "../layer/activation.ts";
import type { LayerLayout } from "../layer/kernel.ts";
import { losses } from "./loss.ts";

/**
 * Adds a function `(a)` that computes the outputs from the weighted sums at
 * address `a`, in place. The function does nothing if the kernel function of
 * the matrix product has applied the activation.
 */
export function activateOutputs(module: Module, layer: LayerLayout): Call {
  const { units, activation } = layer;
  return module.fn(["i32"], [], (local, a) => {
    const j = local("i32"), z = local("v128");
    if (!isElementwise(activation)) {
      return activation.forwardRow(local, a, units);
    }
    if (activation.fused) return [];
    const f = activation.forward(local);
    return alongRow(j, units, (at) => {
      const here = i32.add(a.get, at);
      return [z.set(f(v128.load(here))), v128.store(here, z.get)];
    });
  });
}

/**
 * Adds a function `(dz, target) -> loss` that computes the outputs, the loss
 * and dL/dz of a row. `dz` is the address of dL/dz, and the weighted sums are
 * at a fixed distance from `dz`. The loss is a float64. If the plan's reduction
 * is `mean`, the loss and dL/dz are divided by the number of outputs.
 */
export function score(module: Module, plan: Plan, layer: LayerLayout): Call {
  const { units, activation } = layer, { type } = plan.loss;
  const scale = lossScale(plan.loss, units), distance = layer.a - layer.dz;
  const scaled = (loss: Code) =>
    f64.mul(f64.const(scale), f64.fromF32(f32.lane(loss, 0)));
  return module.fn(["i32", "i32"], ["f64"], (local, dz, target) => {
    const [a, j] = local.many("i32", 2);
    const start = a.set(i32.add(dz.get, i32.const(distance)));
    const loss = losses[type];
    if ("ofRow" in loss) {
      const row = loss.ofRow(local, { a, j, dz, target }, units);
      return [start, row.code, scaled(row.loss.get)];
    }
    const [z, d, sum, dot, t] = local.many("v128", 5);
    const f = isElementwise(activation) ? activation : undefined;
    const value = f && !f.fused ? f.forward(local) : undefined;
    const cost = loss.value(local), derivative = f?.derivative?.(local);
    const outputs = (at: Code) => v128.load(i32.add(a.get, at));
    const put = (at: Code, gradient: Code) =>
      v128.store(i32.add(dz.get, at), gradient);
    /**
     * Code that computes dL/dz from `d`, which is dL/da or, if the loss
     * requires an activation, already dL/dz.
     */
    const alongZ = (at: Code): Code =>
      formulas[type].output
        ? d.get
        : derivative
        ? v128.mul(d.get, derivative(z.get))
        : timesDerivative(layer, outputs(at), d.get);
    return [
      start,
      isElementwise(activation) ? [] : activation.forwardRow(local, a, units),
      sum.set(v128.const(0)),
      dot.set(v128.const(0)),
      alongRow(j, units, (at, mask) => [
        z.set(outputs(at)),
        value ? v128.store(i32.add(a.get, at), value(z.get)) : [],
        t.set(v128.load(i32.add(target.get, at))),
        d.set(within(mask, v128.sub(outputs(at), t.get))),
        sum.set(v128.add(sum.get, within(mask, cost(d.get, z.get, t.get)))),
        d.set(loss.gradient(d.get)),
        f ? put(at, v128.mul(alongZ(at), v128.const(scale))) : [
          dot.set(v128.add(dot.get, v128.mul(outputs(at), d.get))),
          put(at, d.get),
        ],
      ]),
      isElementwise(activation) ? [] : [
        dot.set(lanesAdded(t, dot.get)),
        activation.backwardRow({ j, a, dz, dot }, units, scale),
      ],
      scaled(lanesAdded(t, sum.get)),
    ];
  });
}
