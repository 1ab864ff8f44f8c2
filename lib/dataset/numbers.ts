/**
 * Reading of a column of numbers or dates, with statistics about doubtful
 * cells.
 *
 * @module
 */

import { type NumberFormat, numberOf, secondsOf } from "./cells.ts";

/**
 * The text, in an error message, that says what a cell must be if all training
 * cells of its column have a percent sign.
 */
export const PERCENT = "a number with a percent sign, such as 14.5%,";

/** A column of numbers; NaN for missing cells. */
export interface NumberValues {
  readonly name: string;
  readonly numbers: Float64Array;
  /** The unit of dates. */
  readonly date?: "days" | "seconds" | undefined;
  /** Whether every number except zeros has a percent sign. */
  readonly percent?: boolean | undefined;
}

/** The numbers of a column, and its doubtful cells. */
export interface ReadNumbers {
  readonly values: NumberValues;
  /** The first row whose cell cannot be read; -1 if there is no such row. */
  readonly first: number;
  /** The number of cells that cannot be read. */
  readonly count: number;
  /** The rows whose cell is missing. */
  readonly holes: readonly number[];
  /** The first row whose number has a leading zero; -1 if there is no such row. */
  readonly zeros: number;
  /** In a column of percentages, the rows whose cell has no percent sign. */
  readonly bare: readonly number[];
  /** The number of dates without a time, if other dates have a time. */
  readonly midnight: number;
  /** The number of times without a time zone, if other times have a time zone. */
  readonly utc: number;
}

/**
 * Reads a column of numbers or dates. Dates become days since 1970 if no date has a
 * time, otherwise seconds.
 *
 * @param visit A function that calls its argument for every cell with a value,
 * and returns the indexes of the rows whose cell is missing.
 */
export function readNumbers(
  { name, rows, format, isDate, unit }: {
    readonly name: string;
    readonly rows: number;
    readonly format: NumberFormat;
    readonly isDate: boolean;
    readonly unit?: NumberValues["date"];
  },
  visit: (each: (cell: string, row: number) => void) => number[],
): ReadNumbers {
  const numbers = new Float64Array(rows).fill(NaN), bare: number[] = [];
  const { signs = [] } = format, mayDivide = signs.includes("%");
  let first = -1, count = 0, zeros = -1, percent = 0;
  let days = 0, times = 0, zoned = 0;
  const holes = visit((cell, r) => {
    const x = numbers[r] = isDate ? secondsOf(cell) : numberOf(cell, format);
    if (Number.isNaN(x) && count++ === 0) first = r;
    if (isDate) {
      if (cell.length <= 10) days++;
      else times++;
      if (/(?:z|[-+]\d\d:?\d\d)$/i.test(cell.slice(10))) zoned++;
    } else if (mayDivide) {
      if (cell.includes("%")) percent++;
      else if (x !== 0 && !signs.some((sign) => cell.includes(sign))) {
        bare.push(r);
      }
    }
    const isZero = cell.length > 1 && cell[0] === "0" && cell[1] >= "0" &&
      cell[1] <= "9";
    if (zeros < 0 && isZero) zeros = r;
  });
  const date = unit ?? (times > 0 ? "seconds" : "days");
  if (isDate && date === "days") {
    numbers.forEach((second, r) => numbers[r] = second / 86_400);
  }
  return {
    values: {
      ...{ name, numbers },
      ...(isDate && { date }),
      ...(percent > 0 && bare.length === 0 && { percent: true }),
    },
    ...{ first, count, holes, zeros, bare },
    midnight: date === "seconds" ? days : 0,
    utc: zoned > 0 ? times - zoned : 0,
  };
}
