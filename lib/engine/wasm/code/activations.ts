/**
 * The activation functions as WebAssembly code. `lib/formula/activations.ts`
 * defines them.
 *
 * @module
 */

import type { ActivationName } from "../../../formula/mod.ts";
import { type Code, type Local, type Locals, v128 } from "./assemble.ts";
import {
  type Elementary,
  exp,
  expm1,
  log1p,
  normalCdf,
  sigmoid,
  tanh,
} from "./elementary.ts";
import { softmax, softmaxBackward } from "./softmax.ts";

/** An elementwise activation function. */
export type ElementwiseActivation =
  & {
    /** Code that computes f(z). */
    forward(local: Locals): Elementary;
    /** Whether the code is short enough to be part of a tile kernel. */
    readonly fused?: true;
    /** Whether f(z) is never NaN, -0 or negative, and f'(z) is 0 or 1. */
    readonly isPositive?: true;
  }
  & (
    | {
      /** Code that computes da * f'(z), from a = f(z) and da. */
      backward(a: Code, da: Code): Code;
      readonly derivative?: never;
    }
    | {
      /**
       * Code that computes f'(z), if it cannot be computed from a. In that case,
       * f'(z) is stored in addition to a.
       */
      derivative(local: Locals): Elementary;
      readonly backward?: never;
    }
  );

/**
 * An activation function of a whole row of weighted sums, such as softmax. Such
 * activation functions are allowed only in the last layer.
 */
export interface RowActivation {
  /** Code that computes a = f(z), in place, for the `units` numbers at address `a`. */
  forwardRow(local: Locals, a: Local, units: number): Code;
  /**
   * Code that computes dz from da, in place, for the row at address `dz`.
   *
   * @param dot A vector with the sum of a * da in each lane.
   * @param scale The factor of dz.
   */
  backwardRow(
    row: { j: Local; a: Local; dz: Local; dot: Local },
    units: number,
    scale: number,
  ): Code;
  readonly fused?: never;
  readonly isPositive?: never;
  readonly derivative?: never;
}

/** An activation function as code. */
export type Activation = ElementwiseActivation | RowActivation;

/** Whether an activation function is elementwise. */
export function isElementwise(
  activation: Activation,
): activation is ElementwiseActivation {
  return "forward" in activation;
}

const { add, mul, sub } = v128, of = v128.const;

/** Makes code for an expression that uses z several times; the code computes z once. */
const using =
  (expression: (z: Local, local: Locals) => Code) =>
  (local: Locals): Elementary => {
    const z = local("v128"), code = expression(z, local);
    return (value) => [z.set(value), code];
  };

/** Code that computes `one` if a > 0, and otherwise `other`. */
const aboveElse = (a: Code, one: Code, other: Code) =>
  v128.select(one, other, v128.gt(a, of(0)));

/** All activation functions; the keys are the names used in a spec. */
export const activations: Readonly<Record<ActivationName, Activation>> = {
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
  /** Code that computes relu: z if z > 0, else 0. The derivative is 1 if a > 0, else 0. */
  relu: {
    forward: () => (z) => v128.pmax(of(0), z),
    backward: (a, da) => v128.andBits(da, v128.gt(a, of(0))),
    fused: true,
    isPositive: true,
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
    forward: using((z, local) => mul(z.get, normalCdf(local)(z.get))),
    derivative: using((z, local) => {
      const density = exp(local)(mul(of(-0.5), mul(z.get, z.get)));
      return add(
        normalCdf(local)(z.get),
        mul(mul(z.get, of(1 / Math.sqrt(2 * Math.PI))), density),
      );
    }),
  },
  softplus: {
    forward: using((z, local) => {
      const small = exp(local)(v128.neg(v128.abs(z.get)));
      return add(v128.max(z.get, of(0)), log1p(local)(small));
    }),
    derivative: sigmoid,
  },
  softmax: { forwardRow: softmax, backwardRow: softmaxBackward },
  identity: { forward: () => (z) => z, backward: (_, da) => da, fused: true },
};
