/**
 * What must agree between the fields of a table, and with other fields.
 *
 * @module
 */

import { losses } from "../formula/mod.ts";
import { brief } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { fault, type Scene } from "./_scene.ts";
import { tableDefaults } from "./_table_fields.ts";
import type { CsvDataset, Spec } from "./spec.ts";

/** Whether a data set is a table. */
export function isTable(dataset: Spec["dataset"]): dataset is CsvDataset {
  return typeof dataset === "object" && "csv" in dataset;
}

/** Whether the fields of a table go together. */
export function* tableFields({ draft }: Scene): Iterable<Fault> {
  const { dataset, loss } = draft;
  if (!isTable(dataset)) return;
  const { label, columns = {}, categorical = [] } = dataset;
  const { decimal = tableDefaults.decimal, thousands } = dataset;
  if (decimal === thousands) {
    yield fault(
      ["dataset", "thousands"],
      `must differ from decimal: found "${decimal}" for both`,
    );
  }
  const labels = [label].flat();
  const kindOf = (name: string) =>
    Object.hasOwn(columns, name) ? columns[name] : undefined;
  for (const name of new Set([...labels, ...categorical])) {
    const kind = kindOf(name);
    const isLabel = labels.includes(name);
    const must = isLabel && kind === "ignore"
      ? "must not be ignore, since the column is the label"
      : isLabel && labels.length > 1 && kind === "names"
      ? "must not be names, since several labels are numbers"
      : categorical.includes(name) && kind !== undefined && kind !== "names"
      ? "must be names, as the column is in categorical"
      : undefined;
    if (must === undefined) continue;
    yield fault(["dataset", "columns", name], `${must}: found ${brief(kind)}`);
  }
  if (new Set(labels).size < labels.length) {
    yield fault(
      ["dataset", "label"],
      `must name each column once: found ${brief(labels.join(", "))}`,
    );
  }
  const type = loss?.type;
  if (Array.isArray(label) && type && losses[type].labels === "classes") {
    yield fault(
      ["dataset", "label"],
      `must be one column where the loss is ${type}, which learns classes: found a list, which is for numbers and mse or huber`,
      ["loss", "type"],
    );
  }
}
