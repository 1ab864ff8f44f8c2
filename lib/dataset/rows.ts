/**
 * Reading of rows to predict from an IDX, image, JSON or CSV file. The rows are
 * converted to network inputs in the same way as the training data.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import {
  allOf,
  ByteReader,
  type Bytes,
  type DatasetError,
  decodeIdx,
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
import { brief } from "../spec/mod.ts";
import { numberOf } from "./cells.ts";
import { ColumnReader, type Values } from "./columns.ts";
import { droppedRows, tableNotes } from "./describe.ts";
import { encodeRows, widthOf } from "./fit.ts";
import { transposed } from "./idx_files.ts";
import { fileFault } from "./file_kind.ts";
import { readingOf } from "./reading.ts";
import { ownImage } from "./own_image.ts";
import { numberFrame, refuse } from "./number_frame.ts";
import { farNotes } from "./range.ts";
import type { RowBlock, RowsWanted } from "./rows_wanted.ts";

/**
 * The largest size in bytes of a file that is read into memory as a whole: 256
 * MiB. MNIST's file of training images has 45 MiB.
 */
const MOST_BYTES = 2 ** 28;

/** The approximate largest number of inputs in a block of table rows. */
const MOST_NUMBERS = 2 ** 22;

/**
 * Reads rows from a file. CSV files are read in blocks, so that a file of any
 * size needs little memory; any other file is read into memory as a whole.
 *
 * @param chunks The contents of the file.
 * @param name The name of the file in error messages.
 * @throws {IdxError} If an IDX file is damaged.
 * @throws {DatasetError} If a file that is not an IDX file is damaged, or the
 * rows of any file do not fit the network.
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
 * Converts an image to inputs, and describes how the image was adjusted to the
 * training images.
 *
 * @throws {DatasetError} If the image is blank, or the network does not read
 * images.
 */
export function imageFrame(
  image: Rgba,
  name: string,
  wanted: RowsWanted,
): RowBlock {
  const { bytes, fit } = ownImage(image, name, wanted);
  return { inputs: numberFrame(bytes, wanted, name), fit };
}

/** Wraps `onNote` so that only the first note is passed on. */
function once(onNote: RowsWanted["onNote"]): RowsWanted["onNote"] {
  let isSaid = false;
  return onNote && ((note) => {
    if (!isSaid) onNote(note);
    isSaid = true;
  });
}

/** Reads a file into one array. */
async function whole(chunks: AsyncIterable<Bytes>, name: string) {
  const parts: Bytes[] = [];
  let length = 0;
  for await (const part of chunks) {
    parts.push(part);
    if ((length += part.length) <= MOST_BYTES) continue;
    throw refuse(name, `at most ${MOST_BYTES} bytes`, "more bytes");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function idxOf(bytes: Bytes, name: string, wanted: RowsWanted) {
  const { columns, transpose } = wanted;
  const read = { ...await decodeIdx(bytes, { name }), file: name };
  const one = read.shape.length < 3 && read.data.length === columns; // a single row without the dimension of rows
  const many = one ? { ...read, shape: [1, ...read.shape] } : read;
  const { shape, data } = transpose ? transposed(many) : read;
  const width = one ? columns : data.length / shape[0];
  if (width !== columns) {
    throw refuse(
      name,
      `rows of ${columns} numbers`,
      `the shape ${shape.join(" x ")}`,
    );
  }
  return numberFrame(data, wanted, name);
}

/** Reads rows of a table. The columns are selected by their names. */
async function* readTableRows(
  chunks: AsyncIterable<Bytes>,
  name: string,
  { table: columns = [], reading, precision, range, onNote }: RowsWanted,
): AsyncGenerator<RowBlock> {
  const as = readingOf(reading ?? {});
  const how = as.then === "error" ? { ...as, then: "refuse" as const } : as;
  const most = Math.ceil(MOST_NUMBERS / widthOf(columns));
  let all: ColumnReader | undefined; // collects the notes about the whole file
  const gaps = { rows: 0, dropped: 0, outcome: "get no prediction" };
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
    gaps.rows += table.rows;
    gaps.dropped += droppedRows(reader);
    const { records, names } = table;
    for (let from = 0; from < table.rows; from += most) {
      const dropped = reader.dropped.subarray(from, from + most);
      const kept = Uint32Array.from(dropped.keys()).filter((r) => !dropped[r]);
      const rows = kept.map((r) => from + r);
      const inputs = withGaps(
        encodeRows(columns, values, rows, precision),
        kept,
        dropped.length,
      );
      const text = { records, names, width: names.length };
      yield { inputs, dropped, text: { ...text, from: table.head + from } };
    }
  }
  for (const note of tableNotes(all!, [], gaps)) onNote?.(`${name}: ${note}`);
}

/** Returns a frame with the kept rows at their indices, and zeros in the other rows. */
function withGaps(kept: Frame, indices: Uint32Array, rows: number): Frame {
  if (kept.rows === rows) return kept;
  const { columns, data } = kept;
  const all = new (data.constructor as Float32ArrayConstructor)(rows * columns);
  indices.forEach((r, k) =>
    all.set(data.subarray(k * columns, (k + 1) * columns), r * columns)
  );
  return { rows, columns, data: all };
}

/** Adds the counts of a block, such as missing cells per column, to the counts of the file. */
function addCounts(from: ColumnReader, to: ColumnReader): void {
  for (
    const key of [
      ...["missing", "dropping", "unseen", "bare", "midnight", "utc"] as const,
    ]
  ) {
    for (const [name, n] of from[key]) {
      to[key].set(name, n + (to[key].get(name) ?? 0));
    }
  }
}

/** Checks that a file begins with text. */
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

/** Parses JSON: rows such as `[[0, 1], [1, 1]]`, or a single row such as `[0, 1]`. */
function jsonOf(bytes: Bytes, name: string, wanted: RowsWanted) {
  const isRow = (value: unknown) =>
    Array.isArray(value) && value.every(Number.isFinite);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw refuse(name, "JSON", "a syntax error");
  }
  const rows = Array.isArray(value) && Array.isArray(value[0])
    ? value
    : [value];
  if (!rows.every(isRow)) {
    throw refuse(
      name,
      "rows of numbers, such as [[0, 1], [1, 1]]",
      "other values",
    );
  }
  const odd = rows.findIndex(({ length }) => length !== wanted.columns);
  if (odd >= 0) throw refuseWidth(name, wanted, odd, rows[odd].length);
  return numberFrame(rows.flat(), wanted, name);
}

/** Reads rows of numbers from a CSV file with or without a header. */
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
  return refuse(
    name,
    `rows of ${columns} numbers`,
    `${found} numbers in row ${row}`,
  );
}
