/**
 * Text in columns as records: what stands between them, and what is above them.
 *
 * @module
 */

import { type Records, recordsOf } from "./_records.ts";
import type { Bytes } from "./byte_reader.ts";
import { DatasetError } from "./dataset_error.ts";
import { type Encoding, textChunks } from "./text.ts";

/** The separators that are told from the first lines, the likeliest first. */
const SEPARATORS = [",", ";", "\t", "|"];

/** How many records are looked at for the separator. */
const LOOKED_AT = 20;

/** How much text of a file that streams by is read at once, and the most that a record may be. */
const BLOCK = 2 ** 18, MOST = 2 ** 27;

/** How a table is written. */
export interface TableFormat {
  /** What stands between columns; told from the first lines unless given. */
  readonly separator?: string | undefined;
  /** UTF-8 unless given. */
  readonly encoding?: Encoding | undefined;
  /** The most bytes that a gzip file may unpack to, and that its cells may take. */
  readonly maxBytes?: number | undefined;
}

/** Records, and how they are written. */
export interface Delimited extends Records {
  /** What stands between columns. */
  readonly separator: string;
  /** Whether that is given, and not told from the first lines. */
  readonly isSaid: boolean;
  /** The lines above them that begin with #. */
  readonly comments: readonly number[];
  /** The text above them, and how its lines end. */
  readonly above: string;
  readonly lineEnd: "\n" | "\r\n";
}

/** The records of a text, whatever stands between its columns. */
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
 * The records of a file as they arrive, some thousands at once: never more in
 * memory than a record or 256 KiB.
 *
 * @param least How many the first of them have, unless the file has fewer.
 * @throws {DatasetError} Once it comes to what is wrong.
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
          `${file}:${block.rest.line}: must have at most ${MOST} characters in a row: found more; a quote may be open`,
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
