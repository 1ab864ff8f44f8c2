/**
 * Conversion of a table's labels to targets.
 *
 * @module
 */

import { DEFAULT_LOSS, losses } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import type { NameValues, Values } from "./columns.ts";
import type { NumberValues } from "./numbers.ts";
import type { DatasetSpec } from "./source.ts";

/** The class names, if labels are classes. */
export function classesOf(
  [label]: readonly Values[],
): readonly string[] | undefined {
  return "codes" in label ? label.categories : undefined;
}

/** A number for each row; rows with equal labels have the same number. */
export function keysOf(labels: readonly Values[]): ArrayLike<number> {
  const [label, ...others] = labels;
  if ("codes" in label) return label.codes;
  if (others.length === 0) return label.numbers;
  const keys = new Map<string, number>();
  return label.numbers.map((_, r) => {
    const key = (labels as NumberValues[]).map(({ numbers }) => numbers[r])
      .join();
    const known = keys.get(key) ?? keys.size;
    keys.set(key, known);
    return known;
  });
}

/** The number of columns of the targets. */
export function outputsOf(
  labels: readonly Values[],
  { loss }: Pick<DatasetSpec, "loss">,
): number {
  const classes = classesOf(labels);
  if (!classes) return labels.length;
  const isOfEach = losses[loss?.type ?? DEFAULT_LOSS].labels === "labels";
  return isOfEach && classes.length === 2 ? 1 : classes.length;
}

/**
 * Converts labels to targets: numbers stay unchanged, and classes become
 * one-hot vectors. With binaryCrossEntropy and two classes, each label becomes
 * a single number instead of a one-hot vector.
 */
export function targetsOf(
  labels: readonly Values[],
  rows: Uint32Array,
  spec: DatasetSpec,
): Frame {
  const { labels: { oneHot: [off, on], standardize }, precision } = spec;
  const columns = outputsOf(labels, spec), areNumbers = !classesOf(labels);
  const isFine = precision === "float64" || areNumbers && standardize;
  const data = new (isFine ? Float64Array : Float32Array)(
    rows.length * columns,
  );
  if (areNumbers) {
    for (const [o, { numbers }] of (labels as NumberValues[]).entries()) {
      rows.forEach((r, row) => data[row * columns + o] = numbers[r]);
    }
    return { rows: rows.length, columns, data };
  }
  const { codes } = labels[0] as NameValues;
  data.fill(off);
  rows.forEach((r, row) => {
    if (columns > 1) data[row * columns + codes[r]] = on;
    else if (codes[r] > 0) data[row] = on;
  });
  return { rows: rows.length, columns, data };
}
