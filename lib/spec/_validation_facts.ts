/**
 * What must agree between what is held out and other fields of a spec.
 *
 * @module
 */

import { brief } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { isTable } from "./_table_facts.ts";
import { fault, type Scene } from "./_scene.ts";

/** The rows of a fold must be new to its network; a model may have learned from them. */
export function* initialized(
  { draft: { initialize, validation } }: Scene,
): Iterable<Fault> {
  if (initialize === undefined || validation?.folds === undefined) return;
  yield fault(
    ["initialize"],
    "must be left out with validation.folds, since the model may have learned from the rows of a fold: found both; write validation: { fraction: 0.2 } instead of folds",
    ["validation", "folds"],
  );
}

/** Whether there is enough to hold out, and early stopping can watch it. */
export function* heldOut(
  { draft: { dataset, validation, earlyStopping }, examples }: Scene,
): Iterable<Fault> {
  const { group, ...ways } = validation ?? {};
  const { folds } = ways;
  const said = Object.keys(ways); // fraction, folds, last or file
  const count = examples?.count ?? Infinity;
  const least = folds ?? 2;
  for (const name of ["group", "file"] as const) {
    if (validation?.[name] === undefined) continue;
    if (dataset === undefined || isTable(dataset)) continue;
    yield fault(
      ["validation", name],
      `must be left out, since it is for tables: found ${
        brief(validation[name])
      }`,
      ["dataset"],
    );
  }
  if (validation && said.length !== 1) {
    yield fault(
      ["validation"],
      `must have one of fraction, folds, last and file: found ${
        said.join(" and ") || "group alone"
      }`,
    );
  } else if (group !== undefined && !/^(fraction|folds)$/.test(said[0])) {
    yield fault(
      ["validation", "group"],
      `must be beside fraction or folds: found ${said[0]}`,
    );
  } else if (validation && count < least && ways.file === undefined) {
    yield fault(
      ["validation", ...folds === undefined ? [] : ["folds"]],
      `must have at least ${least} examples to hold some out: found ${count}`,
      ["dataset"],
    );
  }
  const metric = earlyStopping?.metric;
  if (!metric?.startsWith("validation")) return;
  if (said.length > 0 && folds === undefined) return;
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
