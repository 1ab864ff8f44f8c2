/**
 * A column of numbers or dates as it is read, and what there is to say of its cells.
 *
 * @module
 */

import { type NumberFormat, numberOf, secondsOf } from "./cells.ts";

/** What a cell of percentages must be where all that were learned from have the sign. */
export const PERCENT = "a number with a percent sign, such as 14.5%,";

/** A column of numbers, NaN where a row has no value. */
export interface NumberValues {
  readonly name: string;
  readonly numbers: Float64Array;
  /** What dates are counted in. */
  readonly date?: "days" | "seconds" | undefined;
  /** Whether every number has a percent sign, zeros aside. */
  readonly percent?: boolean | undefined;
}

/** A column as numbers, and which of its cells are doubtful. */
export interface ReadNumbers {
  readonly values: NumberValues;
  /** The first row whose cell cannot be read; -1 where there is none. */
  readonly first: number;
  /** How many cells cannot be read. */
  readonly count: number;
  /** The rows without a value. */
  readonly holes: readonly number[];
  /** The first row with a zero before other digits; -1 where there is none. */
  readonly zeros: number;
  /** The rows without a sign, where a percent sign may stand. */
  readonly bare: readonly number[];
  /** How many dates have no time, where others have one. */
  readonly midnight: number;
  /** How many times have no time zone, where others have one. */
  readonly utc: number;
}

/**
 * Reads numbers, or dates in a unit; dates are counted in days if none has a time.
 *
 * @param visit Calls its argument with every cell that has a value; returns the rows
 *   of the others.
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
