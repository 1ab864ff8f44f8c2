/**
 * How a network does on examples it does not learn from: the same loss and the
 * same share of right answers as in training, over every example.
 *
 * @module
 */

import {
  areSeveral,
  isRight,
  losses,
  lossScale,
  type Numbers,
} from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { log } from "../math.ts";
import { allocate, type Plan } from "../network/mod.ts";
import type { ValidationFigures } from "./checkpoint.ts";

/** The least and the most that a share between 0 and 1 is taken for in a logarithm. */
const LEAST = 2 ** -149, MOST = 1 - 2 ** -24; // float32 ends there

/**
 * Scores answers against targets.
 *
 * @param plan Of the network that gave them: it says the loss.
 */
export function validate(
  plan: Plan,
  answers: Frame,
  targets: Frame,
): ValidationFigures {
  const { loss: spec, outputs: O } = plan;
  const { activation } = plan.layers[plan.layers.length - 1];
  const { value } = losses[spec.type], scale = lossScale(spec, O);
  const several = areSeveral(targets);
  const z = allocate(plan, O);
  let loss = 0, correct = 0;
  for (let from = 0; from < answers.data.length; from += O) {
    const a = answers.data.subarray(from, from + O);
    const target = targets.data.subarray(from, from + O);
    if (losses[spec.type].output) weightedSums(activation, a, z);
    loss += scale * value(z, a, target);
    correct += isRight(a, target, several) ? 1 : 0;
  }
  const count = answers.rows;
  return { loss: loss / count, accuracy: correct / count };
}

/** Fills `z` with weighted sums of which `a` are the activations. */
function weightedSums(activation: string, a: Numbers, z: Numbers): void {
  for (let o = 0; o < a.length; o++) {
    const share = Math.max(a[o], LEAST);
    z[o] = activation === "softmax"
      ? log(share) // any constant more gives the same shares
      : log(share) - log(1 - Math.min(share, MOST));
  }
}
