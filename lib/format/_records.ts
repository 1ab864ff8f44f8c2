/**
 * Splitting of CSV text into records and cells. Cells are stored as positions
 * in the text. The text is read once and not copied.
 *
 * @module
 */

import { brief } from "../spec/mod.ts";
import { DatasetError } from "./dataset_error.ts";

/** The records of a CSV text, with their cells. */
export interface Records {
  readonly count: number;
  /** The number of cells of a record. */
  width(record: number): number;
  /** The text of a cell, without its quotes and surrounding spaces. */
  cell(record: number, column: number): string;
  /** The text of the first `cells` cells of a record, exactly as in the file. */
  raw(record: number, cells: number): string;
  /** The line in which a record begins, counted from 1. */
  line(record: number): number;
  /** The position and line of the text that is not yet part of a record. */
  readonly rest: { readonly at: number; readonly line: number };
}

const QUOTE = 34, LF = 10;

/**
 * Finds the records of a CSV text. Lines that contain only spaces and separators
 * are skipped.
 *
 * @param place.at The position in the text where the first record begins;
 *   `place.line` is the number of its line.
 * @param place.maxBytes The largest amount of memory that the records may take.
 * @param place.isPart Whether more text follows. If more text follows, the last
 * record is omitted, since this record may be incomplete.
 * @throws {DatasetError} If quotes are unbalanced, or there are too many cells.
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
  let { at, line } = place, ends = 1, most = 1; // upper limits of records and cells
  let rest = { at, line };
  for (let i = at; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF) ends++;
    if (code === LF || code === apart) most++;
  }
  const bytes = 8 * (most + ends);
  if (bytes > maxBytes) {
    throw new DatasetError(
      `${file} must take at most ${maxBytes} bytes of memory: found ${bytes} bytes for ${most} cells; raise the limit with --max-memory`,
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
            "a closing quote: no quote follows in the file",
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
            `no quotes, or quotes around the whole cell and "" in place of each quote inside: found ${
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
    if (c === cell) cell = firsts[count]; // the line has only spaces and separators
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
      while (text[end - 1] === "\r") end--; // a regular expression could take quadratic time
      return text.slice(from[firsts[record]], end);
    },
    line: (record) => lines[record],
    rest,
  };
}

/**
 * Skips white space from position `at`, and returns the position of the first
 * character that is not skipped; the separator and LF are not skipped.
 */
function afterBlanks(text: string, at: number, apart: number): number {
  for (;; at++) {
    const code = text.charCodeAt(at); // NaN at the end of the text
    if (!(code <= 32 || code === 160) || code === apart || code === LF) {
      return at;
    }
  }
}

function refusal(file: string, line: number, c: number, what: string) {
  const where = `${file}:${line}: column ${c + 1}`;
  return new DatasetError(`${where} must have ${what}`, [file]);
}

/** The position after the closing quote of a cell; -1 if there is no closing quote. */
function quoteEnd(text: string, at: number): number {
  for (;;) {
    const close = text.indexOf('"', at + 1);
    if (close < 0) return -1;
    if (text.charCodeAt(close + 1) !== QUOTE) return close + 1;
    at = close + 1; // two quotes in a cell stand for one quote
  }
}
