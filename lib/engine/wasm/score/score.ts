/**
 * The score of an example: from where its sums and its target lie to its loss
 * and whether it is predicted right.
 *
 * @module
 */

import type { Plan } from "../../../network/mod.ts";
import {
  type Call,
  type Code,
  f32,
  f64,
  i32,
  type Module,
  v128,
} from "../code/assemble.ts";
import { alongRow, plus } from "../code/control.ts";
import type { ExampleNumbers } from "../layer/dropout.ts";
import type { LayerLayout } from "../layer/kernel.ts";
import type { Layout } from "../layer/layout.ts";
import { score } from "./output.ts";
import { right } from "./right.ts";

/** Where a batch's order, targets and results are. */
export interface BatchAddresses extends ExampleNumbers {
  /** The order of the examples, a word each. */
  readonly order: number;
  /** Each row's loss, a float64. */
  readonly losses: number;
  /** Whether each row's prediction is right, a word. */
  readonly rights: number;
  /** Where targets are. */
  readonly targets: number;
  /** The bytes from one target to the next. */
  readonly targetStride: number;
  /** The class that each target names, a word. */
  readonly classes: number;
  /** The weight of each example, a float32, where they have weights. */
  readonly weights?: number | undefined;
}

/** The score of one example. */
export interface Score {
  /** `(example, row) -> loss`; it stores dL/dz of the last layer, too. */
  readonly loss: Call;
  /** `(example, row) -> 1` where the prediction is right, after `loss`. */
  readonly right: Call;
}

/** Adds the functions that score an example in a row. */
export function scoreOne(
  module: Module,
  plan: Plan,
  { layers }: Layout,
  places: BatchAddresses,
  cut: number | undefined,
): Score {
  const last = layers[layers.length - 1];
  const cost = score(module, plan, last),
    isRight = right(module, last, cut);
  const { targets, targetStride, classes, weights } = places;
  const weigh = weights === undefined
    ? undefined
    : weighted(module, last, weights);
  const target = (example: Code) =>
    plus(i32.mul(example, i32.const(targetStride)), targets);
  const label = (example: Code) =>
    i32.load(i32.mul(example, i32.const(4)), classes);
  return {
    loss: (example, row) => {
      const dz = plus(i32.mul(row, i32.const(last.stride)), last.dz);
      const loss = cost(dz, target(example));
      return weigh?.(loss, dz, example) ?? loss;
    },
    right: (example, row) =>
      isRight(
        plus(i32.mul(row, i32.const(last.stride)), last.a),
        target(example),
        label(example),
      ),
  };
}

/** Adds `(loss, dz, example) -> loss`: loss and dL/dz times the example's weight. */
function weighted(
  module: Module,
  { units }: LayerLayout,
  weights: number,
): Call {
  return module.fn(
    ["f64", "i32", "i32"],
    ["f64"],
    (local, loss, dz, example) => {
      const j = local("i32"), weight = local("f32");
      return [
        weight.set(f32.load(i32.mul(example.get, i32.const(4)), weights)),
        alongRow(j, units, (at) => {
          const here = i32.add(dz.get, at);
          return v128.store(
            here,
            v128.mul(v128.load(here), v128.splat(weight.get)),
          );
        }),
        f64.mul(loss.get, f64.fromF32(weight.get)),
      ];
    },
  );
}

/** Adds `(row, example)`: the score of a row of the batch into its place. */
export function scoreRow(
  module: Module,
  plan: Plan,
  layout: Layout,
  places: BatchAddresses,
  cut: number | undefined,
): Call {
  const { loss, right } = scoreOne(module, plan, layout, places, cut);
  const { losses, rights } = places;
  return module.fn(["i32", "i32"], [], (_, row, example) => [
    f64.store(
      i32.mul(row.get, i32.const(8)),
      loss(example.get, row.get),
      losses,
    ),
    i32.store(
      i32.mul(row.get, i32.const(4)),
      right(example.get, row.get),
      rights,
    ),
  ]);
}
