/**
 * Tables in CSV or TSV files: the column names, the rows of cells, and the line
 * number of each row. The types of columns are in `dataset/columns.ts`.
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
 * Reads a table from a CSV file. The header is the first line that is not
 * empty, not a comment (`# ...`) and not `sep=;`.
 *
 * @param bytes The whole file, gzipped or not.
 * @param file The name of the file in error messages.
 * @throws {DatasetError} If the file is not a table; the message lists the
 * wrong rows.
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
 * Reads a table in blocks of some thousands of rows, each with the same
 * columns.
 *
 * @throws {DatasetError} If a row is wrong; thrown when this row is read.
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

/** A table: a header line and rows of cells. */
export class Table {
  /** The names of the columns: unique, trimmed and in Unicode normalization form C. */
  readonly names: readonly string[];
  /** The number of rows. */
  readonly rows: number;
  /** The character between columns. */
  readonly separator: string;
  /** Whether the separator was given by an option or by a line such as `sep=;`. */
  readonly isSaid: boolean;
  /**
   * The line numbers of the comments, which are the lines above the header that
   * begin with #.
   */
  readonly comments: readonly number[];
  /**
   * The lines of the table as records: each record has the cells of the header
   * or of one row.
   */
  readonly records: Delimited;
  /**
   * The index in `records` of the first row: 1, or 0 if the header is in an
   * earlier block.
   */
  readonly head: number;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #line: number;

  /**
   * Checks that records form a table. Other code calls `readTable`, not this
   * constructor.
   */
  constructor(
    /** The name of the file, for error messages. */
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

  /** Maps the names of the columns to their positions, and checks the header. */
  #named(): ReadonlyMap<string, number> {
    const { file, records } = this, { count } = records, line = this.#line;
    const refuse = (message: string) =>
      new DatasetError(`${file}${message}`, [file]);
    if (count === 0) {
      throw refuse(
        " must have a header line and rows below it: the file has no lines",
      );
    }
    const names = Array.from(
      { length: records.width(0) },
      (_, c) => named(records.cell(0, c)),
    );
    while (names.length > 1 && names.at(-1) === "") names.pop(); // as in the header a,b,
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
        `:${line}: must have a different name for each column: found ${
          brief(name)
        } as the name of column ${
          before === undefined ? c + 1 : `${before + 1} and column ${c + 1}`
        }${
          name === ""
            ? "; write a name for this column, and ignore the column in dataset.columns if it is not an input"
            : areValues()
            ? `; if the file has no header line, add one, such as ${
              nameLine(names.length, records.separator)
            }`
            : "; give one of the columns another name"
        }`,
      );
    }
    if (count === 1) {
      throw refuse(
        `:${line}: must be a header line with rows below it: found no row`,
      );
    }
    return columns;
  }

  /** Checks that each row has as many cells as the header. */
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
        ? `and column ${names.length + 1} has no name in the header`
        : `and the row has no cell for column ${nameText(names[width])}${
          records.cell(r, 0).startsWith("#")
            ? "; lines that begin with # are skipped only above the header"
            : ""
        }`;
      wrong.push(
        `${file}:${
          records.line(r)
        }: must have ${names.length} columns, like the header in line ${line}: found ${width} columns, ${which}`,
      );
    }
    const [width] = widths;
    if (wrongs > 1 && widths.size === 1 && width > 1) {
      throw new DatasetError(
        `${file}:${line}: must have a name for each of the ${width} columns of the rows below: found ${names.length} names, ${
          listed(names.map(brief))
        }; if this line is not the header, write # at the start of the line`,
        [file],
      );
    }
    if (wrongs > 0) throw allOf(file, wrong, wrongs);
  }

  /** The text of a cell, without its quotes and surrounding spaces. */
  cell(row: number, column: number): string {
    return this.records.cell(row + this.head, column);
  }

  /** The line in which a row begins, counted from 1. */
  line(row: number): number {
    return this.records.line(row + this.head);
  }

  /**
   * The position of a column.
   *
   * @throws {DatasetError} If no column has the name `name`.
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
        ? `; columns are separated by ${
          JSON.stringify(separator)
        }, as dataset.separator or the line sep= at the start of the file says; correct the separator`
        : '; columns must be separated by ",", ";", a tab or "|"'
      : near !== undefined
      ? `, did you mean ${brief(near)}?`
      : names.some((name) => Number.isFinite(Number(name)))
      ? "; the first line must be the header"
      : "";
    throw new DatasetError(
      `${file} must have ${what} ${brief(name)}: found ${shown}${hint}${
        comment === undefined
          ? ""
          : `; line ${comment} was skipped, since it begins with #`
      }`,
      [file],
    );
  }
}

/** A header line for a file without a header, such as `x1,x2,x3`. */
export function nameLine(columns: number, separator: string): string {
  const names = Array.from({ length: columns }, (_, c) => `x${c + 1}`);
  return names.slice(0, 8).join(separator) +
    (columns > 8 ? `${separator}...` : "");
}

/** Normalizes a column name for comparison. */
export function named(name: string): string {
  return name.trim().normalize();
}
