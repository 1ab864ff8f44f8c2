/**
 * Rows to predict from, out of a file of any kind: IDX, PNG, JSON or CSV, told
 * by content. They are as the training files have them, before any scaling.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import {
  allOf,
  DatasetError,
  decodeIdx,
  decodePng,
  delimited,
  isGzip,
  isPng,
  readTable,
  resized,
  textOf,
} from "../format/mod.ts";
import { brief, type CsvDataset } from "../spec/mod.ts";
import { numberOf } from "./cells.ts";
import { ColumnReader } from "./columns.ts";
import { tableNotes } from "./describe.ts";
import { deskew } from "./deskew.ts";
import { encodeRows } from "./fit.ts";
import { readingOf } from "./reading.ts";
import type { Dataset } from "./examples.ts";

/** What a network reads. */
export interface RowsWanted {
  /** How many numbers make a row. */
  readonly columns: number;
  /** Width and height, where rows are pictures; their numbers are bytes then. */
  readonly image?: Dataset["image"] | undefined;
  /** What the columns of a table became, where rows are of one; they are named then. */
  readonly table?: Dataset["columns"] | undefined;
  /** How such a table is read; as its defaults say unless given. */
  readonly reading?: CsvDataset | undefined;
  /** Called with what is doubtful in it, a sentence each. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** What bytes 0 and 255 become. */
  readonly scale: readonly [number, number];
  /** Of the numbers. */
  readonly precision: "float32" | "float64";
  /** Whether pictures are made upright, as those learned from were. */
  readonly deskew?: boolean | undefined;
  /** Whether PNG files have dark ink on light paper; the data sets have light on dark. */
  readonly invert?: boolean | undefined;
}

/**
 * Reads rows.
 *
 * @param bytes A whole file.
 * @param name What to call it in an error.
 * @throws {IdxError} If it is an IDX file that is damaged.
 * @throws {DatasetError} If it is damaged otherwise, or has rows of another kind.
 */
export async function readRows(
  bytes: Uint8Array,
  name: string,
  wanted: RowsWanted,
): Promise<Frame | ByteFrame> {
  const { columns, image } = wanted;
  if (wanted.table) return await readTableRows(bytes, name, wanted);
  if (isPng(bytes)) {
    if (!image) throw refuse(name, `${columns} numbers`, "a picture");
    const paper = wanted.invert ? 255 : 0;
    const picture = await decodePng(bytes, name, { paper });
    const { pixels } = resized(picture, image);
    return rowsOf(pixels.map((grey) => Math.abs(paper - grey)), wanted, name);
  }
  if (isGzip(bytes) || bytes[0] === 0 && bytes[1] === 0) {
    const { shape, data } = await decodeIdx(bytes, { name });
    const one = shape.length < 3 && data.length === columns; // without a count
    const width = one ? columns : data.length / shape[0];
    if (width !== columns) {
      throw refuse(name, `rows of ${columns}`, shape.join(" x "));
    }
    return rowsOf(data, wanted, name);
  }
  const rows = await readText(bytes, name);
  rows.forEach((row, r) => {
    if (row.length === columns) return;
    throw refuse(name, `rows of ${columns}`, `row ${r} of ${row.length}`);
  });
  return rowsOf(rows.flat(), wanted, name);
}

/** Rows of a table, by the names of its columns. */
async function readTableRows(
  bytes: Uint8Array,
  name: string,
  { table: columns = [], reading, precision, onNote }: RowsWanted,
): Promise<Frame> {
  // no row is dropped, since each is to have its answer
  const how = { ...readingOf(reading ?? {}), then: "refuse" as const };
  const table = await readTable(bytes, name, how);
  const reader = new ColumnReader(table, how);
  const values = columns.map((column) => reader.readAs(column));
  if (reader.problems.length > 0) throw allOf(name, reader.problems);
  for (const note of tableNotes(reader, [])) onNote?.(`${name}: ${note}`);
  const rows = Uint32Array.from({ length: table.rows }, (_, r) => r);
  return encodeRows(columns, values, rows, precision);
}

/** Rows of numbers from JSON or CSV. */
async function readText(bytes: Uint8Array, name: string): Promise<number[][]> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse(name, "IDX, PNG, JSON or CSV", "other bytes");
  }
  return /^\s*[[{]/.test(text)
    ? readJson(text, name)
    : await readCsv(bytes, name);
}

/** `[[0, 1], [1, 1]]`, or one row of it. */
function readJson(text: string, name: string): number[][] {
  const isRow = (value: unknown) =>
    Array.isArray(value) && value.every(Number.isFinite);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(name, "JSON", "a fault in it");
  }
  const rows = Array.isArray(value) && Array.isArray(value[0])
    ? value
    : [value];
  if (rows.every(isRow)) return rows;
  throw refuse(name, "rows of numbers, such as [[0, 1], [1, 1]]", "others");
}

/** Numbers with commas between them, below a line of names or not. */
async function readCsv(bytes: Uint8Array, name: string): Promise<number[][]> {
  const text = await textOf(bytes, name);
  const { count, width, cell } = delimited(text, name);
  const plain = { decimal: ".", thousands: "" };
  const recordOf = (r: number) =>
    Array.from({ length: width(r) }, (_, c) => numberOf(cell(r, c), plain));
  const rows: number[][] = [];
  for (let r = 0; r < count; r++) {
    const row = recordOf(r), odd = row.findIndex(Number.isNaN);
    if (r === 0 && row.every(Number.isNaN)) continue; // names
    if (odd >= 0) {
      const found = `${brief(cell(r, odd))} in row ${rows.length}`;
      throw refuse(name, "numbers", found);
    }
    rows.push(row);
  }
  return rows;
}

/** Numbers as a network takes them: pictures as bytes. */
function rowsOf(
  numbers: ArrayLike<number>,
  { columns, image, scale, precision, deskew: upright }: RowsWanted,
  name: string,
): Frame | ByteFrame {
  const rows = numbers.length / columns;
  if (rows === 0) throw refuse(name, "at least one row", "none");
  if (!image) {
    const Numbers = precision === "float64" ? Float64Array : Float32Array;
    return { rows, columns, data: Numbers.from(numbers) };
  }
  const data = Uint8Array.from(numbers);
  const odd = data.findIndex((byte, i) => byte !== numbers[i]);
  const pictures = { rows, columns, data, scale };
  if (odd < 0) return upright ? deskew(pictures, image) : pictures;
  throw refuse(
    name,
    "bytes from 0 to 255, as pictures are",
    `${numbers[odd]} in row ${Math.floor(odd / columns)}`,
  );
}

function refuse(name: string, must: string, found: string): DatasetError {
  return new DatasetError(`${name}: must be ${must}: found ${found}`, [name]);
}
