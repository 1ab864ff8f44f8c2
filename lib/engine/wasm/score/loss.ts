/**
 * The loss functions as WebAssembly code. `lib/formula/losses.ts` defines the
 * loss functions.
 *
 * @module
 */

import type { LossName } from "../../../formula/mod.ts";
import { type Code, type Local, type Locals, v128 } from "../code/assemble.ts";
import { exp, log1p } from "../code/elementary.ts";
import { crossEntropyRow, type Row } from "./cross_entropy.ts";

/**
 * A loss that is a sum with one term for each output. The operands `d`, `z` and
 * `t` of `value` and `gradient` are code that reads local variables.
 */
export interface ElementwiseLoss {
  /**
   * Code that computes the loss of an output, from its error d = a - t, its weighted sum z
   * and its target t.
   */
  value(local: Locals): (d: Code, z: Code, t: Code) => Code;
  /**
   * Code that computes the gradient of the loss: with respect to the weighted
   * sum z if the loss requires an activation, else with respect to the output
   * a.
   */
  gradient(d: Code): Code;
}

/**
 * A loss that is computed from a whole row of outputs. The loss is computed
 * together with the activation that the loss requires.
 */
export interface RowLoss {
  /**
   * Code that computes the outputs, dL/dz and the loss of a row from its
   * weighted sums. Each lane of the loss vector contains the loss of the whole
   * row.
   */
  ofRow(
    local: Locals,
    row: Row,
    units: number,
  ): { readonly code: Code; readonly loss: Local };
}

const { add, max, min, mul, sub } = v128, of = v128.const;

/** Code that computes d, clipped to the range from -1 to 1. */
const clipped = (d: Code) => max(of(-1), min(d, of(1)));

/** All loss functions; the keys are the names used in a spec. */
export const losses: Readonly<Record<LossName, ElementwiseLoss | RowLoss>> = {
  mse: { value: () => (d) => mul(d, d), gradient: (d) => mul(d, of(2)) },
  /**
   * The Huber loss c (d - c / 2), where d = a - t is the error, and c is d
   * clipped to the range from -1 to 1: d^2 / 2 for small errors, |d| - 1 / 2
   * for large errors.
   */
  huber: {
    value: () => (d) => mul(clipped(d), sub(d, mul(clipped(d), of(0.5)))),
    gradient: clipped,
  },
  crossEntropy: { ofRow: crossEntropyRow },
  /**
   * The binary cross-entropy max(z, 0) - z t + log(1 + e^-|z|) of a weighted
   * sum z and its target t.
   */
  binaryCrossEntropy: {
    value: (local) => {
      const power = exp(local), rest = log1p(local);
      return (_, z, t) =>
        add(
          sub(max(z, of(0)), mul(z, t)),
          rest(power(v128.neg(v128.abs(z)))),
        );
    },
    gradient: (d) => d,
  },
};
