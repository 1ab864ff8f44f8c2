/**
 * What must agree between the optimizer, the learning rate and the epochs.
 *
 * @module
 */

import type { Fault } from "./_fault.ts";
import { fault, type Scene } from "./_scene.ts";

/** Whether Nesterov's step has a momentum. */
export function* momentum({ draft: { optimizer } }: Scene): Iterable<Fault> {
  if (!optimizer || !("nesterov" in optimizer) || !optimizer.nesterov) return;
  if (optimizer.momentum !== 0) return;
  yield fault(
    ["optimizer", "nesterov"],
    "must have a momentum over 0 beside it, such as 0.9: found 0",
    ["optimizer", "momentum"],
  );
}

/** Whether the warmup ends before the epochs do. */
export function* warmup(
  { draft: { learningRate, epochs } }: Scene,
): Iterable<Fault> {
  if (typeof learningRate !== "object" || epochs === undefined) return;
  if (!(learningRate.warmup >= epochs)) return;
  yield fault(
    ["learningRate", "warmup"],
    `must be below epochs, which is ${epochs}: found ${learningRate.warmup}`,
    ["epochs"],
  );
}
