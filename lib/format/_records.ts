/**
 * The records of text in columns, as places in it: one pass, no copies.
 *
 * @module
 */

import { brief } from "../spec/mod.ts";
import { DatasetError } from "./dataset_error.ts";

/** Records of cells. */
export interface Records {
  readonly count: number;
  /** How many cells a record has. */
  width(record: number): number;
  /** A cell without its quotes and the blanks around it. */
  cell(record: number, column: number): string;
  /** Its first cells as they are in the text. */
  raw(record: number, cells: number): string;
  /** The line that it begins in, from 1. */
  line(record: number): number;
  /** Where the text begins that is not in a record yet, and in which line. */
  readonly rest: { readonly at: number; readonly line: number };
}

const QUOTE = 34, LF = 10;

/**
 * Finds the cells of a text; lines of blanks and separators alone are passed over.
 *
 * @param place.at Where the first record begins, and in which line.
 * @param place.maxBytes The most memory that it may take.
 * @param place.isPart Whether more text follows; a record that may go on there is
 *   left out then.
 * @throws {DatasetError} If quotes are not as they must be, or there are too many
 *   cells.
 */
export function recordsOf(
  text: string,
  separator: string,
  place: {
    readonly file: string;
    readonly at: number;
    readonly line: number;
    readonly maxBytes: number;
    readonly isPart?: boolean | undefined;
  },
): Records {
  const { length } = text, apart = separator.charCodeAt(0);
  const { file, maxBytes, isPart = false } = place;
  let { at, line } = place, ends = 1, most = 1; // the most lines and cells
  let rest = { at, line };
  for (let i = at; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF) ends++;
    if (code === LF || code === apart) most++;
  }
  const bytes = 8 * (most + ends);
  if (bytes > maxBytes) {
    throw new DatasetError(
      `${file} must take at most ${maxBytes} bytes to read: found ${bytes}, for ${most} cells; --max-memory raises the limit`,
      [file],
    );
  }
  const firsts = new Uint32Array(ends + 1), lines = new Uint32Array(ends);
  const from = new Uint32Array(most), to = new Uint32Array(most);
  let count = 0, cell = 0;
  records: while (at < length) {
    lines[count] = line;
    for (let isLast = false; !isLast; cell++) {
      at = afterBlanks(text, at, apart);
      from[cell] = at;
      let code = text.charCodeAt(at);
      const isQuoted = code === QUOTE;
      if (isQuoted) {
        at = quoteEnd(text, at);
        if (at < 0 && isPart) break records;
        if (at < 0) {
          throw refusal(
            file,
            lines[count],
            cell - firsts[count],
            "a quote at its end: found none in the rest of the file",
          );
        }
        for (let i = from[cell]; i < at; i++) {
          if (text.charCodeAt(i) === LF) line++;
        }
        to[cell] = at;
        at = afterBlanks(text, at, apart);
        code = text.charCodeAt(at);
      }
      while (at < length && code !== apart && code !== LF) {
        if (isQuoted || code === QUOTE) {
          const [found] = text.slice(from[cell], at + 20).split("\n", 1);
          throw refusal(
            file,
            lines[count],
            cell - firsts[count],
            `quotes around all of it or none, and each quote in it twice: found ${
              brief(found)
            }`,
          );
        }
        code = text.charCodeAt(++at);
      }
      if (isPart && at >= length) break records;
      if (!isQuoted) to[cell] = at;
      isLast = at >= length || code === LF;
      at++;
    }
    line++;
    let c = firsts[count];
    while (c < cell && from[c] === to[c]) c++;
    if (c === cell) cell = firsts[count]; // blank, or separators alone
    else count++;
    firsts[count] = cell;
    rest = { at, line };
  }
  return {
    count,
    width: (record) => firsts[record + 1] - firsts[record],
    cell(record, column) {
      const c = firsts[record] + column;
      const cell = text.slice(from[c], to[c]).trim();
      return text.charCodeAt(from[c]) === QUOTE
        ? cell.slice(1, -1).replaceAll('""', '"').trim()
        : cell;
    },
    raw(record, cells) {
      let end = to[firsts[record] + cells - 1];
      while (text[end - 1] === "\r") end--; // no pattern: it would backtrack
      return text.slice(from[firsts[record]], end);
    },
    line: (record) => lines[record],
    rest,
  };
}

/** Where blanks end: spaces, tabs and CR, but no separator and no line end. */
function afterBlanks(text: string, at: number, apart: number): number {
  for (;; at++) {
    const code = text.charCodeAt(at); // NaN at the end
    if (!(code <= 32 || code === 160) || code === apart || code === LF) {
      return at;
    }
  }
}

function refusal(file: string, line: number, c: number, what: string) {
  const where = `${file}:${line}: column ${c + 1}`;
  return new DatasetError(`${where} must have ${what}`, [file]);
}

/** Where a quoted cell ends, after its quote; -1 if it never does. */
function quoteEnd(text: string, at: number): number {
  for (;;) {
    const close = text.indexOf('"', at + 1);
    if (close < 0) return -1;
    if (text.charCodeAt(close + 1) !== QUOTE) return close + 1;
    at = close + 1; // "" is a quote in the cell
  }
}
