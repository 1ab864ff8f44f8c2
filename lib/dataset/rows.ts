/**
 * Rows to predict from, out of a file of any kind: IDX, an image, JSON or CSV,
 * told by content. They are as the training files have them, before any scaling.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import {
  allOf,
  ByteReader,
  type Bytes,
  type DatasetError,
  decodeIdx,
  type Delimited,
  isGzip,
  recordBlocks,
  tableBlocks,
} from "../format/mod.ts";
import {
  decodeImage,
  IMAGE_FORMATS,
  isImage,
  type Rgba,
} from "../image/mod.ts";
import { brief, type CsvDataset } from "../spec/mod.ts";
import { numberOf } from "./cells.ts";
import { ColumnReader, type Values } from "./columns.ts";
import { tableNotes } from "./describe.ts";
import { encodeRows, widthOf } from "./fit.ts";
import { transposed } from "./idx_files.ts";
import { fileFault } from "./file_kind.ts";
import { readingOf } from "./reading.ts";
import type { Dataset } from "./examples.ts";
import { type Fit, type ImageWanted, ownImage } from "./own_image.ts";
import { numberFrame, type NumbersWanted, refuse } from "./number_frame.ts";
import { farNotes } from "./range.ts";

/** What a network reads. */
export interface RowsWanted extends ImageWanted, NumbersWanted {
  /** What the columns of a table became, where rows are of one; they are named then. */
  readonly table?: Dataset["columns"] | undefined;
  /** How such a table is read; as its defaults say unless given. */
  readonly reading?: CsvDataset | undefined;
  /** Whether IDX files have the rows of each image as columns. */
  readonly transpose?: boolean | undefined;
}

/** Some rows of a file, in order. */
export interface RowBlock {
  readonly inputs: Frame | ByteFrame;
  /** Where they stand in text in columns. */
  readonly text?: RowText | undefined;
  /** What was done to an image file. */
  readonly fit?: Fit | undefined;
}

/** Rows in text in columns. */
export interface RowText {
  readonly records: Delimited;
  /** The record of the first row; those before it in the file's first are a line of names. */
  readonly from: number;
  /** How many columns there are. */
  readonly width: number;
  /** The names of the columns, where the file has them. */
  readonly names?: readonly string[] | undefined;
}

/** The most bytes of a file that is read whole: five times MNIST's training images. */
const MOST_BYTES = 2 ** 28;

/** The most numbers of a block. */
const MOST_NUMBERS = 2 ** 22;

/**
 * Reads rows: text in columns as it arrives, so that a table of any length needs
 * little memory, other files whole.
 *
 * @param chunks A file.
 * @param name What to call it in an error.
 * @throws {IdxError} If it is an IDX file that is damaged.
 * @throws {DatasetError} If it is damaged otherwise, or has rows of another kind.
 */
export async function* readRows(
  chunks: AsyncIterable<Bytes>,
  name: string,
  wanted: RowsWanted,
): AsyncGenerator<RowBlock> {
  if (wanted.table) {
    yield* readTableRows(chunks, name, wanted);
    return;
  }
  const reader = new ByteReader(chunks);
  const head = await reader.take(2 ** 12), all = reader.rest(head);
  const fault = await fileFault(head, name);
  if (fault) {
    await reader.close();
    throw refuse(name, fault.must, fault.found);
  }
  const isPicture = isImage(head);
  const isBinary = isPicture || isGzip(head) || head[0] === 0 && head[1] === 0;
  const text = isBinary ? "" : textHead(head, name);
  if (!isBinary && !/^\s*[[{]/.test(text)) {
    yield* readCsv(all, name, wanted);
    return;
  }
  const bytes = await whole(all, name);
  if (isPicture) {
    yield imageFrame(await decodeImage(bytes, name), name, wanted);
    return;
  }
  const inputs = isBinary
    ? await idxOf(bytes, name, wanted)
    : jsonOf(bytes, name, wanted);
  yield { inputs };
}

/**
 * An image as a network takes it, and what was done to it.
 *
 * @throws {DatasetError} If it is blank, or the network reads no images.
 */
export function imageFrame(
  image: Rgba,
  name: string,
  wanted: RowsWanted,
): RowBlock {
  const { bytes, fit } = ownImage(image, name, wanted);
  return { inputs: numberFrame(bytes, wanted, name), fit };
}

/** Says one thing of a file that is read in blocks. */
function once(onNote: RowsWanted["onNote"]): RowsWanted["onNote"] {
  let isSaid = false;
  return onNote && ((note) => {
    if (!isSaid) onNote(note);
    isSaid = true;
  });
}

/** A file as one array. */
async function whole(chunks: AsyncIterable<Bytes>, name: string) {
  const parts: Bytes[] = [];
  let length = 0;
  for await (const part of chunks) {
    parts.push(part);
    if ((length += part.length) <= MOST_BYTES) continue;
    throw refuse(name, `at most ${MOST_BYTES} bytes`, "more");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function idxOf(bytes: Bytes, name: string, wanted: RowsWanted) {
  const { columns, transpose } = wanted;
  const read = { ...await decodeIdx(bytes, { name }), file: name };
  const one = read.shape.length < 3 && read.data.length === columns; // without a count
  const many = one ? { ...read, shape: [1, ...read.shape] } : read;
  const { shape, data } = transpose ? transposed(many) : read;
  const width = one ? columns : data.length / shape[0];
  if (width !== columns) {
    throw refuse(name, `rows of ${columns}`, shape.join(" x "));
  }
  return numberFrame(data, wanted, name);
}

/** Rows of a table, by the names of its columns. */
async function* readTableRows(
  chunks: AsyncIterable<Bytes>,
  name: string,
  { table: columns = [], reading, precision, range, onNote }: RowsWanted,
): AsyncGenerator<RowBlock> {
  // no row is dropped, since each is to have its answer
  const how = { ...readingOf(reading ?? {}), then: "refuse" as const };
  const most = Math.ceil(MOST_NUMBERS / widthOf(columns));
  let all: ColumnReader | undefined; // with what is doubtful in the whole file
  for await (const table of tableBlocks(chunks, name, how)) {
    const reader = new ColumnReader(table, how);
    const values = columns.map((column) => reader.readAs(column));
    if (reader.problems.length > 0) throw allOf(name, reader.problems);
    if (all) addCounts(reader, all);
    else {
      all = reader;
      for (const note of farNotes(columns, values as Values[], range)) {
        onNote?.(`${name}: ${note}`);
      }
    }
    const { records, names } = table;
    for (let from = 0; from < table.rows; from += most) {
      const length = Math.min(most, table.rows - from);
      const rows = Uint32Array.from({ length }, (_, r) => from + r);
      const inputs = encodeRows(columns, values, rows, precision);
      const text = { records, names, width: names.length };
      yield { inputs, text: { ...text, from: table.head + from } };
    }
  }
  for (const note of tableNotes(all!, [])) onNote?.(`${name}: ${note}`);
}

/** Adds what was counted in one part of a table to that of another. */
function addCounts(from: ColumnReader, to: ColumnReader): void {
  for (
    const key of ["missing", "unseen", "bare", "midnight", "utc"] as const
  ) {
    for (const [name, n] of from[key]) {
      to[key].set(name, n + (to[key].get(name) ?? 0));
    }
  }
}

/** The beginning of a file that must be text. */
function textHead(head: Bytes, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true })
      .decode(head, { stream: true });
  } catch {
    throw refuse(
      name,
      `IDX, ${IMAGE_FORMATS}, JSON or CSV`,
      "other bytes",
    );
  }
}

/** `[[0, 1], [1, 1]]`, or one row of it. */
function jsonOf(bytes: Bytes, name: string, wanted: RowsWanted) {
  const isRow = (value: unknown) =>
    Array.isArray(value) && value.every(Number.isFinite);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw refuse(name, "JSON", "a fault in it");
  }
  const rows = Array.isArray(value) && Array.isArray(value[0])
    ? value
    : [value];
  if (!rows.every(isRow)) {
    throw refuse(name, "rows of numbers, such as [[0, 1], [1, 1]]", "others");
  }
  const odd = rows.findIndex(({ length }) => length !== wanted.columns);
  if (odd >= 0) throw refuseWidth(name, wanted, odd, rows[odd].length);
  return numberFrame(rows.flat(), wanted, name);
}

/** Numbers with commas between them, below a line of names or not. */
async function* readCsv(
  chunks: AsyncIterable<Bytes>,
  name: string,
  wanted: RowsWanted,
): AsyncGenerator<RowBlock> {
  const plain = { decimal: ".", thousands: "" }, { columns } = wanted;
  const onNote = once(wanted.onNote);
  let before = 0, names: string[] | undefined;
  for await (const records of recordBlocks(chunks, name)) {
    const cells = (r: number) =>
      Array.from({ length: records.width(r) }, (_, c) => records.cell(r, c));
    const rows: number[][] = [];
    let from = 0;
    for (let r = 0; r < records.count; r++) {
      const row = cells(r).map((cell) => numberOf(cell, plain));
      if (before === 0 && r === 0 && row.every(Number.isNaN)) {
        names = cells(0);
        from = 1;
        continue;
      }
      const odd = row.findIndex(Number.isNaN), place = before + rows.length;
      if (odd >= 0) {
        const found = `${brief(records.cell(r, odd))} in row ${place}`;
        throw refuse(name, "numbers", found);
      }
      if (row.length !== columns) {
        throw refuseWidth(name, wanted, place, row.length);
      }
      rows.push(row);
    }
    before += rows.length;
    if (rows.length === 0 && before > 0) continue;
    const inputs = numberFrame(rows.flat(), { ...wanted, onNote }, name);
    yield { inputs, text: { records, from, names, width: columns } };
  }
}

function refuseWidth(
  name: string,
  { columns }: RowsWanted,
  row: number,
  found: number,
): DatasetError {
  return refuse(name, `rows of ${columns}`, `row ${row} of ${found}`);
}
