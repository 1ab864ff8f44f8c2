/**
 * The activations as expressions, one row each: `lib/network/activations.ts`
 * says what they are. Softmax, which needs a whole row, is in `output.ts`.
 *
 * @module
 */

import type { ActivationName } from "../../spec/mod.ts";
import {
  type Call,
  type Code,
  i32,
  type Locals,
  type Module,
  v128,
} from "./assemble.ts";
import { loop, plus } from "./control.ts";
import { type Elementary, sigmoid, tanh } from "./elementary.ts";
import type { LayerLayout } from "./layout.ts";

/** One activation of each number by itself. */
export interface Activation {
  /** f(z). */
  forward(local: Locals): Elementary;
  /** da * f'(z), from a = f(z) and da. */
  backward(a: Code, da: Code): Code;
  /** Whether it is short enough to be part of a tile. */
  readonly fused: boolean;
}

const one = v128.const(1);

/** Every activation that works number by number. */
export const activations: Readonly<
  Record<Exclude<ActivationName, "softmax">, Activation>
> = {
  identity: {
    forward: () => (z) => z,
    backward: (_, da) => da,
    fused: true,
  },
  /** z where 0 < z, else 0; the slope is 1 where a is above 0. */
  relu: {
    forward: () => (z) => v128.pmax(v128.const(0), z),
    backward: (a, da) => v128.andBits(da, v128.gt(a, v128.const(0))),
    fused: true,
  },
  sigmoid: {
    forward: sigmoid,
    backward: (a, da) => v128.mul(da, v128.mul(a, v128.sub(one, a))),
    fused: false,
  },
  tanh: {
    forward: tanh,
    backward: (a, da) => v128.mul(da, v128.sub(one, v128.mul(a, a))),
    fused: false,
  },
};

/** What a product may do to z before it stores it: f, where f is short. */
export function fusedActivation({ activation }: LayerLayout): Activation {
  if (activation === "softmax") return activations.identity;
  return activations[activation].fused
    ? activations[activation]
    : activations.identity;
}

/**
 * Adds `(row, rows)`, what is not part of the tiles: a = f(z), in place, for
 * these rows of the batch. Registers: 6.
 *
 * @returns Nothing where the tiles have done it, and for softmax.
 */
export function activateRows(
  module: Module,
  { activation, units, stride, ...layer }: LayerLayout,
): Call | undefined {
  if (activation === "softmax" || activations[activation].fused) {
    return undefined;
  }
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [a, end, p] = [local("i32"), local("i32"), local("i32")];
    const f = activations[activation].forward(local);
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
          v128.store(p.get, f(v128.load(p.get))),
        ),
      ),
    ];
  });
}
