/**
 * What a layer does with its activation, on the way forward and back, for the
 * activations of `code/activations.ts`.
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

/** da * f'(z) of a layer that stores no derivatives, from a and da. */
export function timesDerivative(
  { activation }: LayerLayout,
  a: Code,
  da: Code,
): Code {
  if (!isElementwise(activation)) {
    throw new TypeError(
      "softmax must be on the last layer only: found it before",
    );
  }
  return activation.backward!(a, da);
}

/** Stores dL/dz = da * f'(z) of four outputs in their place, the byte `offset` after `c`. */
export function storeDz(
  layer: LayerLayout,
  c: Local,
  offset: number,
  da: Code,
): Code {
  const { dz, a, derivatives } = layer;
  return v128.store(
    c.get,
    derivatives
      ? v128.mul(da, v128.load(c.get, offset + derivatives - dz))
      : timesDerivative(layer, v128.load(c.get, offset + a - dz), da),
    offset,
  );
}

/** What a product may do to z before it stores it: f, where f is short. */
export function fusedActivation(
  { activation }: LayerLayout,
): Pick<ElementwiseActivation, "forward"> {
  return activation.fused ? activation : { forward: () => (z) => z };
}

/**
 * Adds `(row, rows)`, what is not part of the tiles: a = f(z), in place, for
 * these rows of the batch, and f'(z) where it is stored. Registers: 6.
 *
 * @returns Nothing where the tiles have done it, and for softmax.
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
