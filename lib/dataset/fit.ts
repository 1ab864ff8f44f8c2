/**
 * Preparation of a table's columns as inputs: numbers are standardized, and
 * names are one-hot encoded. The means and standard deviations are computed
 * from the training rows. All arithmetic is in float64, with one rounding at
 * the end.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { DatasetError } from "../format/mod.ts";
import { nameText } from "../spec/mod.ts";
import type { Column, Values } from "./columns.ts";
import type { LabelScale } from "./label_scale.ts";
import type { NumberValues } from "./numbers.ts";

/** The number of inputs that encode the columns. */
export function widthOf(columns: readonly Column[]): number {
  return columns.reduce(
    (width, column) =>
      width + ("categories" in column ? column.categories.length : 1),
    0,
  );
}

/** The scale that leaves numbers unchanged. */
const PLAIN: LabelScale = { mean: 0, deviation: 1 };

/**
 * Options for computing the mean, the deviation and the replacement of missing
 * cells of each input column.
 */
export interface FitOptions {
  /** Whether numbers are standardized to mean 0 and standard deviation 1. */
  readonly standardize: boolean;
  /** Whether missing cells are filled with the mean. */
  readonly fills: boolean;
  /**
   * If columns are not standardized: the scale for columns of numbers; columns
   * of dates are not scaled.
   */
  readonly scale?: LabelScale | undefined;
}

/**
 * Makes the input columns of a network; the means and standard deviations are
 * computed from the training rows.
 */
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

/**
 * The mean and standard deviation of the numbers of a column in `rows`, without
 * missing cells.
 */
function spread({ name, numbers }: NumberValues, rows: Uint32Array) {
  const known = Array.from(rows, (r) => numbers[r])
    .filter((x) => !Number.isNaN(x));
  const [first] = known;
  if (first === undefined) {
    throw new DatasetError(
      `the column ${
        nameText(name)
      } must have a value in at least one training row: found no value`,
    );
  }
  if (known.every((x) => x === first)) { // rounding errors of the sums could give a deviation over 0
    return { mean: first, deviation: 1 };
  }
  const most = known.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const unit = most > 1e150 || most < 1e-150 ? most : 1; // so that squares stay finite
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
 * Encodes rows as inputs.
 *
 * @param columns The input columns with their means and deviations, or their
 *   names, in the order of the inputs.
 * @param values The values of the columns, as read from the table.
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
          } must have numbers within the range of ${precision}: found ${x}`,
        );
      });
    }
    at += widthOf([column]);
  }
  return { rows: rows.length, columns: width, data };
}
