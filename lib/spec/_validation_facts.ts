/**
 * The rules that compare `validation`, `earlyStopping` and `initialize` with other
 * fields of a spec.
 *
 * @module
 */

import { brief } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { isTable } from "./_table_facts.ts";
import { fault, type Scene } from "./_scene.ts";

/**
 * Checks that cross-validation does not start from a model that may have been
 * trained on the data.
 */
export function* initialized(
  { draft: { initialize, validation } }: Scene,
): Iterable<Fault> {
  if (initialize === undefined || validation?.folds === undefined) return;
  yield fault(
    ["initialize"],
    "must be omitted with validation.folds, since the model may have been trained on the examples of a fold; write validation: { fraction: 0.2 } instead of folds",
    ["validation", "folds"],
  );
}

/**
 * Checks the field `validation`. Also checks that there are validation examples
 * if early stopping needs them.
 */
export function* heldOut(
  { draft: { dataset, validation, earlyStopping }, examples }: Scene,
): Iterable<Fault> {
  const { group, ...ways } = validation ?? {};
  const { folds } = ways;
  const said = Object.keys(ways); // the names of the given fields: fraction, folds, last or file
  const count = examples?.count ?? Infinity;
  const least = folds ?? 2;
  for (const name of ["group", "file"] as const) {
    if (validation?.[name] === undefined) continue;
    if (dataset === undefined || isTable(dataset)) continue;
    yield fault(
      ["validation", name],
      `must be omitted, since validation.${name} is for tables: found ${
        brief(validation[name])
      }`,
      ["dataset"],
    );
  }
  if (validation && said.length !== 1) {
    yield fault(
      ["validation"],
      `must have exactly one of the fields fraction, folds, last and file: found ${
        said.join(" and ") || "group alone"
      }`,
    );
  } else if (group !== undefined && !/^(fraction|folds)$/.test(said[0])) {
    yield fault(
      ["validation", "group"],
      `needs validation.fraction or validation.folds: found validation.${
        said[0]
      }`,
    );
  } else if (validation && count < least && ways.file === undefined) {
    yield fault(
      ["validation", ...folds === undefined ? [] : ["folds"]],
      `needs a training set of at least ${least} examples: found ${count}`,
      ["dataset"],
    );
  }
  const metric = earlyStopping?.metric;
  if (!metric?.startsWith("validation")) return;
  if (said.length > 0 && folds === undefined) return;
  if (folds !== undefined) {
    yield fault(
      ["earlyStopping", "metric"],
      `must be loss or accuracy with validation.folds, since early stopping must not use the fold that is scored: found ${metric}`,
      ["validation", "folds"],
    );
  } else if (dataset !== undefined) { // without a data set, a program may pass validation examples
    yield fault(
      ["earlyStopping", "metric"],
      `${metric} needs a validation set; write validation: { fraction: 0.1 }, or metric: loss`,
    );
  }
}
