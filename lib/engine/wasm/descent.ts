/**
 * What happens to a weight once its gradient, summed over a batch, is known.
 * The products hand each sum over while it is in a register, so that a gradient
 * need not reach memory; where it must (clipping, batches over 1,024), it is
 * kept beside the weights and a pass of its own descends.
 *
 * @module
 */

import {
  type Code,
  f32,
  f64,
  i32,
  type Local,
  type Locals,
  type Module,
  v128,
} from "./assemble.ts";
import { address } from "./layout.ts";

/** Takes the sum for the four weights at an address. */
export interface Descent {
  /** What the sum starts from. */
  first(weights: Local, offset: number): Code;
  /** Where it goes; `prepare` comes before the first use in a function. */
  last(local: Locals): {
    readonly prepare: Code;
    (weights: Local, offset: number, sum: Code): Code;
  };
}

/** An optimiser of one module: constants of a step, and the step itself. */
export interface Optimizer {
  /** Sets the constants of a step, from how many examples it is of. */
  begin(examples: Code): Code;
  /** How many copies of the weights' layout hold its moments. */
  readonly moments: number;
  /** Whether weights move whose gradient is 0. */
  readonly untouched: boolean;
  /** Steps at once. */
  readonly descent: Descent;
}

/** A callable with a part, which is what `Descent.last` gives. */
function withPrepare(
  prepare: Code,
  last: (weights: Local, offset: number, sum: Code) => Code,
): ReturnType<Descent["last"]> {
  return Object.assign(last, { prepare });
}

/** W -= rate / B * dW */
export function sgd(module: Module): Optimizer {
  const step = module.global("f32");
  return {
    moments: 0,
    untouched: false,
    begin: (examples) =>
      step.set(f32.fromF64(
        f64.div(f64.load(i32.const(address.rate)), f64.fromI32(examples)),
      )),
    descent: {
      first: () => v128.const(0),
      last: (local) => {
        const factor = local("v128");
        return withPrepare(
          factor.set(v128.splat(step.get)),
          (w, offset, sum) =>
            v128.store(
              w.get,
              v128.sub(v128.load(w.get, offset), v128.mul(factor.get, sum)),
              offset,
            ),
        );
      },
    },
  };
}

/** Adds to the gradient that lies `distance` bytes after the weights. */
export function keep(distance: number): Descent {
  return {
    first: (w, offset) => v128.load(w.get, offset + distance),
    last: () =>
      withPrepare(
        [],
        (w, offset, sum) => v128.store(w.get, sum, offset + distance),
      ),
  };
}
