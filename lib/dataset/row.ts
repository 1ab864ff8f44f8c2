/**
 * Conversion of one row of cells to inputs. The row is from a program, not from
 * a file.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import { allOf, named } from "../format/mod.ts";
import { brief, listed, nameText, nearest } from "../spec/mod.ts";
import { numberOf, secondsOf } from "./cells.ts";
import type { Column } from "./columns.ts";
import { PERCENT } from "./numbers.ts";
import { formatOf, type Reading, readingOf } from "./reading.ts";
import { numberFrame } from "./number_frame.ts";
import type { RowsWanted } from "./rows_wanted.ts";

/** A number, or text as in a CSV file; null, undefined and "" are missing values. */
export type Cell = number | string | null | undefined;

/**
 * The cells of a row: an object with the names of columns as keys, or a list of
 * all cells in order.
 */
export type Row = Readonly<Record<string, Cell>> | ArrayLike<Cell>;

/** The name of a row in error messages. */
const NAME = "the row";

/** The requirement that a row must meet, as text. */
export const ROW =
  `${NAME} must be an object with a cell for each column, or a list of cells`;

/**
 * Converts a row to inputs. Numbers are used unchanged (for a date: days or
 * seconds since 1970), and text is parsed like a cell of the training table.
 * Percentages must be text, such as "14.5%", if all training cells had a
 * percent sign.
 *
 * @throws {DatasetError} If the row does not fit the network; the message lists
 * all errors of the row.
 */
export function rowFrame(row: Row, wanted: RowsWanted): Frame | ByteFrame {
  const { table: columns, columns: width, precision } = wanted;
  if (row === null || typeof row !== "object") {
    throw allOf(NAME, [`${ROW}: found ${brief(row)}`]);
  }
  if (!columns) {
    const cells = isList(row) ? Array.from(row) : undefined;
    const numbers = cells?.map((cell) =>
      typeof cell === "string" && cell.trim() !== "" ? Number(cell) : cell
    );
    if (numbers?.length === width && numbers.every(isNumber)) {
      return numberFrame(numbers, wanted, NAME);
    }
    const odd = numbers?.findIndex((x) => !isNumber(x)) ?? -1;
    const found = odd >= 0 ? brief(cells![odd]) : cells?.length ?? "an object";
    throw allOf(NAME, [`${NAME} must have ${width} numbers: found ${found}`]);
  }
  const problems: string[] = [];
  const cells = isList(row)
    ? Array.from(row)
    : cellsOf(row, columns.map(({ name }) => name), problems);
  if (cells.length !== columns.length) {
    const found = `${columns.length} cells: found ${cells.length}`;
    throw allOf(NAME, [`${NAME} must have ${found}`]);
  }
  if (problems.length > 0) throw allOf(NAME, problems);
  const reading = readingOf(wanted.reading ?? {});
  const Numbers = precision === "float64" ? Float64Array : Float32Array;
  const data = Numbers.from(columns.flatMap((column, c) => {
    const inputs = inputsOf(column, cells[c] ?? "", reading);
    if (
      typeof inputs === "object" && Numbers.from(inputs).every(Number.isFinite)
    ) {
      return inputs;
    }
    problems.push(
      `${NAME} must have ${
        typeof inputs === "string"
          ? inputs
          : `a number within the range of ${precision}`
      } in column ${nameText(column.name)}: found ${brief(cells[c])}`,
    );
    return [];
  }));
  if (problems.length > 0) throw allOf(NAME, problems);
  return { rows: 1, columns: data.length, data };
}

function isNumber(x: Cell): x is number {
  return Number.isFinite(x);
}

/**
 * Whether a row is a list. An object with a key `length` is not a list, because
 * `length` can be the name of a column.
 */
function isList(row: Row): row is ArrayLike<Cell> {
  return Array.isArray(row) || ArrayBuffer.isView(row);
}

/** The cells of the given columns. */
function cellsOf(
  row: Exclude<Row, ArrayLike<Cell>>,
  names: readonly string[],
  problems: string[],
): Cell[] {
  const cells = new Map<string, Cell>();
  for (const [name, cell] of Object.entries(row)) {
    if (cells.has(named(name))) {
      problems.push(
        `${NAME} must have one cell for the column ${
          brief(named(name))
        }: found two cells`,
      );
    }
    cells.set(named(name), cell);
  }
  return names.map((name) => {
    if (!cells.has(name)) {
      const found = [...cells.keys()], near = nearest(name, found);
      problems.push(
        `${NAME} must have a column ${brief(name)}: found ${
          listed(found.map(brief), 20) || "none"
        }${near === undefined ? "" : `, did you mean ${brief(near)}?`}`,
      );
    }
    return cells.get(name);
  });
}

/**
 * The network inputs for a cell or, if the cell is not valid, a text that says
 * what the cell must be, such as `a value`.
 */
function inputsOf(
  column: Column,
  cell: number | string,
  reading: Reading,
): number[] | string {
  const { name } = column, text = String(cell).trim();
  const isDeclared = reading.kindOf(name) === "names";
  if ("categories" in column) {
    const { categories } = column, word = named(text);
    if (reading.isMissing(text, isDeclared)) return "a value";
    if (!categories.includes(word) && !reading.allowsUnseen) {
      return `one of the names in the training rows (${
        listed(categories.map(nameText))
      })`;
    }
    return categories.map((category) => Number(category === word));
  }
  const { mean, deviation, date, missing, percent } = column;
  const isMissing = reading.isMissing(text, false);
  const value = isMissing
    ? missing
    : typeof cell === "number"
    ? cell
    : date
    ? secondsOf(text) / (date === "days" ? 86_400 : 1)
    : numberOf(text, formatOf(reading, name));
  if (value === undefined) return "a value";
  const isBare = percent && !isMissing && !text.includes("%");
  if (isBare && value !== 0) return PERCENT;
  if (Number.isFinite(value)) return [(value - mean) / deviation];
  return date ? "a date such as 2026-11-28" : "a number";
}
