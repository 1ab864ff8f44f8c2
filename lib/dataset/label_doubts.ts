/**
 * Detection of labels from which a network cannot learn.
 *
 * @module
 */

import { DatasetError } from "../format/mod.ts";
import type { Frame } from "../frame.ts";
import { nameText, thousands } from "../spec/mod.ts";
import { classCounts, type Dataset, partsOf } from "./examples.ts";
import type { DatasetSpec } from "./source.ts";

/** Checks that the training labels are not all equal. */
export function mustDiffer(
  data: Dataset,
  dataset: DatasetSpec["dataset"],
): void {
  const { classes, train: { targets } } = data, { rows, columns } = targets;
  const parts = partsOf(data).map(({ targets }) => targets);
  const refuse = (kinds: string, found: string, where = "") => {
    const isTable = typeof dataset === "object" && "csv" in dataset;
    const what = isTable
      ? `${dataset.csv}: the labels in ${
        [dataset.label].flat().map(nameText).join(" and ")
      }`
      : "the labels";
    const all = rows === 1 ? "the only" : `all ${thousands(rows)}`;
    const one = isTable ? "row" : "example";
    return new DatasetError(
      `${what} must have at least two ${kinds}${where}: found ${found} in ${all} ${one}${
        rows === 1 ? "" : "s"
      }`,
    );
  };
  if (classes) {
    const learned = present(classes, [targets]);
    const where = present(classes, parts).length > 1
      ? " in the training rows"
      : "";
    if (learned.length > 1) return;
    throw refuse("classes", JSON.stringify(learned[0].name), where);
  }
  const first = targets.data.subarray(0, columns);
  const areAlike = targets.data.every((x, i) => x === first[i % columns]);
  if (areAlike && rows > 1) throw refuse("different values", first.join(", "));
}

/** The classes that have examples. */
function present(classes: readonly string[], targets: readonly Frame[]) {
  return classCounts(classes, targets).filter(({ count }) => count > 0);
}

/** Notes about classes that have test or validation examples, but no training examples. */
export function absentNotes(data: Dataset): string[] {
  const { classes, train } = data;
  if (!classes) return [];
  const learned = new Set(
    present(classes, [train.targets]).map(({ name }) => name),
  );
  return present(classes, partsOf(data).map(({ targets }) => targets))
    .filter(({ name }) => !learned.has(name))
    .map(({ name, count }) =>
      `class ${nameText(name)} has no training examples, but ${
        thousands(count)
      } test or validation example${count === 1 ? "" : "s"}`
    );
}
