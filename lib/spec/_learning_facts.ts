/**
 * Rules that compare the optimizer and the learning rate with other fields.
 *
 * @module
 */

import type { Fault } from "./_fault.ts";
import { fault, type Scene } from "./_scene.ts";

/** Checks that Nesterov momentum has a momentum over 0. */
export function* momentum({ draft: { optimizer } }: Scene): Iterable<Fault> {
  if (!optimizer || !("nesterov" in optimizer) || !optimizer.nesterov) return;
  if (optimizer.momentum !== 0) return;
  yield fault(
    ["optimizer", "nesterov"],
    "needs a momentum over 0: found 0; write momentum: 0.9",
    ["optimizer", "momentum"],
  );
}

/** Checks that the warmup is shorter than the training. */
export function* warmup(
  { draft: { learningRate, epochs } }: Scene,
): Iterable<Fault> {
  if (typeof learningRate !== "object" || epochs === undefined) return;
  if (!(learningRate.warmup >= epochs)) return;
  yield fault(
    ["learningRate", "warmup"],
    `must be below ${epochs}, the number of epochs: found ${learningRate.warmup}`,
    ["epochs"],
  );
}
