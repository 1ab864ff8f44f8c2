/**
 * CSV text as a table: named columns, and rows whose lines are known. What its
 * cells mean is in `columns.ts`.
 *
 * @module
 */

import { DatasetError } from "./dataset_error.ts";
import { isGzip } from "./gzip.ts";

/** Rows of text below a line of names. */
export interface Table {
  /** The file it is from, for errors. */
  readonly file: string;
  /** The names of the columns, all different. */
  readonly names: readonly string[];
  /** The cells, as many in each row as there are names. */
  readonly rows: readonly (readonly string[])[];
  /** Where each row begins in the file, from 1. */
  readonly lines: readonly number[];
}

/** What is written where a value is not known. */
const missing = /^\s*(\?|N\/?A|NaN|null)?\s*$/i;

/**
 * Reads a table.
 *
 * @param bytes CSV in UTF-8: commas, quotes where needed, names in the first line.
 * @param file What to call it in an error.
 * @param wanted The columns in which no cell may be missing; all unless given.
 * @throws {DatasetError} If it is no CSV, a row is longer or shorter than the
 *   names, or a cell is missing.
 */
export async function readTable(
  bytes: Uint8Array,
  file: string,
  wanted?: readonly string[],
): Promise<Table> {
  const refuse = (message: string, options?: ErrorOptions) =>
    new DatasetError(`${file}${message}`, [file], options);
  if (isGzip(bytes)) {
    throw refuse(" must be text in UTF-8: found a gzip file; unpack it first");
  }
  let text: string;
  try {
    text = endingInLf(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw refuse(" must be text in UTF-8: found other bytes", { cause });
  }
  const { parse } = await import("@std/csv/parse");
  let records: string[][];
  try {
    records = parse(text);
  } catch (cause) {
    throw refuse(` must be CSV: ${(cause as Error).message}`, { cause });
  }
  const [names = [], ...rows] = records;
  const [first = 1, ...lines] = startingLines(text);
  if (names.length === 0) {
    throw refuse(" must have a line of names and rows below it: found no text");
  }
  const [between] = names.length === 1 ? /[;\t|]/.exec(names[0]) ?? [] : [];
  if (between !== undefined) {
    throw refuse(
      `:${first}: must have commas between columns: found ${
        JSON.stringify(between)
      }; save it with commas, and numbers with a point`,
    );
  }
  const odd = names.findIndex((name, c) =>
    name.trim() === "" || names.indexOf(name) < c
  );
  if (odd >= 0) {
    throw refuse(
      `:${first}: must name each column, no two alike: found ${
        JSON.stringify(names[odd])
      } over column ${odd + 1}`,
    );
  }
  if (rows.length === 0) {
    throw refuse(
      `:${first}: must be a line of names with rows below it: found no row`,
    );
  }
  for (const [r, row] of rows.entries()) {
    if (row.length !== names.length) {
      throw refuse(
        `:${
          lines[r]
        }: must have ${names.length} columns as line ${first} has: found ${row.length}, ${
          row.length < names.length
            ? `none for ${names[row.length]}`
            : `the first too many at column ${names.length + 1}`
        }`,
      );
    }
    const hole = row.findIndex((cell, c) =>
      missing.test(cell) && (wanted?.includes(names[c]) ?? true)
    );
    if (hole < 0) continue;
    throw refuse(
      `:${lines[r]}: must have a value in column ${hole + 1}, ${
        names[hole]
      }: found ${
        JSON.stringify(row[hole])
      }; fill it in or leave the row out of the file`,
    );
  }
  return { file, names, rows, lines };
}

/** Text without a LF has its lines end in CR, as some spreadsheets still save it. */
export function endingInLf(text: string): string {
  return text.includes("\n") ? text : text.replaceAll("\r", "\n");
}

/** Where the records of a text begin: lines from 1, but those inside quotes and empty ones. */
function startingLines(text: string): number[] {
  const starts: number[] = [];
  let isOpen = false;
  for (const [l, line] of text.split(/\r?\n/).entries()) {
    if (!isOpen && line !== "") starts.push(l + 1);
    if (line.split('"').length % 2 === 0) isOpen = !isOpen;
  }
  return starts;
}

/** The place of a column. */
export function columnOf({ file, names }: Table, name: string): number {
  const c = names.indexOf(name);
  if (c >= 0) return c;
  throw new DatasetError(
    `${file} must have a column ${name}: found ${names.join(", ")}`,
    [file],
  );
}
