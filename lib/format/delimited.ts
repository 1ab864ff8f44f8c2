/**
 * Records of a delimited text file, with its separator and the lines above the
 * header.
 *
 * @module
 */

import { type Records, recordsOf } from "./_records.ts";
import type { Bytes } from "./byte_reader.ts";
import { DatasetError } from "./dataset_error.ts";
import { type Encoding, textChunks } from "./text.ts";

/** The separators that can be detected, the most common first. */
const SEPARATORS = [",", ";", "\t", "|"];

/** The number of records that are read to detect the separator. */
const LOOKED_AT = 20;

/**
 * `BLOCK` is the number of characters in a block of a streamed file; `MOST` is the
 * largest number of characters in a record.
 */
const BLOCK = 2 ** 18, MOST = 2 ** 27;

/** The format of a table file. */
export interface TableFormat {
  /** The character between columns; default: detected from the first lines. */
  readonly separator?: string | undefined;
  /** The encoding; default: UTF-8. */
  readonly encoding?: Encoding | undefined;
  /**
   * The largest size in bytes of the decompressed file, and also the largest memory
   * for its cells; default: 1 GiB.
   */
  readonly maxBytes?: number | undefined;
}

/** The records of a text file, and the format of this file. */
export interface Delimited extends Records {
  /** The character between columns. */
  readonly separator: string;
  /** Whether the separator was given by an option or by a line such as `sep=;`. */
  readonly isSaid: boolean;
  /**
   * The line numbers of the comments, which are the lines above the header that
   * begin with #.
   */
  readonly comments: readonly number[];
  /** The text above the header. `lineEnd` has the characters at the end of each line. */
  readonly above: string;
  readonly lineEnd: "\n" | "\r\n";
}

/** Splits a text into records; if no separator is given, the separator is detected. */
export function delimited(
  text: string,
  file: string,
  { separator: given, maxBytes = 2 ** 30 }: TableFormat = {},
  isPart = false,
): Delimited {
  const { at, line, comments, said } = preamble(text);
  const told = given ?? said;
  const separator = told ?? separatorOf(text, at, isPart);
  const place = { file, at, line, maxBytes, isPart };
  const above = text.slice(0, at), end = text.indexOf("\n");
  return {
    ...recordsOf(text, separator, place),
    ...{ separator, isSaid: told !== undefined, comments, above },
    lineEnd: text[end - 1] === "\r" ? "\r\n" : "\n",
  };
}

/**
 * Reads a file in blocks of some thousands of records. About 256 KiB of text,
 * or one longer record, is in memory at a time.
 *
 * @param least The smallest number of records of the first block, if the file
 * has at least this many records.
 * @throws {DatasetError} If a record is wrong; thrown when this record is read.
 */
export async function* recordBlocks(
  chunks: AsyncIterable<Bytes>,
  file: string,
  format: TableFormat = {},
  least = 1,
): AsyncGenerator<Delimited> {
  const { maxBytes = 2 ** 30 } = format;
  let first: Delimited | undefined, text = "", line = 1, wanted = BLOCK;
  const read = (isPart: boolean): Delimited => {
    if (!first) return delimited(text, file, format, isPart);
    const place = { file, at: 0, line, maxBytes, isPart };
    return { ...first, ...recordsOf(text, first.separator, place) };
  };
  for await (const chunk of textChunks(chunks, file, format)) {
    text += chunk;
    if (text.length < wanted) continue;
    const block = read(true);
    if (block.count < (first ? 1 : least)) {
      if (text.length > MOST) {
        throw new DatasetError(
          `${file}:${block.rest.line}: each row must have at most ${MOST} characters: found a longer row; a closing quote may be missing`,
          [file],
        );
      }
      wanted = 2 * text.length;
      continue;
    }
    yield block;
    first ??= block;
    text = text.slice(block.rest.at);
    line = block.rest.line;
    wanted = BLOCK;
  }
  const block = read(false);
  if (!first || block.count > 0) yield block;
}

/** Finds the lines above the header. */
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
 * Detects the separator. With a suitable separator, the header and the rows
 * have the same number of columns. Of the separators that give each row as many
 * columns as the header, the separator that gives the most columns is chosen.
 * If no separator is suitable, the most frequent separator in the header is
 * chosen.
 */
function separatorOf(text: string, at: number, isPart: boolean): string {
  const records: number[][] = [];
  let counts = SEPARATORS.map(() => 1), isQuoted = false, isEmpty = true;
  for (; at <= text.length && records.length < LOOKED_AT; at++) {
    const char = text[at] ?? "\n", isEnd = at === text.length;
    if (char === "\n" && (isEnd || !isQuoted)) {
      if (!isEmpty && !(isEnd && isPart)) records.push(counts);
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
