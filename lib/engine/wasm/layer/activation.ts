/**
 * Functions that make the code of a layer's activation in the forward and the
 * backward pass, with the functions of `code/activations.ts`.
 *
 * @module
 */

import {
  type ElementwiseActivation,
  isElementwise,
} from "../code/activations.ts";
import {
  type Call,
  type Code,
  i32,
  type Local,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import type { LayerLayout } from "./kernel.ts";

/**
 * Code that computes da * f'(z) from a and da = dL/da, for a layer that does
 * not store derivatives.
 */
export function timesDerivative(
  { activation }: LayerLayout,
  a: Code,
  da: Code,
): Code {
  if (!isElementwise(activation)) {
    throw new TypeError(
      "softmax is allowed only in the last layer: found softmax in an earlier layer",
    );
  }
  return activation.backward!(a, da);
}

/**
 * Code that computes dL/dz = da * f'(z) for four outputs, where da = dL/da. The
 * dL/dz of the four outputs has the address `c` + `offset`, in bytes.
 */
export function dzOf(
  layer: LayerLayout,
  c: Local,
  offset: number,
  da: Code,
): Code {
  const { dz, a, derivatives } = layer;
  return derivatives
    ? v128.mul(da, v128.load(c.get, offset + derivatives - dz))
    : timesDerivative(layer, v128.load(c.get, offset + a - dz), da);
}

/**
 * Code that computes dL/dz = da * f'(z) of four outputs, where da = dL/da, and
 * stores dL/dz `offset` bytes after address `c`.
 */
export function storeDz(
  layer: LayerLayout,
  c: Local,
  offset: number,
  da: Code,
): Code {
  return v128.store(c.get, dzOf(layer, c, offset, da), offset);
}

/**
 * The activation that the kernel function of a matrix product applies to each
 * weighted sum z, before the result is stored. If the code of the layer's
 * activation is too long, the result is the identity.
 */
export function fusedActivation(
  { activation }: LayerLayout,
): Pick<ElementwiseActivation, "forward"> {
  return activation.fused ? activation : { forward: () => (z) => z };
}

/**
 * Adds a function `(row, rows)` that computes a = f(z), in place, for `rows`
 * rows of the batch, starting at `row`. If the layer stores f'(z), the function
 * also computes f'(z). Registers: 6.
 *
 * @returns The function. `activateRows` returns undefined for softmax, and if
 *   the kernel function of the matrix product applies the activation.
 */
export function activateRows(
  module: Module,
  { activation, units, stride, derivatives, ...layer }: LayerLayout,
): Call | undefined {
  if (!isElementwise(activation) || activation.fused) return undefined;
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [a, end, p] = local.many("i32", 3);
    const f = activation.forward(local), z = local("v128");
    const storeDerivative = derivatives && activation.derivative
      ? v128.store(
        p.get,
        activation.derivative(local)(z.get),
        derivatives - layer.a,
      )
      : [];
    return [
      a.set(plus(i32.mul(row.get, i32.const(stride)), layer.a)),
      end.set(i32.add(a.get, i32.mul(rows.get, i32.const(stride)))),
      loop(
        a,
        a.get,
        end.get,
        stride,
        loop(
          p,
          a.get,
          i32.add(a.get, i32.const(4 * units)),
          16,
          [
            z.set(v128.load(p.get)),
            storeDerivative,
            v128.store(p.get, f(z.get)),
          ],
        ),
      ),
    ];
  });
}
