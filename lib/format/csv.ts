/**
 * Text in columns (CSV, TSV) as a table: named columns, and rows whose lines are
 * known. What its cells mean is in `dataset/columns.ts`.
 *
 * @module
 */

import { brief, listed, nameText, nearest } from "../spec/mod.ts";
import { allOf, DatasetError } from "./dataset_error.ts";
import type { Bytes } from "./byte_reader.ts";
import {
  type Delimited,
  delimited,
  recordBlocks,
  type TableFormat,
} from "./delimited.ts";
import { textOf } from "./text.ts";

/**
 * Reads a table: CSV, quotes where needed, names in the first line that is not
 * empty, a comment (`# ...`) or `sep=;`.
 *
 * @param bytes The whole file, zipped by gzip or not.
 * @param file What to call it in an error.
 * @throws {DatasetError} If it is no table, with all rows that are wrong.
 */
export async function readTable(
  bytes: Uint8Array,
  file: string,
  format: TableFormat = {},
): Promise<Table> {
  const text = await textOf(bytes, file, format);
  return new Table(file, delimited(text, file, format));
}

/**
 * A table as it arrives: the same columns in each part, some thousands of rows.
 *
 * @throws {DatasetError} Once it comes to what is wrong.
 */
export async function* tableBlocks(
  chunks: AsyncIterable<Bytes>,
  file: string,
  format: TableFormat = {},
): AsyncGenerator<Table> {
  let first: Table | undefined;
  for await (const records of recordBlocks(chunks, file, format, 2)) {
    const table = new Table(file, records, first);
    yield table;
    first ??= table;
  }
}

/** Rows of cells below a line of names. */
export class Table {
  /** The names of the columns, trimmed, in Unicode's form NFC, all different. */
  readonly names: readonly string[];
  /** How many rows there are. */
  readonly rows: number;
  /** What stands between columns. */
  readonly separator: string;
  /** Whether that is given, and not told from the first lines. */
  readonly isSaid: boolean;
  /** The lines above the names that begin with #. */
  readonly comments: readonly number[];
  /** The records that it is from. */
  readonly records: Delimited;
  /** The record of its first row: 1, or 0 where the names are in a part before. */
  readonly head: number;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #line: number;

  /** Holds records to the form of a table; use `readTable`. */
  constructor(
    /** The file it is from, for errors. */
    readonly file: string,
    records: Delimited,
    first?: Table,
  ) {
    this.records = records;
    this.separator = records.separator;
    this.isSaid = records.isSaid;
    this.comments = records.comments;
    this.head = first ? 0 : 1;
    this.rows = records.count - this.head;
    this.#line = first ? first.#line : records.line(0);
    this.#columns = first ? first.#columns : this.#named();
    this.names = [...this.#columns.keys()];
    this.#mustBeFull();
  }

  /** The columns by their names. */
  #named(): ReadonlyMap<string, number> {
    const { file, records } = this, { count } = records, line = this.#line;
    const refuse = (message: string) =>
      new DatasetError(`${file}${message}`, [file]);
    if (count === 0) {
      throw refuse(" must have a line of names and rows below it: found none");
    }
    const names = Array.from(
      { length: records.width(0) },
      (_, c) => named(records.cell(0, c)),
    );
    while (names.length > 1 && names.at(-1) === "") names.pop(); // a,b,
    const areValues = () => {
      const values = names.filter((name, c) => {
        for (let r = 1; r < Math.min(count, 100); r++) {
          if (c < records.width(r) && records.cell(r, c) === name) return true;
        }
        return /^[-+]?[\d.,]+$/.test(name);
      });
      return 2 * values.length >= names.length;
    };
    const columns = new Map<string, number>();
    for (const [c, name] of names.entries()) {
      const before = columns.get(name);
      columns.set(name, c);
      if (name !== "" && before === undefined) continue;
      throw refuse(
        `:${line}: must name each column, no two alike: found ${
          brief(name)
        } over column ${
          before === undefined ? c + 1 : `${before + 1} and column ${c + 1}`
        }${
          name === ""
            ? "; write a name there, and ignore it in dataset.columns if it is nothing to learn from"
            : areValues()
            ? `; the file seems to have no line of names; add one such as ${
              nameLine(names.length, records.separator)
            }`
            : "; give one of them another name"
        }`,
      );
    }
    if (count === 1) {
      throw refuse(
        `:${line}: must be a line of names with rows below it: found no row`,
      );
    }
    return columns;
  }

  /** Refuses rows of another width. */
  #mustBeFull(): void {
    const { file, records, names } = this, line = this.#line;
    const wrong: string[] = [], widths = new Set<number>();
    let wrongs = 0;
    for (let r = this.head; r < records.count; r++) {
      let width = records.width(r);
      while (width > names.length && records.cell(r, width - 1) === "") width--;
      widths.add(width);
      if (width === names.length || wrongs++ >= 10) continue;
      const which = width > names.length
        ? `the first too many at column ${names.length + 1}`
        : `none for ${nameText(names[width])}${
          records.cell(r, 0).startsWith("#")
            ? "; lines that begin with # are passed over only above the names"
            : ""
        }`;
      wrong.push(
        `${file}:${
          records.line(r)
        }: must have ${names.length} columns as line ${line} has: found ${width}, ${which}`,
      );
    }
    const [width] = widths;
    if (wrongs > 1 && widths.size === 1 && width > 1) {
      throw new DatasetError(
        `${file}:${line}: must name the ${width} columns that all rows below it have: found ${names.length}, ${
          listed(names.map(brief))
        }; a line above the names must begin with #`,
        [file],
      );
    }
    if (wrongs > 0) throw allOf(file, wrong, wrongs);
  }

  /** A cell without its quotes and the blanks around it. */
  cell(row: number, column: number): string {
    return this.records.cell(row + this.head, column);
  }

  /** The line that a row begins in, from 1. */
  line(row: number): number {
    return this.records.line(row + this.head);
  }

  /**
   * The place of a column.
   *
   * @throws {DatasetError} If there is none of that name.
   */
  columnOf(name: string, what = "a column"): number {
    const c = this.#columns.get(named(name));
    if (c !== undefined) return c;
    const { names, file, separator, isSaid } = this;
    const shown = listed(names.map(brief), 20);
    const near = nearest(name, names);
    const [comment] = this.comments;
    const hint = names.length === 1 && /[^\p{L}\p{N}_-]/u.test(names[0])
      ? isSaid
        ? `; the spec or a line sep= says that columns are separated by ${
          JSON.stringify(separator)
        }`
        : '; columns must be separated by ",", ";", a tab or "|"'
      : near !== undefined
      ? `, did you mean ${brief(near)}?`
      : names.some((name) => Number.isFinite(Number(name)))
      ? "; the first line must be the names of the columns"
      : "";
    throw new DatasetError(
      `${file} must have ${what} ${brief(name)}: found ${shown}${hint}${
        comment === undefined
          ? ""
          : `; line ${comment} was passed over, since it begins with #`
      }`,
      [file],
    );
  }
}

/** A line of names for a file that has none: `x1,x2,x3`. */
export function nameLine(columns: number, separator: string): string {
  const names = Array.from({ length: columns }, (_, c) => `x${c + 1}`);
  return names.slice(0, 8).join(separator) +
    (columns > 8 ? `${separator}...` : "");
}

/** A name as it is compared. */
export function named(name: string): string {
  return name.trim().normalize();
}
