/**
 * Validation: the loss and the accuracy of a network on examples that are not
 * used for training.
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
 * Computes the mean loss of predictions and, in classification, their accuracy.
 *
 * @param plan The plan of the network, with the loss function.
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
