/**
 * Rows of examples: the one shape in which numbers enter and leave a network.
 *
 * @module
 */

import { foundText, mustBe } from "./options.ts";

/**
 * Rows of equal width, row after row in one array: row `r`, column `c` is
 * `data[r * columns + c]`.
 */
export interface Frame {
  /** How many examples. */
  readonly rows: number;
  /** How many numbers each example has. */
  readonly columns: number;
  /** `rows * columns` numbers, row-major. */
  readonly data: Float32Array | Float64Array;
}

/**
 * Rows of bytes, as images arrive, with the two numbers that bytes 0 and 255
 * stand for. A fourth of a `Frame`'s size; engines scale while they read.
 */
export interface ByteFrame {
  /** How many examples. */
  readonly rows: number;
  /** How many bytes each example has. */
  readonly columns: number;
  /** `rows * columns` bytes, row-major. */
  readonly data: Uint8Array;
  /** What 0 and 255 stand for; the bytes between lie on the line between. */
  readonly scale: readonly [number, number];
}

/** Numbers that do not form the rows that were asked for. */
export class ShapeError extends RangeError {
  /** The name a stack trace shows. */
  override readonly name = "ShapeError";
}

/**
 * Refuses what is no frame.
 *
 * @throws {TypeError} Such as `inputs must be a frame, as frame() makes: found a list`.
 */
export function mustBeFrame(name: string, value: Frame | ByteFrame): void {
  const isFrame = typeof value?.rows === "number" &&
    typeof value.columns === "number" && typeof value.data?.length === "number";
  mustBe(isFrame, name, "a frame, as frame() makes", value);
}

/**
 * Makes a frame from rows of numbers.
 *
 * @param rows Arrays of one length each; none gives a frame of 0 x 0.
 * @returns A frame in float32, the precision networks train in.
 * @throws {ShapeError} If the rows differ in length.
 * @throws {TypeError} If they are no lists, or hold anything but numbers.
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
 * Makes a frame in float64, for networks of that precision.
 *
 * @param rows Arrays of one length each; none gives a frame of 0 x 0.
 * @returns A frame that keeps every bit of its numbers.
 * @throws {ShapeError} If the rows differ in length.
 * @throws {TypeError} If they are no lists, or hold anything but numbers.
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
        `every row must have ${columns} numbers as the first has: row ${r} has ${row.length}`,
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
 * The number that each byte stands for.
 *
 * @param scale What 0 and 255 stand for.
 * @returns 256 numbers, evenly spaced from the first to the second.
 */
export function levels([low, high]: readonly [number, number]): Float64Array {
  return Float64Array.from(
    { length: 256 },
    (_, byte) => low + (high - low) * byte / 255,
  );
}
