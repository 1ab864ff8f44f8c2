/**
 * Text in columns (CSV, TSV) as a table: named columns, and rows whose lines are
 * known. What its cells mean is in `dataset/columns.ts`.
 *
 * @module
 */

import { brief, nameText, nearest } from "../spec/mod.ts";
import { allOf, DatasetError } from "./dataset_error.ts";
import { type Records, recordsOf } from "./_records.ts";
import { type Encoding, textOf } from "./text.ts";

/** The separators that are told from the first lines, the likeliest first. */
const SEPARATORS = [",", ";", "\t", "|"];

/** How many records are looked at for the separator. */
const LOOKED_AT = 20;

/** How a table is written. */
export interface TableFormat {
  /** What stands between columns; told from the first lines unless given. */
  readonly separator?: string | undefined;
  /** UTF-8 unless given. */
  readonly encoding?: Encoding | undefined;
  /** The most bytes that a gzip file may unpack to, and that its cells may take. */
  readonly maxBytes?: number | undefined;
}

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

/** Records, and how they are written. */
export interface Delimited extends Records {
  /** What stands between columns. */
  readonly separator: string;
  /** Whether that is given, and not told from the first lines. */
  readonly isSaid: boolean;
  /** The lines above them that begin with #. */
  readonly comments: readonly number[];
}

/** The records of a text, whatever stands between its columns. */
export function delimited(
  text: string,
  file: string,
  { separator: given, maxBytes = 2 ** 30 }: TableFormat = {},
): Delimited {
  const { at, line, comments, said } = preamble(text);
  const told = given ?? said, separator = told ?? separatorOf(text, at);
  const records = recordsOf(text, separator, { file, at, line, maxBytes });
  return { ...records, separator, isSaid: told !== undefined, comments };
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
  readonly #records: Delimited;
  readonly #columns: ReadonlyMap<string, number>;

  /** Holds records to the form of a table; use `readTable`. */
  constructor(
    /** The file it is from, for errors. */
    readonly file: string,
    records: Delimited,
  ) {
    const { count } = records, line = records.line(0);
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
            : "; give one of them another name"
        }`,
      );
    }
    if (count === 1) {
      throw refuse(
        `:${line}: must be a line of names with rows below it: found no row`,
      );
    }
    const wrong: string[] = [], widths = new Set<number>();
    let wrongs = 0;
    for (let r = 1; r < count; r++) {
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
      throw refuse(
        `:${line}: must name the ${width} columns that all rows below it have: found ${names.length}, ${
          names.slice(0, 8).map(brief).join(", ")
        }; a line above the names must begin with #`,
      );
    }
    if (wrongs > 0) throw allOf(file, wrong, wrongs);
    this.names = names;
    this.rows = count - 1;
    this.separator = records.separator;
    this.isSaid = records.isSaid;
    this.comments = records.comments;
    this.#records = records;
    this.#columns = columns;
  }

  /** A cell without its quotes and the blanks around it. */
  cell(row: number, column: number): string {
    return this.#records.cell(row + 1, column);
  }

  /** The line that a row begins in, from 1. */
  line(row: number): number {
    return this.#records.line(row + 1);
  }

  /**
   * The place of a column.
   *
   * @throws {DatasetError} If there is none of that name.
   */
  columnOf(name: string): number {
    const c = this.#columns.get(named(name));
    if (c !== undefined) return c;
    const { names, file, separator, isSaid } = this;
    const shown = names.slice(0, 20).map(brief).join(", ");
    const more = names.length > 20 ? ` and ${names.length - 20} more` : "";
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
      `${file} must have a column ${brief(name)}: found ${shown}${more}${hint}${
        comment === undefined
          ? ""
          : `; line ${comment} was passed over, since it begins with #`
      }`,
      [file],
    );
  }
}

/** A name as it is compared. */
export function named(name: string): string {
  return name.trim().normalize();
}

/** What stands above the line of names. */
function preamble(text: string) {
  const comments: number[] = [];
  let at = 0, line = 1, said: string | undefined;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    const next = end < 0 ? text.length : end + 1;
    const head = text.slice(at, Math.min(next, at + 64)).trimStart();
    const [, separator] = /^"?sep= ?(.)"?[\s,;|]*$/i.exec(head) ?? [];
    if (separator !== undefined && said === undefined) said = separator;
    else if (head.startsWith("#")) comments.push(line);
    else if (head !== "" || next - at > 64) break;
    [at, line] = [next, line + 1];
  }
  return { at, line, comments, said };
}

/**
 * Of the separators by which the line of names and the rows below it have as
 * many columns, the one with most; of none, the one that is in that line most
 * often.
 */
function separatorOf(text: string, at: number): string {
  const records: number[][] = [];
  let counts = SEPARATORS.map(() => 1), isQuoted = false, isEmpty = true;
  for (; at <= text.length && records.length < LOOKED_AT; at++) {
    const char = text[at] ?? "\n", isEnd = at === text.length;
    if (char === "\n" && (isEnd || !isQuoted)) {
      if (!isEmpty) records.push(counts);
      [counts, isEmpty] = [SEPARATORS.map(() => 1), true];
      continue;
    }
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && SEPARATORS.includes(char)) {
      counts[SEPARATORS.indexOf(char)]++;
    }
    isEmpty &&= char.trim() === "" && char !== "\t";
  }
  const [head = counts, ...rows] = records;
  const fitting = head.map((count, s) =>
    rows.every((row) => row[s] === count) ? count : 0
  );
  const of = Math.max(...fitting) > 1 ? fitting : head;
  return SEPARATORS[of.indexOf(Math.max(...of))];
}
