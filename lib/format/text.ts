/**
 * Decoding of text files in one of three encodings. Files that are not CSV,
 * such as Excel, Parquet and JSON Lines files, are recognized and named in the
 * error.
 *
 * @module
 */

import { ByteReader, type Bytes } from "./byte_reader.ts";
import { DatasetError } from "./dataset_error.ts";
import { gunzip, GzipError, isGzip } from "./gzip.ts";

/** The encodings that can be read. */
export type Encoding = "utf-8" | "utf-16" | "windows-1252";

/** The error for a file whose encoding differs from the encoding in the spec. */
export class EncodingError extends DatasetError {
  /**
   * Makes an error from a description of the file's contents, and from the
   * encoding that the spec should name.
   */
  constructor(
    file: string,
    found: string,
    /** The encoding that the message suggests for the file. */
    readonly encoding: Exclude<Encoding, "utf-8">,
    more = "",
  ) {
    const fix = `in dataset, write encoding: ${encoding}${more}`;
    super(refusalText(file, found, fix), [file]);
  }
}

/**
 * The first bytes of common binary files, as Latin-1, each with a description
 * of the file type.
 */
const BINARY: readonly (readonly [start: string, kind: string])[] = [
  ["PK\x03\x04", "a zip file, such as an Excel workbook (.xlsx)"],
  ["\xd0\xcf\x11\xe0", "an Excel workbook (.xls)"],
  ["PAR1", "a Parquet file"],
  ["ARROW1", "an Arrow file"],
  ["SQLite format 3", "an SQLite database"],
  ["%PDF", "a PDF file"],
  ["\x89PNG", "an image (PNG)"],
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

/**
 * Patterns for the beginnings of text files that are not CSV, each with a
 * description of the file type.
 */
const MARKUP: readonly (readonly [
  pattern: RegExp,
  kind: string,
  fix?: string,
])[] = [
  [/^<(!doctype html|html|table)/i, "a web page (HTML)"],
  [/^<\?xml/i, "XML"],
  [/^\{\s*"/, "JSON lines"],
  [/^\[\s*[[{"\d\-]/, "JSON"],
  [/^\|.*\|\s*\n\s*\|[\s:|-]+\|/, "a table in Markdown"],
  [/^@relation\s/i, "ARFF"],
  [
    /^version https:\/\/git-lfs/,
    "a Git LFS pointer instead of the file",
    "to download the file, run git lfs pull",
  ],
];

/**
 * The number of bytes at the start of a streamed file from which the type of
 * the file is detected.
 */
const HEAD = 2 ** 16;

/**
 * The largest number of characters of a file, which is the limit of JavaScript
 * strings.
 */
export const MOST_CHARACTERS = 2 ** 29 - 25;

/** Options for decoding text. */
export interface TextOptions {
  readonly encoding?: Encoding | undefined;
  /** The largest size of a whole decompressed file in bytes. */
  readonly maxBytes?: number | undefined;
}

/**
 * Decodes the text of a table.
 *
 * @param bytes The whole file, gzipped or not.
 * @param file The name of the file in error messages.
 * @returns The text; each line ends with LF or CR LF.
 * @throws {DatasetError} If the file is damaged, not CSV or in another
 * encoding.
 */
export async function textOf(
  bytes: Uint8Array,
  file: string,
  options: TextOptions = {},
): Promise<string> {
  const most = Math.min(options.maxBytes ?? MOST_CHARACTERS, MOST_CHARACTERS);
  if (isGzip(bytes)) bytes = await unzipped(bytes as Bytes, file, most);
  if (bytes.length > most) {
    throw refusal(
      file,
      `more than ${most} bytes`,
      "split the file into smaller files",
    );
  }
  let text = "";
  const whole = bytes as Bytes;
  for await (const part of decoded([whole], file, options)) text += part;
  return text;
}

/**
 * Decodes the text of a table piece by piece. The file's type and line ends are
 * detected from its first 64 KiB.
 *
 * @param chunks The file, gzipped or not.
 * @throws {DatasetError} If the file has an error; thrown when the wrong bytes
 * are read. See `textOf`.
 */
export async function* textChunks(
  chunks: AsyncIterable<Bytes>,
  file: string,
  { encoding }: TextOptions = {},
): AsyncGenerator<string> {
  const zipped = new ByteReader(chunks);
  const head = await zipped.take(HEAD);
  if (!isGzip(head)) {
    yield* decoded(zipped.rest(head), file, { encoding });
    return;
  }
  try {
    const plain = new ByteReader(gunzip(zipped.rest(head), file));
    yield* decoded(plain.rest(await plain.take(HEAD)), file, { encoding });
  } catch (error) {
    throw inFile(error, file);
  }
}

/** Decodes text, and detects the file's type from the first chunk. */
async function* decoded(
  chunks: AsyncIterable<Bytes> | Iterable<Bytes>,
  file: string,
  { encoding = "utf-8" }: TextOptions,
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined, line = 1, endsInCr = false;
  const refuse = (found: string, fix?: string) => refusal(file, found, fix);
  const decode = (bytes?: Bytes): string => {
    try {
      return decoder!.decode(bytes, { stream: bytes !== undefined });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      if (encoding === "utf-16") throw refuse("damaged UTF-16");
      const before = new TextDecoder().decode(bytes).split("\ufffd", 1)[0];
      throw new EncodingError(
        file,
        `a byte that is not UTF-8 in line ${line - 1 + linesOf(before)}`,
        "windows-1252",
        " if the file is from Windows, or save the file in UTF-8",
      );
    }
  };
  for await (const bytes of chunks) {
    const isFirst = decoder === undefined;
    decoder ??= decoderOf(bytes, encoding, file);
    const text = decode(bytes);
    if (isFirst) {
      const head = text.slice(0, 256).trimStart();
      const markup = MARKUP.find(([pattern]) => pattern.test(head));
      if (markup) throw refuse(markup[1], markup[2]);
      endsInCr = !text.includes("\n");
    }
    if (text.includes("\0")) {
      throw refuse("a zero byte, which does not occur in text");
    }
    line += linesOf(text) - 1;
    yield endsInCr ? text.replaceAll("\r", "\n") : text;
  }
  if (decoder) yield decode();
}

function linesOf(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    lines++;
  }
  return lines;
}

/** Chooses the decoder for a file by the first bytes of the file. */
function decoderOf(
  bytes: Bytes,
  encoding: Encoding,
  file: string,
): TextDecoder {
  const refuse = (found: string, fix?: string) => refusal(file, found, fix);
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const binary = BINARY.find(([begin]) => start.startsWith(begin));
  if (binary) throw refuse(binary[1]);

  // in UTF-16, one of the two bytes of each separator and line end is zero
  const zeros = [0, 0];
  bytes.subarray(0, 2 ** 12).forEach((byte, b) => zeros[b % 2] += +!byte);
  const many = Math.max(1, Math.min(bytes.length, 2 ** 12) / 32);
  const big = start.startsWith("\xfe\xff") ||
    zeros[0] > zeros[1] + many;
  const little = start.startsWith("\xff\xfe") ||
    zeros[1] > zeros[0] + many;
  const is16 = big || little;
  if (is16 !== (encoding === "utf-16")) {
    throw is16 ? new EncodingError(file, "text in UTF-16", "utf-16") : refuse(
      "text that is not UTF-16",
      "remove the field encoding from dataset",
    );
  }
  if (encoding === "windows-1252" && isUtf8(bytes)) {
    throw refuse("text in UTF-8", "remove the field encoding from dataset");
  }
  const label = is16 ? big ? "utf-16be" : "utf-16le" : encoding;
  return new TextDecoder(label, { fatal: true });
}

/**
 * Whether bytes are UTF-8 text with characters that are not ASCII; an
 * incomplete last character is accepted.
 */
function isUtf8(bytes: Bytes): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return bytes.some((byte) => byte > 0x7f);
  } catch {
    return false;
  }
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
          `${file} must decompress to at most ${most} bytes: found more bytes; split the file into smaller files`,
          [file],
        );
      }
      parts.push(part);
    }
  } catch (error) {
    throw inFile(error, file);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/**
 * Converts a `GzipError` to a `DatasetError`, and returns any other error
 * unchanged.
 */
function inFile(error: unknown, file: string): unknown {
  return error instanceof GzipError
    ? new DatasetError(error.message, [file], { cause: error })
    : error;
}

function refusal(
  file: string,
  found: string,
  fix = "save the file as CSV in UTF-8",
): DatasetError {
  return new DatasetError(refusalText(file, found, fix), [file]);
}

function refusalText(file: string, found: string, fix: string): string {
  return `${file} must be a CSV file: found ${found}; ${fix}`;
}
