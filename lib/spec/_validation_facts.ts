/**
 * What must agree between what is held out and other fields of a spec.
 *
 * @module
 */

import type { Fault } from "./_fault.ts";
import { fault, type Scene } from "./_scene.ts";

/** Whether there is enough to hold out, and early stopping can watch it. */
export function* heldOut(
  { draft: { dataset, validation, earlyStopping }, examples }: Scene,
): Iterable<Fault> {
  const { fraction, folds } = validation ?? {};
  const count = examples?.count ?? Infinity;
  const least = folds ?? 2;
  if (fraction !== undefined && folds !== undefined) {
    yield fault(
      ["validation"],
      "must have either fraction or folds: found both",
    );
  } else if (validation && count < least) {
    yield fault(
      ["validation", ...folds === undefined ? [] : ["folds"]],
      `must have at least ${least} examples to hold some out: found ${count}`,
      ["dataset"],
    );
  }
  const metric = earlyStopping?.metric;
  if (!metric?.startsWith("validation") || fraction !== undefined) return;
  if (folds !== undefined) {
    yield fault(
      ["earlyStopping", "metric"],
      `must be loss or accuracy, since a fold that chose the epoch could not also score it: found ${metric}`,
      ["validation", "folds"],
    );
  } else if (dataset !== undefined) { // a program may hand the examples over
    yield fault(
      ["earlyStopping", "metric"],
      `${metric} must have examples held out, such as validation: { fraction: 0.1 }: found none`,
    );
  }
}
