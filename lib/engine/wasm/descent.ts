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
import { type Plan, TINY } from "../../network/mod.ts";
import type { AdamSpec } from "../../spec/mod.ts";
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
  /** Takes over what steps before have left in memory. */
  readonly load: Code;
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
function sgd(module: Module): Optimizer {
  const step = module.global("f32");
  return {
    moments: 0,
    untouched: false,
    load: [],
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

/**
 * m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2,  with g = dW / B
 * W -= rate / (1 - beta1^t) * m / (root of v / (1 - beta2^t) + epsilon)
 *
 * Moments that are as good as 0 become 0, or TINY: denormals are slow.
 *
 * @param distance From the weights to m, and from m to v.
 */
function adam(
  module: Module,
  { beta1, beta2, epsilon }: AdamSpec,
  distance: () => number,
): Optimizer {
  const [step, share, part] = ["", "", ""].map(() => module.global("f32"));
  const [power1, power2] = [module.global("f64"), module.global("f64")];
  const here = i32.const(0), one = f64.const(1);
  const mix = (beta: number, old: Code, x: Code) =>
    v128.add(
      v128.mul(v128.const(beta), old),
      v128.mul(v128.const(1 - beta), x),
    );
  return {
    moments: 2,
    untouched: true,
    load: [
      power1.set(f64.load(here, address.powers)),
      power2.set(f64.load(here, address.powers + 8)),
    ],
    begin: (examples) => [
      power1.set(f64.mul(power1.get, f64.const(beta1))),
      power2.set(f64.mul(power2.get, f64.const(beta2))),
      part.set(f32.fromF64(f64.div(one, f64.fromI32(examples)))),
      step.set(f32.fromF64(f64.div(
        f64.load(here, address.rate),
        f64.sub(one, power1.get),
      ))),
      share.set(f32.fromF64(
        f64.div(one, f64.sqrt(f64.sub(one, power2.get))),
      )),
    ],
    descent: {
      first: () => v128.const(0),
      last: (local) => {
        const splats = [step, share, part].map((constant) => ({
          constant,
          four: local("v128"),
        }));
        const [rate, root, scale] = splats.map(({ four }) => four);
        const [g, m, v] = [local("v128"), local("v128"), local("v128")];
        const far = distance();
        return withPrepare(
          splats.map(({ constant, four }) =>
            four.set(v128.splat(constant.get))
          ),
          (w, offset, sum) => [
            g.set(v128.mul(sum, scale.get)),
            m.set(mix(beta1, v128.load(w.get, offset + far), g.get)),
            m.set(v128.andBits(
              m.get,
              v128.gt(v128.abs(m.get), v128.const(TINY)),
            )),
            v128.store(w.get, m.get, offset + far),
            v.set(v128.max(
              mix(
                beta2,
                v128.load(w.get, offset + 2 * far),
                v128.mul(g.get, g.get),
              ),
              v128.const(TINY),
            )),
            v128.store(w.get, v.get, offset + 2 * far),
            v128.store(
              w.get,
              v128.sub(
                v128.load(w.get, offset),
                v128.div(
                  v128.mul(rate.get, m.get),
                  v128.add(
                    v128.mul(v128.sqrt(v.get), root.get),
                    v128.const(epsilon),
                  ),
                ),
              ),
              offset,
            ),
          ],
        );
      },
    },
  };
}

/**
 * The optimiser of a plan.
 *
 * @param distance From the weights to moments; asked when kernels are made.
 */
export function optimizerFor(
  module: Module,
  { optimizer }: Plan,
  distance: () => number,
): Optimizer {
  return optimizer.type === "adam"
    ? adam(module, optimizer, distance)
    : sgd(module);
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
