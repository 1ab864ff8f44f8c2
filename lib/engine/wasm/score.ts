/**
 * The score of an example: from where its sums and its target lie to its loss
 * and whether it was answered right.
 *
 * @module
 */

import type { Plan } from "../../network/mod.ts";
import { type Call, type Code, f64, i32, type Module } from "./assemble.ts";
import type { Figures } from "./batch.ts";
import { plus } from "./control.ts";
import type { Layout } from "./layout.ts";
import { score } from "./output.ts";
import { right } from "./right.ts";
import type { Example } from "./singly.ts";

/** The score of an example that is learned from singly. */
export function scoreOne(
  module: Module,
  plan: Plan,
  { layers }: Layout,
  places: Figures,
  several: boolean,
): Pick<Example, "loss" | "right"> {
  const last = layers[layers.length - 1];
  const cost = score(module, plan, last),
    isRight = right(module, last, several);
  const { targets, targetStride, classes } = places;
  const target = (example: Code) =>
    plus(i32.mul(example, i32.const(targetStride)), targets);
  const label = (example: Code) =>
    i32.load(i32.mul(example, i32.const(4)), classes);
  return {
    loss: (example, row) =>
      cost(
        plus(i32.mul(row, i32.const(last.stride)), last.dz),
        target(example),
      ),
    right: (example, row) =>
      isRight(
        plus(i32.mul(row, i32.const(last.stride)), last.a),
        target(example),
        label(example),
      ),
  };
}

/** Adds `(row, example)`: the score of a row of the batch into its place. */
export function scoreRow(
  module: Module,
  plan: Plan,
  { layers }: Layout,
  places: Figures,
  several: boolean,
): Call {
  const last = layers[layers.length - 1];
  const cost = score(module, plan, last),
    isRight = right(module, last, several);
  const { targets, targetStride, classes, losses, rights } = places;
  return module.fn(["i32", "i32"], [], (_, row, example) => {
    const at = i32.mul(row.get, i32.const(last.stride));
    const target = plus(i32.mul(example.get, i32.const(targetStride)), targets);
    const label = i32.load(i32.mul(example.get, i32.const(4)), classes);
    return [
      f64.store(
        i32.mul(row.get, i32.const(8)),
        cost(plus(at, last.dz), target),
        losses,
      ),
      i32.store(
        i32.mul(row.get, i32.const(4)),
        isRight(plus(at, last.a), target, label),
        rights,
      ),
    ];
  });
}
