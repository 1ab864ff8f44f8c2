/**
 * `Frame`: a matrix of numbers with one row per example. Networks take their inputs
 * and return their predictions as frames.
 *
 * @module
 */

import { foundText, mustBe } from "./options.ts";

/**
 * A matrix of numbers with one row per example. The number in row `r` and column
 * `c` is `data[r * columns + c]`.
 */
export interface Frame {
  /** The number of examples. */
  readonly rows: number;
  /** The number of values in each example. */
  readonly columns: number;
  /** `rows * columns` numbers, row-major. */
  readonly data: Float32Array | Float64Array;
}

/**
 * A matrix of bytes with one row per example, such as the pixels of images, and the
 * scale that turns bytes into numbers. A byte frame takes a fourth of the memory of
 * a float32 `Frame`, because engines apply the scale when they read a byte.
 */
export interface ByteFrame {
  /** The number of examples. */
  readonly rows: number;
  /** The number of bytes in each example. */
  readonly columns: number;
  /** `rows * columns` bytes, row-major. */
  readonly data: Uint8Array;
  /** The numbers that bytes 0 and 255 stand for. The bytes between them are scaled linearly. */
  readonly scale: readonly [number, number];
}

/** Thrown when the number of rows or columns is wrong. */
export class ShapeError extends RangeError {
  /** The name of the error class, shown in stack traces. */
  override readonly name = "ShapeError";
}

/**
 * Checks that a value is a frame.
 *
 * @throws {TypeError} Such as
 *   `inputs must be a frame, such as from frame(): found a list`.
 */
export function mustBeFrame(name: string, value: Frame | ByteFrame): void {
  const isFrame = typeof value?.rows === "number" &&
    typeof value.columns === "number" && typeof value.data?.length === "number";
  mustBe(isFrame, name, "a frame, such as from frame()", value);
}

/**
 * Makes a float32 frame from arrays of numbers, one per example.
 *
 * @param rows Arrays of equal length. An empty list gives a frame of 0 rows and 0
 *   columns.
 * @returns A frame in float32, the default precision of networks.
 * @throws {ShapeError} If the rows differ in length.
 * @throws {TypeError} If the rows are not arrays, or contain anything but numbers.
 * @example The four inputs of XOR
 * ```ts
 * import { frame } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
 * assertEquals([inputs.rows, inputs.columns], [4, 2]);
 * assertEquals([...inputs.data.subarray(2, 4)], [0, 1]);
 * ```
 */
export function frame(rows: readonly (readonly number[])[]): Frame {
  return fill(rows, Float32Array);
}

/**
 * Makes a float64 frame from arrays of numbers, for networks with `precision:
 * float64`.
 *
 * @param rows Arrays of equal length. An empty list gives a frame of 0 rows and 0
 *   columns.
 * @returns A frame in float64, so that no number is rounded.
 * @throws {ShapeError} If the rows differ in length.
 * @throws {TypeError} If the rows are not arrays, or contain anything but numbers.
 */
export function frame64(rows: readonly (readonly number[])[]): Frame {
  return fill(rows, Float64Array);
}

function fill(
  rows: readonly (readonly number[])[],
  Numbers: Float32ArrayConstructor | Float64ArrayConstructor,
): Frame {
  mustBe(Array.isArray(rows), "the rows", "a list of lists of numbers", rows);
  const columns = rows[0]?.length ?? 0;
  const data = new Numbers(rows.length * columns);
  rows.forEach((row, r) => {
    mustBe(
      Array.isArray(row) || ArrayBuffer.isView(row),
      `row ${r}`,
      "a list of numbers",
      row,
    );
    if (row.length !== columns) {
      throw new ShapeError(
        `every row must have ${columns} numbers, as the first row has: found ${row.length} in row ${r}`,
      );
    }
    for (let c = 0; c < columns; c++) {
      if (typeof row[c] === "number") continue;
      throw new TypeError(
        `row ${r}, column ${c} must be a number: found ${foundText(row[c])}`,
      );
    }
    data.set(row, r * columns);
  });
  return { rows: rows.length, columns, data };
}

/**
 * The number that each byte stands for, as a lookup table.
 *
 * @param scale The numbers that bytes 0 and 255 stand for.
 * @returns 256 evenly spaced numbers from `scale[0]` to `scale[1]`.
 */
export function levels([low, high]: readonly [number, number]): Float64Array {
  return Float64Array.from(
    { length: 256 },
    (_, byte) => low + (high - low) * byte / 255,
  );
}
