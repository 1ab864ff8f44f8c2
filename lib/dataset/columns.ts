/**
 * What the columns of a table become: a number one input, standardised; a word
 * one input for each category, of which one is 1. What is fitted here is saved
 * with a network, so that it reads later rows as it read those it learned from.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { columnOf, DatasetError, type Table } from "../format/mod.ts";

/** A column of numbers: (x - mean) / deviation is what a network sees. */
export interface NumericColumn {
  /** Its name in the table. */
  readonly name: string;
  /** The mean of the training rows; 0 where it is not standardised. */
  readonly mean: number;
  /** Their standard deviation; 1 where it is not standardised, or there is none. */
  readonly deviation: number;
}

/** A column of words. */
export interface CategoricalColumn {
  /** Its name in the table. */
  readonly name: string;
  /** The words that there are, in the order of the inputs. */
  readonly categories: readonly string[];
}

/** A column that a network sees. */
export type Column = NumericColumn | CategoricalColumn;

const number = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;

/** A cell as a number, NaN where it is none or too large to be reckoned with. */
function numberOf(cell: string): number {
  const value = number.test(cell) ? Number(cell) : NaN;
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : NaN;
}

/** The numbers of a column, or nothing where a cell is none. */
export function numbersOf({ rows }: Table, c: number): number[] | undefined {
  const numbers = rows.map((row) => numberOf(row[c]));
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

/**
 * The same of a column that must be of numbers alone or words alone: where one
 * is among the other, it is more likely a slip than a name.
 *
 * @throws {DatasetError} If it has both.
 */
export function numbersAlone(table: Table, c: number): number[] | undefined {
  const { rows, names } = table;
  const numbers = rows.map((row) => numberOf(row[c]));
  const count = numbers.filter((number) => !Number.isNaN(number)).length;
  if (count === rows.length) return numbers;
  if (count === 0) return undefined;
  const what =
    `a number up to 2^53 - 1 as ${count} of ${rows.length} rows have, or ${
      names[c]
    } in dataset.categorical,`;
  throw refusal(table, numbers.findIndex(Number.isNaN), c, what);
}

/** The different words of a column: numbers by size, others by their letters. */
export function wordsOf(table: Table, c: number): string[] {
  const words = [...new Set(table.rows.map((row) => row[c].trim()))];
  const isNumeric = numbersOf(table, c) !== undefined;
  return words.sort((a, b) =>
    isNumeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0
  );
}

/**
 * A column as it is, before anything is fitted.
 *
 * @throws {DatasetError} If it has numbers and words, and is not categorical.
 */
export function plainColumn(
  table: Table,
  name: string,
  isCategorical: boolean,
): Column {
  const c = columnOf(table, name);
  if (isCategorical || numbersAlone(table, c) === undefined) {
    return { name, categories: wordsOf(table, c) };
  }
  return { name, mean: 0, deviation: 1 };
}

/** How many inputs columns become. */
export function widthOf(columns: readonly Column[]): number {
  return columns.reduce(
    (width, column) =>
      width + ("categories" in column ? column.categories.length : 1),
    0,
  );
}

/**
 * Standardises columns by the rows that are learned from.
 *
 * @param learned Those rows, and no others.
 */
export function standardized(
  columns: readonly Column[],
  learned: Table,
): Column[] {
  return columns.map((column): Column => {
    if ("categories" in column) return column;
    const numbers = numbersOf(learned, columnOf(learned, column.name)) ?? [];
    if (numbers.every((x) => x === numbers[0])) { // sums of them are rounded
      return { ...column, mean: numbers[0], deviation: 1 };
    }
    const mean = sum(numbers) / numbers.length;
    const variance = sum(numbers.map((x) => (x - mean) * (x - mean))) /
      numbers.length;
    return { ...column, mean, deviation: Math.sqrt(variance) };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/**
 * What a network sees of a table.
 *
 * @param columns In the order of the inputs; other columns are passed over.
 * @returns One row for each of the table's.
 * @throws {DatasetError} If a column is not there, or a cell is no number where
 *   one must be, or no category that is known.
 */
export function encodeTable(
  table: Table,
  columns: readonly Column[],
  precision: "float32" | "float64",
): Frame {
  const Numbers = precision === "float64" ? Float64Array : Float32Array;
  const width = widthOf(columns);
  const data = new Numbers(table.rows.length * width);
  let at = 0;
  for (const column of columns) {
    if ("categories" in column) {
      wordNumbers(table, column).forEach((word, r) => {
        data[r * width + at + word] = 1;
      });
    } else {
      const c = columnOf(table, column.name);
      table.rows.forEach((row, r) => {
        const value = numberOf(row[c]);
        if (Number.isNaN(value)) throw refusal(table, r, c, "a number");
        data[r * width + at] = (value - column.mean) / column.deviation;
      });
    }
    at += widthOf([column]);
  }
  return { rows: table.rows.length, columns: width, data };
}

/**
 * Which category each row is of.
 *
 * @throws {DatasetError} If a row is of none.
 */
export function wordNumbers(
  table: Table,
  { name, categories }: CategoricalColumn,
): number[] {
  const c = columnOf(table, name);
  const numbers = new Map(categories.map((word, number) => [word, number]));
  return table.rows.map((row, r) => {
    const found = numbers.get(row[c].trim());
    if (found !== undefined) return found;
    const known = categories.slice(0, 8).join(", ");
    throw refusal(table, r, c, `one of what was learned from, ${known},`);
  });
}

function refusal(
  { file, names, rows, lines }: Table,
  r: number,
  c: number,
  what: string,
): DatasetError {
  const found = JSON.stringify(rows[r][c]);
  return new DatasetError(
    `${file}:${lines[r]}: must have ${what} in column ${c + 1}, ${
      names[c]
    }: found ${found}`,
    [file],
  );
}
