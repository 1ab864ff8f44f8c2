/**
 * Functions for the rows of a table: recognition of a training table after rows
 * were added, detection of duplicates by hashes, and splits into folds.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { DatasetError, sha256 } from "../format/mod.ts";
import { mix32 } from "../random.ts";
import type { ColumnReader, Values } from "./columns.ts";
import type { TableRecord, TableRows } from "./examples.ts";
import { encodeRows, fitColumns, type FitOptions } from "./fit.ts";
import { rowsOf, type Split } from "./sample.ts";

/**
 * A table with its decoded columns, and the indexes of the rows that were not
 * dropped because of missing cells.
 */
export interface ReadTable {
  readonly reader: ColumnReader;
  /** The input columns. */
  readonly inputs: readonly Values[];
  /** The label columns: a single column of class names, or columns of numbers. */
  readonly labels: readonly Values[];
  /**
   * The index in the file of each row that was not dropped because of a missing
   * cell.
   */
  readonly rows: Uint32Array;
}

/** A table that was read, and the indexes of some of its rows. */
export interface Part {
  readonly from: ReadTable;
  readonly rows: Uint32Array;
}

/**
 * Makes the record of a table: the number of rows, the SHA-256 of the values,
 * and the test rows.
 */
export async function tableRecord(
  values: readonly Values[],
  rows: number,
  test: Uint32Array | undefined,
): Promise<TableRecord> {
  const record = { rows, sha256: await rowsSha256(values, rows) };
  if (!test) return record;
  const bits = new Uint8Array(Math.ceil(rows / 8));
  for (const r of test) bits[r >> 3] |= 1 << (r & 7);
  const text = Array.from(bits, (byte) => String.fromCharCode(byte));
  return { ...record, test: btoa(text.join("")) };
}

/**
 * The test rows of a table that a network was trained on: the rows that were held
 * out in training, and the rows that were added to the file later.
 *
 * @param values The decoded columns whose SHA-256 is in the record.
 * @throws {DatasetError} If the table does not begin with the recorded rows.
 */
export async function testRows(
  record: TableRecord,
  file: string,
  values: readonly Values[],
  rows: number,
): Promise<Uint32Array> {
  if (!await beginsWith(record, values, rows)) {
    throw new DatasetError(
      `${file} must begin with the ${record.rows} rows that the file had in training, so that the test set does not change: found other rows`,
      [file],
    );
  }
  const bits = Uint8Array.from(atob(record.test ?? ""), (c) => c.charCodeAt(0));
  return Uint32Array.from({ length: rows }, (_, r) => r)
    .filter((r) => r >= record.rows || (bits[r >> 3] >> (r & 7) & 1) === 1);
}

/** Whether a table begins with the recorded rows. */
export async function beginsWith(
  record: TableRecord,
  values: readonly Values[],
  rows: number,
): Promise<boolean> {
  return rows >= record.rows &&
    await rowsSha256(values, record.rows) === record.sha256;
}

/**
 * One SHA-256 for all columns, computed from the first `rows` values of each
 * column; the value of a name is the index of the name in `categories`.
 */
async function rowsSha256(
  values: readonly Values[],
  rows: number,
): Promise<string> {
  const hashes = [];
  for (const column of values) {
    const part = ("codes" in column ? column.codes : column.numbers)
      .subarray(0, rows);
    const { buffer, byteOffset, byteLength } = part;
    hashes.push(await sha256(new Uint8Array(buffer, byteOffset, byteLength)));
  }
  return await sha256(hashes.join("\n"));
}

/** The columns of a table, and the indexes of some of its rows. */
export interface RowsOf {
  readonly values: readonly Values[];
  readonly rows: Uint32Array;
}

/** A 53-bit hash of each row, computed from all its cells. */
export function rowHashes({ values, rows }: RowsOf): Float64Array {
  const high = new Int32Array(rows.length).fill(1);
  const low = new Int32Array(rows.length).fill(2);
  for (const column of values) {
    const words = "codes" in column
      ? column.codes
      : new Int32Array(column.numbers.slice().buffer);
    const width = "codes" in column ? 1 : 2;
    rows.forEach((r, row) => {
      for (let w = r * width; w < (r + 1) * width; w++) {
        high[row] = mix32(high[row], words[w]);
        low[row] = mix32(low[row], words[w]);
      }
    });
  }
  return Float64Array.from(
    rows,
    (_, row) => (high[row] >>> 0) * 2 ** 21 + (low[row] >>> 11),
  );
}

/** The fields of `LoadedRows` as plain data, which can be sent to another thread. */
export interface RowsParts {
  readonly record: TableRecord;
  readonly groups: Uint32Array | undefined;
  readonly learned: RowsOf & { readonly targets: Frame };
  readonly options: FitOptions & {
    readonly precision: "float32" | "float64";
  };
}

/**
 * The fields of a `LoadedRows` object as plain data; undefined if `rows` is not
 * a `LoadedRows` object.
 */
export function partsOfRows(rows: TableRows): RowsParts | undefined {
  return rows instanceof LoadedRows ? rows.parts : undefined;
}

/**
 * The training rows of a table, before the means and standard deviations of
 * columns are computed.
 */
export class LoadedRows implements TableRows {
  readonly record: TableRecord;
  readonly groups: Uint32Array | undefined;
  /** The rows, targets and options as plain data. */
  readonly parts: RowsParts;

  /** Called by `readDataset`. */
  constructor(parts: RowsParts) {
    this.record = parts.record;
    this.groups = parts.groups;
    this.parts = parts;
  }

  /** See `TableRows`. */
  split(held: Uint32Array): Split {
    const { learned: { values, rows, targets }, options } = this.parts;
    const isHeld = new Uint8Array(rows.length);
    for (const at of held) isHeld[at] = 1;
    const others = Uint32Array.from(rows.keys()).filter((at) => !isHeld[at]);
    const fitted = others.map((at) => rows[at]);
    const columns = fitColumns(values, fitted, options);
    const part = (places: Uint32Array) => ({
      inputs: encodeRows(
        columns,
        values,
        places.map((at) => rows[at]),
        options.precision,
      ),
      targets: rowsOf(targets, places),
    });
    return { train: part(others), held: part(held) };
  }
}
