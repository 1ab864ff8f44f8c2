/**
 * Ranges of numbers, and notes about numbers far from the training range.
 *
 * @module
 */

import { listed, nameText, thousands } from "../spec/mod.ts";
import type { Column, Values } from "./columns.ts";

/** The smallest and the largest number of a list. */
export type Range = readonly [least: number, most: number];

/** The smallest and the largest possible byte. */
export const BYTES: Range = [0, 255];

/**
 * If an input has a larger absolute value than this limit, a note says that inputs
 * are not scaled.
 */
export const LARGE = 10;

/** The range of numbers; `[Infinity, -Infinity]` if there are no numbers. */
export function rangeOf(data: ArrayLike<number>): Range {
  let least = Infinity, most = -Infinity;
  for (let i = 0; i < data.length; i++) {
    if (data[i] < least) least = data[i];
    if (data[i] > most) most = data[i];
  }
  return [least, most];
}

/**
 * The range of the numbers in some rows of a table; columns of dates and names
 * are ignored.
 */
export function rangeOfRows(
  columns: readonly Values[],
  rows: Uint32Array,
): Range | undefined {
  let least = Infinity, most = -Infinity;
  for (const column of columns) {
    if ("codes" in column || column.date) continue;
    for (const r of rows) {
      const x = column.numbers[r];
      if (x < least) least = x;
      if (x > most) most = x;
    }
  }
  return least <= most ? [least, most] : undefined;
}

/**
 * A note if numbers are far from the training range, such as 0 to 255 after
 * training on 0 to 1.
 */
export function outOfRange(
  [least, most]: Range,
  [low, high]: Range,
  what = "the numbers",
): string | undefined {
  const span = high - low || Math.abs(high) || 1;
  const isFar = most > high + span || least < low - span;
  // such as pixels from 0 to 1 after training on pixels from 0 to 255
  const isNear = low >= 0 && high > LARGE && least >= 0 && most <= 1;
  return isFar || isNear
    ? `${what} are from ${short(least)} to ${
      short(most)
    }, but the training numbers are from ${short(low)} to ${short(high)}`
    : undefined;
}

/** A number is far from the mean if the distance is more than 10 standard deviations. */
const FAR = 10;

/** There is a note if more than this fraction of all numbers of a table is far from the mean. */
const MANY = 0.05;

/**
 * Notes about numbers that are far from the training data. `range` is absent if
 * the columns were standardized in training. For standardized columns, there is
 * a note if more than half of the numbers of one column, or more than 5 % of
 * the numbers of all columns together, are more than 10 standard deviations
 * from the training mean. If `range` is given, the range of all numbers is
 * compared with `range`.
 *
 * @param range The range of the training numbers; absent if columns are
 * standardized.
 */
export function farNotes(
  columns: readonly Column[],
  values: readonly Values[],
  range: Range | undefined,
): string[] {
  if (range) {
    const rows = Uint32Array.from({ length: rowsOf(values) }, (_, r) => r);
    const found = rangeOfRows(values, rows);
    const far = found && outOfRange(found, range);
    return far ? [far] : [];
  }
  let cells = 0, farCells = 0;
  const far = columns.flatMap((column, c) => {
    const read = values[c];
    if ("categories" in column || "codes" in read) return [];
    const { mean, deviation } = column;
    const known = read.numbers.filter((x) => !Number.isNaN(x));
    const odd = known.filter((x) => Math.abs(x - mean) > FAR * deviation);
    cells += known.length;
    farCells += odd.length;
    if (2 * odd.length <= known.length) return [];
    return `${nameText(column.name)} (such as ${short(odd[0])}; mean ${
      short(mean)
    }, standard deviation ${short(deviation)})`;
  });
  const distance =
    `more than ${FAR} standard deviations from the training mean`;
  if (far.length > 0) {
    return [
      `columns in which most numbers are ${distance}: ${
        listed(far, MOST_NAMES)
      }`,
    ];
  }
  return farCells > MANY * cells
    ? [`${thousands(farCells)} of ${thousands(cells)} numbers are ${distance}`]
    : [];
}

/** The largest number of columns that a note names. */
const MOST_NAMES = 5;

function rowsOf([first]: readonly Values[]): number {
  return first === undefined
    ? 0
    : "codes" in first
    ? first.codes.length
    : first.numbers.length;
}

/**
 * Formats a number with at most 4 significant digits; whole numbers below 10
 * million keep all digits.
 */
export function short(number: number): string {
  const isWhole = Number.isInteger(number) && Math.abs(number) < 1e7;
  return `${isWhole ? number : Number(number.toPrecision(4))}`;
}
