/**
 * The activation functions as WebAssembly code. `lib/formula/activations.ts`
 * defines the activation functions.
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

/** An elementwise activation function: a = f(z) for each weighted sum z. */
export type ElementwiseActivation =
  & {
    /** Code that computes f(z). */
    forward(local: Locals): Elementary;
    /**
     * Whether the WebAssembly function for a matrix product also computes f(z),
     * because the code for f(z) is short.
     */
    readonly fused?: true;
    /**
     * Whether f'(z) is always 0 or 1, and f(z) is always a positive number or 0,
     * never NaN or -0.
     */
    readonly isPositive?: true;
  }
  & (
    | {
      /** Code that computes dL/dz = da * f'(z), from a = f(z) and da = dL/da. */
      backward(a: Code, da: Code): Code;
      readonly derivative?: never;
    }
    | {
      /**
       * Code that computes f'(z), if f'(z) cannot be computed from a. A layer
       * whose activation has the member `derivative` stores both a and f'(z) in
       * the forward pass.
       */
      derivative(local: Locals): Elementary;
      readonly backward?: never;
    }
  );

/**
 * An activation function of a whole row of weighted sums, such as softmax.
 * Softmax is allowed only in the last layer.
 */
export interface RowActivation {
  /** Code that replaces the `units` weighted sums z at address `a` by the outputs f(z). */
  forwardRow(local: Locals, a: Local, units: number): Code;
  /**
   * Code that replaces the row of da = dL/da at address `dz` by dL/dz.
   *
   * @param row `a` is the address of the outputs, and `j` is a loop counter.
   *   Each of the four numbers of the vector `dot` is the sum of a * da over
   *   the row.
   * @param scale A factor that dL/dz is multiplied by.
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

/** An activation function as WebAssembly code. */
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

/** Code with the result `one` if a > 0, else `other`. */
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
