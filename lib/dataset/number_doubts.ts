/**
 * Detection of numeric columns that may be something else: codes with leading
 * zeros, dates without hyphens, numbers with a dot as the thousands separator.
 *
 * @module
 */

import { brief, nameText } from "../spec/mod.ts";
import type { Doubt } from "./doubts.ts";
import { type Cells, fieldOf } from "./fixes.ts";
import type { Reading } from "./reading.ts";

/** A column of numbers. */
export interface Numbers extends Cells {
  /** The number in the cell of each row; NaN for missing cells. */
  readonly numbers: Float64Array;
  /** The first row whose number has a leading zero; -1 if there is no such row. */
  readonly zeros: number;
}

/**
 * Finds reasons why a column of numbers may have been read wrongly.
 *
 * @param notes A list to which a note is added for each doubt that is too weak
 * to refuse the column.
 * @returns The reason to refuse the column, if there is one.
 */
export function numberDoubt(
  { table, column, cells, numbers, zeros }: Numbers,
  { decimal, thousands }: Reading,
  notes: string[],
): Doubt | undefined {
  const name = table.names[column];
  const note = (what: string, row: number, fix: string) =>
    notes.push(
      `column ${nameText(name)} has numbers that may be ${what}, such as ${
        brief(table.cell(row, column))
      }; if they are ${what}, ${fix}`,
    );
  if (zeros >= 0) {
    const names = fieldOf(name, "names");
    note("codes", zeros, `write ${names} in dataset`);
  }
  if (numbers.every(isDayNumber)) {
    const date = fieldOf(name, "date");
    const fix = `write the dates as 2026-11-28, and write ${date} in dataset`;
    note("dates", 0, fix);
  }
  const areWhole = numbers.every((x) => Number.isInteger(x) || Number.isNaN(x));
  if (decimal !== "." || thousands !== "" || areWhole) return undefined;
  // such as 950 and 1.250: at least one cell has no dot, and at least one cell has a dot and a final zero
  let row = -1, hasZero = false, hasNone = false;
  for (const [r, cell] of cells) {
    const [is, rest] = /^[-+]?(?:0|[1-9]\d{0,2}(\.\d{3})?)$/.exec(cell) ?? [];
    if (is === undefined) return undefined;
    if (rest === undefined) hasNone = true;
    else if (row < 0) row = r;
    hasZero ||= rest?.endsWith("0") === true;
  }
  if (!hasZero || !hasNone) return undefined;
  const cell = table.cell(row, column), found = brief(cell);
  const dots = `decimal: "," and thousands: "."`;
  const number = fieldOf(name, "number");
  return {
    ...{
      row,
      column,
      what: "a number that can be read in only one way",
      found,
    },
    fix: `in dataset, write ${dots}, which reads ${found} as ${
      cell.replace(".", "")
    }, or ${number}, which reads ${found} as ${Number(cell)}`,
  };
}

/** Whether a number may be a date such as 20261128. */
function isDayNumber(x: number): boolean {
  const month = Math.floor(x / 100) % 100, day = x % 100;
  return x >= 1900_01_01 && x <= 2100_12_31 && Number.isInteger(x) &&
    month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
