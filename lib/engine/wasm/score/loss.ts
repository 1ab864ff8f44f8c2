/**
 * The losses as code, one row each: `lib/formula/losses.ts` says what they are.
 *
 * @module
 */

import type { LossName } from "../../../formula/mod.ts";
import { type Code, type Local, type Locals, v128 } from "../code/assemble.ts";
import { exp, log1p } from "../code/elementary.ts";
import { crossEntropyRow, type Row } from "./cross_entropy.ts";

/** A loss of each output by itself; the codes are of locals. */
export interface ElementwiseLoss {
  /** What it costs, from its error d = a - t, its weighted sum z and target t. */
  value(local: Locals): (d: Code, z: Code, t: Code) => Code;
  /** The gradient of that: along z where the loss names its activation, else along a. */
  gradient(d: Code): Code;
}

/** A loss of a whole row, together with the activation it is defined with. */
export interface RowLoss {
  /** Outputs from weighted sums, dL/dz, and the loss in all lanes. */
  ofRow(
    local: Locals,
    row: Row,
    units: number,
  ): { readonly code: Code; readonly loss: Local };
}

const { add, max, min, mul, sub } = v128, of = v128.const;

/** No further from 0 than 1. */
const clipped = (d: Code) => max(of(-1), min(d, of(1)));

/** Every loss. */
export const losses: Readonly<Record<LossName, ElementwiseLoss | RowLoss>> = {
  mse: { value: () => (d) => mul(d, d), gradient: (d) => mul(d, of(2)) },
  /** c (d - c / 2), c being d clipped: d^2 / 2, or |d| - 1 / 2. */
  huber: {
    value: () => (d) => mul(clipped(d), sub(d, mul(clipped(d), of(0.5)))),
    gradient: clipped,
  },
  crossEntropy: { ofRow: crossEntropyRow },
  /** max(z, 0) - z t + log(1 + e^-|z|) */
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
