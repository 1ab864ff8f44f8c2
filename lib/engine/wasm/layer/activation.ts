/**
 * The activations as expressions, one row each: `lib/formula/activations.ts`
 * says what they are. Softmax, which needs a whole row, is in `output.ts`.
 *
 * @module
 */

import type { ActivationName } from "../../../formula/mod.ts";
import {
  type Call,
  type Code,
  i32,
  type Local,
  type Locals,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import {
  type Elementary,
  exp,
  expm1,
  log1p,
  normalShare,
  sigmoid,
  tanh,
} from "../code/elementary.ts";
import type { LayerLayout } from "./layout.ts";

/** One activation of each number by itself. */
export interface Activation {
  /** f(z). */
  forward(local: Locals): Elementary;
  /** da * f'(z), from a = f(z) and da. */
  readonly backward?: (a: Code, da: Code) => Code;
  /** f'(z), where it does not follow from a; it is then kept beside a. */
  readonly slope?: (local: Locals) => Elementary;
  /** Whether it is short enough to be part of a tile. */
  readonly fused?: true;
}

const { add, mul, sub } = v128, of = v128.const;

/** An expression that needs z more than once. */
const using =
  (expression: (z: Local, local: Locals) => Code) =>
  (local: Locals): Elementary => {
    const z = local("v128"), code = expression(z, local);
    return (value) => [z.set(value), code];
  };

/** 1 where a is above 0, else something else. */
const aboveElse = (a: Code, one: Code, other: Code) =>
  v128.select(one, other, v128.gt(a, of(0)));

/** Every activation that works number by number. */
export const activations: Readonly<
  Record<Exclude<ActivationName, "softmax">, Activation>
> = {
  sigmoid: {
    forward: sigmoid,
    backward: (a, da) => mul(da, mul(a, sub(of(1), a))),
  },
  tanh: {
    forward: tanh,
    backward: (a, da) => mul(da, sub(of(1), mul(a, a))),
  },
  scaledTanh: {
    forward: (local) => {
      const curve = tanh(local);
      return (z) => mul(of(1.7159), curve(mul(of(2 / 3), z)));
    },
    backward: (a, da) =>
      mul(da, sub(of(2 / 3 * 1.7159), mul(of(2 / 3 / 1.7159), mul(a, a)))),
  },
  /** z where 0 < z, else 0; the slope is 1 where a is above 0. */
  relu: {
    forward: () => (z) => v128.pmax(of(0), z),
    backward: (a, da) => v128.andBits(da, v128.gt(a, of(0))),
    fused: true,
  },
  leakyRelu: {
    forward: using((z) => v128.max(z.get, mul(of(0.01), z.get))),
    backward: (a, da) => mul(da, aboveElse(a, of(1), of(0.01))),
    fused: true,
  },
  elu: {
    forward: using((z, local) => aboveElse(z.get, z.get, expm1(local)(z.get))),
    backward: (a, da) => mul(da, aboveElse(a, of(1), add(a, of(1)))),
  },
  gelu: {
    forward: using((z, local) => mul(z.get, normalShare(local)(z.get))),
    slope: using((z, local) => {
      const density = exp(local)(mul(of(-0.5), mul(z.get, z.get)));
      return add(
        normalShare(local)(z.get),
        mul(mul(z.get, of(1 / Math.sqrt(2 * Math.PI))), density),
      );
    }),
  },
  softplus: {
    forward: using((z, local) => {
      const small = exp(local)(v128.neg(v128.abs(z.get)));
      return add(v128.max(z.get, of(0)), log1p(local)(small));
    }),
    slope: sigmoid,
  },
  identity: { forward: () => (z) => z, backward: (_, da) => da, fused: true },
};

/** Whether the slopes of a layer must be kept until they are needed. */
export function keepsSlopes(
  { activation, dropout }: Pick<LayerLayout, "activation" | "dropout">,
): boolean {
  if (activation === "softmax") return false;
  return dropout > 0 || !activations[activation].backward;
}

/** da * f'(z) of a layer that keeps no slopes, from a and da. */
export function slopeOf(
  { activation }: LayerLayout,
  a: Code,
  da: Code,
): Code {
  if (activation === "softmax") {
    throw new TypeError(
      "softmax must be on the last layer only: found it before",
    );
  }
  return activations[activation].backward!(a, da);
}

/** Stores da * f'(z) of four outputs in their place, the byte `offset` after `c`. */
export function storeSlopes(
  layer: LayerLayout,
  c: Local,
  offset: number,
  da: Code,
): Code {
  const { dz, a, slopes } = layer;
  return v128.store(
    c.get,
    slopes
      ? v128.mul(da, v128.load(c.get, offset + slopes - dz))
      : slopeOf(layer, v128.load(c.get, offset + a - dz), da),
    offset,
  );
}

/** What a product may do to z before it stores it: f, where f is short. */
export function fusedActivation({ activation }: LayerLayout): Activation {
  if (activation === "softmax") return activations.identity;
  return activations[activation].fused
    ? activations[activation]
    : activations.identity;
}

/**
 * Adds `(row, rows)`, what is not part of the tiles: a = f(z), in place, for
 * these rows of the batch, and f'(z) where it is kept. Registers: 6.
 *
 * @returns Nothing where the tiles have done it, and for softmax.
 */
export function activateRows(
  module: Module,
  { activation, units, stride, slopes, ...layer }: LayerLayout,
): Call | undefined {
  if (activation === "softmax" || activations[activation].fused) {
    return undefined;
  }
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [a, end, p] = [local("i32"), local("i32"), local("i32")];
    const { forward, slope } = activations[activation];
    const f = forward(local), z = local("v128");
    const keep = slopes && slope
      ? v128.store(p.get, slope(local)(z.get), slopes - layer.a)
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
          [z.set(v128.load(p.get)), keep, v128.store(p.get, f(z.get))],
        ),
      ),
    ];
  });
}
