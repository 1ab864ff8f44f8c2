/**
 * The optimizer step as WebAssembly code: the update of a weight from its
 * gradient, which is a sum over a batch. Functions that compute matrix products
 * run the update while the sum is in a register, so that the gradient is not
 * stored. Clipping by norm, batches that must be processed in several slices
 * because of their size, and layer types such as `conv2d` need a stored
 * gradient. If the gradient is stored, the optimizer step is a separate pass
 * over the weights. `form.ts` decides whether the gradient is stored.
 *
 * @module
 */

import {
  hasPenalty,
  type OptimizerConstants,
  type OptimizerName,
  optimizerOf,
  type OptimizerSpec,
  TINY,
} from "../../../formula/mod.ts";
import type { Plan } from "../../../network/mod.ts";
import {
  type Code,
  f32,
  f64,
  i32,
  type Local,
  type Locals,
  type Module,
  v128,
} from "../code/assemble.ts";
import { address } from "../code/memory.ts";
import { clipAndRegularize, clipFactor } from "./regularization.ts";

/**
 * The code that runs before and after the computation of a gradient sum, for
 * four weights at an address.
 */
export interface WeightUpdate {
  /**
   * Code that computes the initial value of the gradient sum, for four weights.
   */
  first(weights: Local, offset: number): Code;
  /**
   * Makes the code that uses the computed gradients of four weights; each gradient is a sum over examples. `prepare` is code that must run once, before the first use
   * of a sum.
   */
  last(local: Locals): {
    readonly prepare: Code;
    (weights: Local, offset: number, sum: Code): Code;
  };
}

/** The optimizer in a module: the constants of a step, and the code of the step. */
export interface Optimizer {
  /** Code that loads the optimizer's state from memory. */
  readonly load: Code;
  /**
   * Code that computes the constants of a step, from the number of examples in
   * the step.
   */
  begin(examples: Code): Code;
  /** The number of moments for each weight. */
  readonly moments: number;
  /** Whether weights with a gradient of 0 can change. */
  readonly movesAlways: boolean;
  /** The code of the optimizer step for a gradient that is in registers. */
  readonly update: WeightUpdate;
}

/** Adds the property `prepare` to a function, for `WeightUpdate.last`. */
function withPrepare(
  prepare: Code,
  last: (weights: Local, offset: number, sum: Code) => Code,
): ReturnType<WeightUpdate["last"]> {
  return Object.assign(last, { prepare });
}

/** The code of an optimizer, for four weights at a time. */
interface Row {
  /** Numbers such as Adam's betas: step t needs the t-th power of each number. */
  readonly powers?: readonly number[];
  /**
   * The constants of a step, computed from the learning rate and the powers
   * (default: the learning rate).
   */
  constants?(rate: Code, powers: readonly Code[]): readonly Code[];
  /**
   * Code that updates the moments and computes the new weights, from the old
   * weights and the mean gradient.
   */
  step(
    w: Code,
    g: Local,
    moments: readonly Local[],
    constants: readonly Local[],
  ): Code;
}

const { add, div, mul, sqrt, sub } = v128;
const of = v128.const, one = f64.const(1);

const rateOnly = (rate: Code) => [rate];

/** Code that computes a running mean, beta * old + (1 - beta) * x. */
const mix = (beta: number, old: Local, x: Code) =>
  add(mul(of(beta), old.get), mul(of(1 - beta), x));

/**
 * The code that sets numbers with an absolute value up to TINY to 0, because
 * processors are slow with denormal numbers. NaN stays NaN.
 */
const flushToZero = (x: Local) =>
  v128.andNotBits(x.get, v128.le(v128.abs(x.get), of(TINY)));

/**
 * All optimizers; the keys are the names used in a spec.
 * `lib/formula/optimizers.ts` defines the optimizers.
 */
const rows: {
  readonly [T in OptimizerName]: (constants: OptimizerConstants[T]) => Row;
} = {
  sgd: ({ momentum, nesterov }) => ({
    step: (w, g, [v], [rate]) => {
      if (!v) return sub(w, mul(rate.get, g.get));
      const next = add(mul(of(momentum), v.get), g.get);
      const ahead = add(g.get, mul(of(momentum), v.get));
      const direction = nesterov ? ahead : v.get;
      return [
        v.set(next),
        v.set(flushToZero(v)),
        sub(w, mul(rate.get, direction)),
      ];
    },
  }),
  adam: ({ beta1, beta2, epsilon }) => ({
    powers: [beta1, beta2],
    constants: (rate, [power1, power2]) => [
      f64.div(rate, f64.sub(one, power1)),
      f64.div(one, f64.sqrt(f64.sub(one, power2))),
    ],
    step: (w, g, [m, v], [rate, correction]) => [
      [m.set(mix(beta1, m, g.get)), m.set(flushToZero(m))],
      v.set(v128.max(mix(beta2, v, mul(g.get, g.get)), of(TINY))),
      sub(
        w,
        div(
          mul(rate.get, m.get),
          add(mul(sqrt(v.get), correction.get), of(epsilon)),
        ),
      ),
    ],
  }),
  adamw({ decay, ...rest }) {
    const { constants = rateOnly, ...adam } = rows.adam(rest);
    const left = (rate: Code) => f64.sub(one, f64.mul(rate, f64.const(decay)));
    return {
      ...adam,
      constants: (rate, of) => [...constants(rate, of), left(rate)],
      step: (w, g, moments, [rate, correction, left]) =>
        adam.step(mul(w, left.get), g, moments, [rate, correction]),
    };
  },
  rmsprop: ({ rho, epsilon }) => ({
    step: (w, g, [v], [rate]) => [
      v.set(v128.max(mix(rho, v, mul(g.get, g.get)), of(TINY))),
      sub(w, div(mul(rate.get, g.get), add(sqrt(v.get), of(epsilon)))),
    ],
  }),
};

function rowOf({ type, ...constants }: OptimizerSpec): Row {
  return (rows[type] as (constants: unknown) => Row)(constants);
}

/** The numbers, such as Adam's betas, of which an optimizer needs the t-th powers in step t. */
export function powersOf(optimizer: OptimizerSpec): readonly number[] {
  return rowOf(optimizer).powers ?? [];
}

/**
 * Makes the optimizer of a plan.
 *
 * @param hasPlainStep Whether the step is W -= learning rate * mean of dW; see
 *   `form.ts`.
 * @param distance Returns the distance from the weights to the moments in
 *   bytes. `distance` is called when kernel functions are added to the module.
 * @param norm Returns code that computes the norm of the stored gradient as a
 *   float64. `norm` is called when kernel functions are added to the module.
 */
export function optimizerFor(
  module: Module,
  plan: Plan,
  hasPlainStep: boolean,
  distance: () => number,
  norm: () => Code,
): Optimizer {
  const { optimizer, clip = {} } = plan;
  const { powers = [], constants = rateOnly, step } = rowOf(optimizer);
  const { moments } = optimizerOf(optimizer);
  const rate = f64.load(i32.const(0), address.rate);
  const powerGlobals = powers.map(() => module.global("f64"));
  const values = powerGlobals.map((power) => power.get);
  const globals = constants(rate, values).map(() => module.global("f32"));
  const part = module.global("f32");
  return {
    moments,
    movesAlways: moments > 0 || hasPenalty(plan),
    load: powerGlobals.map((power, n) =>
      power.set(f64.load(i32.const(0), address.powers + 8 * n))
    ),
    begin(examples) {
      const B = f64.fromI32(examples);
      return [
        powerGlobals.map((power, n) =>
          power.set(f64.mul(power.get, f64.const(powers[n])))
        ),
        part.set(f32.fromF64(
          clip.norm === undefined
            ? f64.div(one, B)
            : f64.div(clipFactor(clip.norm, f64.div(norm(), B)), B),
        )),
        constants(hasPlainStep ? f64.div(rate, B) : rate, values).map((
          value,
          n,
        ) => globals[n].set(f32.fromF64(value))),
      ];
    },
    update: {
      first: () => of(0),
      last: (local) => {
        const [scale, ...fixed] = [part, ...globals].map(() => local("v128"));
        const loaded = local.many("v128", moments);
        const g = local("v128"), momentDistance = distance();
        return withPrepare(
          [part, ...globals].map((constant, n) =>
            [scale, ...fixed][n].set(v128.splat(constant.get))
          ),
          (w, offset, sum) => [
            g.set(hasPlainStep ? sum : mul(sum, scale.get)), // the learning rate is already divided by the batch size
            clipAndRegularize(plan, g, v128.load(w.get, offset)),
            loaded.map((moment, n) =>
              moment.set(v128.load(w.get, offset + (n + 1) * momentDistance))
            ),
            v128.store(
              w.get,
              step(v128.load(w.get, offset), g, loaded, fixed),
              offset,
            ),
            loaded.map((moment, n) =>
              v128.store(w.get, moment.get, offset + (n + 1) * momentDistance)
            ),
          ],
        );
      },
    },
  };
}

/**
 * A weight update that only adds each gradient sum to the stored gradient,
 * which is `distance` bytes after the weights.
 */
export function storeGradient(distance: number): WeightUpdate {
  return {
    first: (w, offset) => v128.load(w.get, offset + distance),
    last: () =>
      withPrepare(
        [],
        (w, offset, sum) => v128.store(w.get, sum, offset + distance),
      ),
  };
}
