/**
 * What a network sees of a table: numbers standardized by the rows that are
 * learned from, names as a 1 among 0s. All in float64, rounded once at the end.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { DatasetError } from "../format/mod.ts";
import { nameText } from "../spec/mod.ts";
import type { Column, Values } from "./columns.ts";
import type { LabelScale } from "./label_scale.ts";
import type { NumberValues } from "./numbers.ts";

/** How many inputs columns become. */
export function widthOf(columns: readonly Column[]): number {
  return columns.reduce(
    (width, column) =>
      width + ("categories" in column ? column.categories.length : 1),
    0,
  );
}

/** A number as it is. */
const PLAIN: LabelScale = { mean: 0, deviation: 1 };

/** How columns are fitted. */
export interface FitOptions {
  /** Whether numbers get mean 0 and deviation 1. */
  readonly standardize: boolean;
  /** Whether cells without a value are taken for the mean. */
  readonly fills: boolean;
  /** What numbers that are not standardized are scaled by, dates aside. */
  readonly scale?: LabelScale | undefined;
}

/** Fits columns on the rows that are learned from. */
export function fitColumns(
  columns: readonly Values[],
  rows: Uint32Array,
  { standardize, fills, scale }: FitOptions,
): Column[] {
  return columns.map((values) => {
    if ("codes" in values) {
      const { name, categories } = values;
      return { name, categories };
    }
    const { name, date, percent } = values;
    const { mean, deviation } = standardize || fills
      ? spread(values, rows)
      : { mean: 0, deviation: 1 };
    return {
      name,
      ...(standardize ? { mean, deviation } : !date && scale || PLAIN),
      ...(date && { date }),
      ...(fills && { missing: mean }),
      ...(percent && { percent }),
    };
  });
}

/** Mean and deviation of the rows that have a value. */
function spread({ name, numbers }: NumberValues, rows: Uint32Array) {
  const known = Array.from(rows, (r) => numbers[r])
    .filter((x) => !Number.isNaN(x));
  const [first] = known;
  if (first === undefined) {
    throw new DatasetError(
      `the column ${
        nameText(name)
      } must have a value in a row that is learned from: found none`,
    );
  }
  if (known.every((x) => x === first)) { // sums of them are rounded
    return { mean: first, deviation: 1 };
  }
  const most = known.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const unit = most > 1e150 || most < 1e-150 ? most : 1; // squares stay finite
  const sum = known.reduce((sum, x) => sum + x / unit, 0);
  const mean = sum / known.length;
  const squares = known.reduce((sum, x) => {
    const apart = x / unit - mean;
    return sum + apart * apart;
  }, 0);
  const deviation = Math.sqrt(squares / known.length) * unit;
  return { mean: mean * unit, deviation: deviation || 1 };
}

/**
 * The inputs of some rows.
 *
 * @param columns What was fitted, in the order of the inputs.
 * @param values The same columns as they were read.
 * @throws {DatasetError} If a number is too large for the precision.
 */
export function encodeRows(
  columns: readonly Column[],
  values: readonly Values[],
  rows: Uint32Array,
  precision: "float32" | "float64",
): Frame {
  const Numbers = precision === "float64" ? Float64Array : Float32Array;
  const width = widthOf(columns);
  const data = new Numbers(rows.length * width);
  let at = 0;
  for (const [c, column] of columns.entries()) {
    const read = values[c];
    if ("categories" in column || "codes" in read) {
      const { codes } = read as Extract<Values, { codes: unknown }>;
      rows.forEach((r, row) => {
        if (codes[r] >= 0) data[row * width + at + codes[r]] = 1;
      });
    } else {
      const { mean, deviation, missing = NaN } = column;
      rows.forEach((r, row) => {
        const x = read.numbers[r];
        const i = row * width + at;
        data[i] = ((Number.isNaN(x) ? missing : x) - mean) / deviation;
        if (Number.isFinite(data[i])) return;
        throw new DatasetError(
          `the column ${
            nameText(column.name)
          } must have numbers that ${precision} holds: found ${x}`,
        );
      });
    }
    at += widthOf([column]);
  }
  return { rows: rows.length, columns: width, data };
}
