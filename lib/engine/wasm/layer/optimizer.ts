/**
 * The optimizer's step: what happens to a weight once its gradient, summed over
 * a batch, is known. The products hand each sum over while it is in a register, so
 * that a gradient need not be stored; where it must (clipping by norm, batches over
 * 1,024), it is stored beside the weights and the step is a pass of its own.
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

/** What is done with the sums of the gradient, four weights at an address. */
export interface WeightUpdate {
  /** What the sum starts from. */
  first(weights: Local, offset: number): Code;
  /** What becomes of it; `prepare` comes before the first use in a function. */
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
  readonly movesAlways: boolean;
  /** The step, of sums that are in registers. */
  readonly update: WeightUpdate;
}

/** A callable with a property, which is what `WeightUpdate.last` gives. */
function withPrepare(
  prepare: Code,
  last: (weights: Local, offset: number, sum: Code) => Code,
): ReturnType<WeightUpdate["last"]> {
  return Object.assign(last, { prepare });
}

/** How an optimiser moves four weights at once. */
interface Row {
  /** Numbers of which it needs the powers, to the number of the step. */
  readonly powers?: readonly number[];
  /** What is the same in all of a step, from the rate and these powers; else the rate. */
  constants?(rate: Code, powers: readonly Code[]): readonly Code[];
  /** Renews moments and leaves the new weights, from the old and their mean gradient. */
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

/** beta old + (1 - beta) x */
const mix = (beta: number, old: Local, x: Code) =>
  add(mul(of(beta), old.get), mul(of(1 - beta), x));

/** 0 for what is as good as that: denormals are slow. NaN stays NaN. */
const flushToZero = (x: Local) =>
  v128.andNotBits(x.get, v128.le(v128.abs(x.get), of(TINY)));

/** Every optimiser; `lib/formula/optimizers.ts` says what they are. */
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

/** The numbers of which an optimiser needs the powers, to the number of the step. */
export function powersOf(optimizer: OptimizerSpec): readonly number[] {
  return rowOf(optimizer).powers ?? [];
}

/**
 * The optimizer of a plan.
 *
 * @param hasPlainStep Whether its step is W -= learning rate * mean of dW; see
 *   `form.ts`.
 * @param distance From the weights to moments; asked when kernels are made.
 * @param norm The norm of the stored gradient, as a float64; likewise.
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
            g.set(hasPlainStep ? sum : mul(sum, scale.get)), // the rate has the mean
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

/** Adds to the gradient that lies `distance` bytes after the weights. */
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
