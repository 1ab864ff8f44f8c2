/**
 * The rules that compare the fields of a table with each other and with other
 * fields.
 *
 * @module
 */

import { losses } from "../formula/mod.ts";
import { brief } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { fault, type Scene } from "./_scene.ts";
import { tableDefaults } from "./_table_fields.ts";
import type { CsvDataset, Spec } from "./spec.ts";

/** Whether a data set is a table in a CSV file. */
export function isTable(dataset: Spec["dataset"]): dataset is CsvDataset {
  return typeof dataset === "object" && "csv" in dataset;
}

/**
 * The path of the file that a test or validation set is read from; undefined if
 * the set has no separate file.
 */
function fileOf(part: object | number | undefined): string | undefined {
  return typeof part === "object" && "file" in part
    ? `${part.file}`
    : undefined;
}

/** Checks that the fields of a table do not contradict each other. */
export function* tableFields({ draft }: Scene): Iterable<Fault> {
  const { dataset, loss } = draft;
  if (!isTable(dataset)) return;
  const { label, columns = {}, categorical = [] } = dataset;
  const { decimal = tableDefaults.decimal, thousands } = dataset;
  if (decimal === thousands) {
    yield fault(
      ["dataset", "thousands"],
      `must be different from dataset.decimal: found "${decimal}" in dataset.decimal and dataset.thousands`,
    );
  }
  const areClasses = loss?.type !== undefined && !Array.isArray(label) &&
    losses[loss.type].labels !== "any";
  const labels = [label].flat();
  const kindOf = (name: string) =>
    Object.hasOwn(columns, name) ? columns[name] : undefined;
  for (const name of new Set([...labels, ...categorical])) {
    const kind = kindOf(name);
    const isLabel = labels.includes(name);
    const must = isLabel && kind === "ignore"
      ? 'must not be "ignore", since the column is the label'
      : isLabel && labels.length > 1 && kind === "names"
      ? 'must not be "names", since every column in a list of labels must be numeric'
      : isLabel && kind !== undefined && kind !== "names" && areClasses
      ? `must be "names", since the column is the label and ${loss?.type} predicts classes (to predict numbers, write loss: mse)`
      : categorical.includes(name) && kind !== undefined && kind !== "names"
      ? 'must be "names", since the field dataset.categorical also lists the column'
      : undefined;
    if (must === undefined) continue;
    yield fault(["dataset", "columns", name], `${must}: found ${brief(kind)}`);
  }
  if (new Set(labels).size < labels.length) {
    yield fault(
      ["dataset", "label"],
      `must not name a column twice: found ${brief(labels.join(", "))}`,
    );
  }
  const { csv } = dataset, tested = fileOf(dataset.test);
  const files: [string[], string | undefined][] = [
    [["dataset", "test", "file"], tested],
    [["validation", "file"], fileOf(draft.validation)],
  ];
  for (const [keys, file] of files) {
    if (file === undefined) continue;
    const other = file === csv
      ? "dataset.csv, the training set"
      : file === tested && keys[0] === "validation"
      ? "dataset.test.file, the test set"
      : undefined;
    if (other === undefined) continue;
    yield fault(
      keys,
      `must be a different file from ${other}: found ${brief(file)}`,
    );
  }
  const type = loss?.type;
  if (Array.isArray(label) && type && losses[type].labels === "classes") {
    yield fault(
      ["dataset", "label"],
      `must be one column, since loss ${type} predicts classes: found a list of columns; to predict numbers, write loss: mse`,
      ["loss", "type"],
    );
  }
}
