/**
 * How a network does on examples it does not learn from: the same loss and the
 * same share of right answers as in training, over every example.
 *
 * @module
 */

import {
  cutOf,
  isRight,
  losses,
  lossScale,
  type Task,
} from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { allocate, type Plan } from "../network/mod.ts";
import type { ValidationFigures } from "./checkpoint.ts";

/**
 * The figures of predictions: their mean loss and, unless they are numbers, the
 * share that is right.
 *
 * @param plan Of the network that predicted: it says the loss.
 */
export function validate(
  plan: Plan,
  outputs: Frame,
  targets: Frame,
  task: Task,
): ValidationFigures {
  const { loss: spec, outputs: O } = plan;
  const { output, value } = losses[spec.type], scale = lossScale(spec, O);
  const cut = cutOf(task);
  const z = allocate(plan, O);
  let loss = 0, correct = 0;
  for (let from = 0; from < outputs.data.length; from += O) {
    const a = outputs.data.subarray(from, from + O);
    const target = targets.data.subarray(from, from + O);
    output?.weightedSums(a, z);
    loss += scale * value(z, a, target);
    correct += isRight(a, target, cut) ? 1 : 0;
  }
  const count = outputs.rows;
  return {
    loss: loss / count,
    ...(task.type !== "numbers" && { accuracy: correct / count }),
  };
}
