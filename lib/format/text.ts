/**
 * Bytes as text in one of three encodings. A file that is no text in columns is
 * called what it is: Excel, Parquet, JSON lines, text in another encoding.
 *
 * @module
 */

import type { Bytes } from "./byte_reader.ts";
import { DatasetError } from "./dataset_error.ts";
import { gunzip, GzipError, isGzip } from "./gzip.ts";

/** The encodings that are read. */
export type Encoding = "utf-8" | "utf-16" | "windows-1252";

/** A file in another encoding than it is read in. */
export class EncodingError extends DatasetError {
  /** Says what was found. */
  constructor(
    message: string,
    file: string,
    /** The encoding that it may be in. */
    readonly encoding: Exclude<Encoding, "utf-8">,
  ) {
    super(message, [file]);
  }
}

/** How files begin that are no text, as Latin-1. */
const BINARY: readonly (readonly [start: string, kind: string])[] = [
  ["PK\x03\x04", "a zip file, such as an Excel workbook (.xlsx)"],
  ["\xd0\xcf\x11\xe0", "an Excel workbook (.xls)"],
  ["PAR1", "a Parquet file"],
  ["ARROW1", "an Arrow file"],
  ["SQLite format 3", "an SQLite database"],
  ["%PDF", "a PDF file"],
  ["\x89PNG", "a picture (PNG)"],
  ["\x89HDF", "an HDF5 file"],
  ["\x93NUMPY", "a NumPy file"],
  ["PK\x05\x06", "an empty zip file"],
  ["BZh", "a bzip2 file"],
  ["\xfd7zXZ", "an xz file"],
  ["\x28\xb5\x2f\xfd", "a Zstandard file"],
  ["FEA1", "a Feather file"],
  ["\x80\x04\x95", "a pickle file of Python"],
  ["\xff\xfe\0\0", "text in UTF-32"],
];

/** How text begins that is not in columns. */
const MARKUP: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^<(!doctype html|html|table)/i, "a web page (HTML)"],
  [/^<\?xml/i, "XML"],
  [/^\{\s*"/, "JSON lines"],
  [/^\[\s*[[{"\d\-]/, "JSON"],
  [/^\|.*\|\s*\n\s*\|[\s:|-]+\|/, "a table in Markdown"],
  [/^@relation\s/i, "ARFF"],
  [/^version https:\/\/git-lfs/, "a pointer of Git LFS, not the file itself"],
];

/** The most characters of a file: no string has more. */
const MOST = 2 ** 29 - 25;

/**
 * Reads the text of a table.
 *
 * @param bytes A whole file, zipped by gzip or not.
 * @param file What to call it in an error.
 * @param maxBytes The most that a gzip file may unpack to.
 * @returns Text whose lines end in LF or CR LF.
 * @throws {DatasetError} If it is damaged, no text in columns, or in another
 *   encoding.
 */
export async function textOf(
  bytes: Uint8Array,
  file: string,
  { encoding = "utf-8", maxBytes = MOST }: {
    readonly encoding?: Encoding | undefined;
    readonly maxBytes?: number | undefined;
  } = {},
): Promise<string> {
  const refusal = (found: string, fix: string) =>
    `${file} must be text in columns (CSV): found ${found}; ${fix}`;
  const refuse = (found: string, fix = "save it as CSV in UTF-8") =>
    new DatasetError(refusal(found, fix), [file]);
  const inOther = (
    found: string,
    encoding: EncodingError["encoding"],
    more = "",
  ) => {
    const fix = `in dataset, write encoding: ${encoding}${more}`;
    return new EncodingError(refusal(found, fix), file, encoding);
  };
  const most = Math.min(maxBytes, MOST);
  if (isGzip(bytes)) bytes = await unzipped(bytes as Bytes, file, most);
  if (bytes.length > most) {
    throw refuse(`more than ${most} bytes`, "save it in smaller files");
  }
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const binary = BINARY.find(([begin]) => start.startsWith(begin));
  if (binary) throw refuse(binary[1]);

  // in UTF-16, separators and line ends have a zero before or after them
  const zeros = [0, 0];
  bytes.subarray(0, 2 ** 12).forEach((byte, b) => zeros[b % 2] += +!byte);
  const many = Math.max(1, Math.min(bytes.length, 2 ** 12) / 32);
  const big = start.startsWith("\xfe\xff") ||
    zeros[0] > zeros[1] + many;
  const little = start.startsWith("\xff\xfe") ||
    zeros[1] > zeros[0] + many;
  const is16 = big || little;
  if (is16 !== (encoding === "utf-16")) {
    throw is16
      ? inOther("text in UTF-16", "utf-16")
      : refuse("text that is not UTF-16", "in dataset, leave encoding out");
  }
  const decode = (label: string, fatal = true) =>
    new TextDecoder(label, { fatal }).decode(bytes);
  let text: string | undefined;
  try {
    text = decode(is16 ? big ? "utf-16be" : "utf-16le" : "utf-8");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    if (is16) throw refuse("damaged UTF-16");
  }
  if (encoding === "windows-1252") {
    if (text !== undefined && bytes.some((byte) => byte > 0x7f)) {
      throw refuse("text in UTF-8", "in dataset, leave encoding out");
    }
    text = decode(encoding);
  } else if (text === undefined) {
    const before = decode("utf-8", false).split("\ufffd", 1)[0];
    throw inOther(
      `a byte that is not UTF-8 in line ${before.split("\n").length}`,
      "windows-1252",
      " if it is from Windows, or save it in UTF-8",
    );
  }
  const head = text.slice(0, 256).trimStart();
  const markup = MARKUP.find(([pattern]) => pattern.test(head));
  if (markup) throw refuse(markup[1]);
  if (text.includes("\0")) throw refuse("a zero byte, which no text has");
  return endingInLf(text);
}

async function unzipped(
  bytes: Bytes,
  file: string,
  most: number,
): Promise<Bytes> {
  const parts: Bytes[] = [];
  let length = 0;
  try {
    for await (const part of gunzip([bytes], file)) {
      if ((length += part.length) > most) {
        throw new DatasetError(
          `${file} must unpack to at most ${most} bytes: found more`,
          [file],
        );
      }
      parts.push(part);
    }
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    throw new DatasetError(error.message, [file], { cause: error });
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Text without a LF has its lines end in CR, as some spreadsheets still save it. */
export function endingInLf(text: string): string {
  return text.includes("\n") ? text : text.replaceAll("\r", "\n");
}
