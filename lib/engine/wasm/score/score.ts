/**
 * The score of an example, as WebAssembly code: its loss, and whether its
 * prediction is correct.
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

/**
 * The addresses of the training order, the targets and the results of a batch.
 */
export interface BatchAddresses extends ExampleNumbers {
  /**
   * The address of an array with one 4-byte word for each example, in the order
   * of training: the index of the example.
   */
  readonly order: number;
  /** The address of an array with one float64 for each row: the loss of the row. */
  readonly losses: number;
  /**
   * The address of an array with one 4-byte word for each row: 1 if the
   * prediction of the row is correct, else 0.
   */
  readonly rights: number;
  /** The address of the targets. */
  readonly targets: number;
  /** The distance in bytes between the targets of two neighboring examples. */
  readonly targetStride: number;
  /** The address of an array with one 4-byte word for each example: the class of its target. */
  readonly classes: number;
  /**
   * The address of an array with one float32 for each example: its weight.
   * `weights` is undefined if examples have no weights.
   */
  readonly weights?: number | undefined;
}

/** The functions that score one example. */
export interface Score {
  /** The function `(example, row) -> loss`, which also stores dL/dz of the last layer. */
  readonly loss: Call;
  /**
   * The function `(example, row)`, which returns 1 if the prediction is
   * correct, else 0. This function must be called after `loss`.
   */
  readonly right: Call;
}

/** Adds the functions that score an example in a row of the batch. */
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

/**
 * Adds a function `(loss, dz, example) -> loss` that multiplies loss and dL/dz by
 * the example's weight.
 */
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

/** Adds a function `(row, example)` that computes and stores the score of a row of the batch. */
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
