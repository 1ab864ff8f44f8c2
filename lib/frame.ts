/**
 * `Frame`: a matrix of numbers with one row per example. Networks take their inputs
 * and return their predictions as frames.
 *
 * @module
 */

import { foundText } from "./options.ts";

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
 * A matrix of bytes with one row per example, such as the pixels of images, and
 * the scale that turns bytes into numbers. A byte frame uses a quarter of the
 * memory of a float32 `Frame`. Engines apply the scale when they read a byte.
 */
export interface ByteFrame {
  /** The number of examples. */
  readonly rows: number;
  /** The number of bytes in each example. */
  readonly columns: number;
  /** `rows * columns` bytes, row-major. */
  readonly data: Uint8Array;
  /**
   * The numbers that bytes 0 and 255 are scaled to. A byte b is scaled to
   * `scale[0] + (scale[1] - scale[0]) * b / 255`.
   */
  readonly scale: readonly [number, number];
}

/**
 * Thrown when the number of rows or columns of a frame is wrong.
 *
 * @example Inputs with a wrong number of columns
 * ```ts
 * import { compile, frame, ShapeError } from "@percept/nn";
 * import { assertThrows } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 * }, { inputs: 2 });
 * assertThrows(() => mlp.predict(frame([[0, 1, 1]])), ShapeError, "found 3");
 * ```
 */
export class ShapeError extends RangeError {
  /** The name of the error class, shown in stack traces. */
  override readonly name = "ShapeError";
}

/**
 * Checks that a value is a frame. The error message says how to make a frame
 * from the value.
 *
 * @throws {TypeError} If the value is not a frame, with a message such as
 *   `inputs must be a frame (frame() makes one): found a list; write
 *   frame(inputs)`.
 */
export function mustBeFrame(name: string, value: Frame | ByteFrame): void {
  const isFrame = typeof value?.rows === "number" &&
    typeof value.columns === "number" && typeof value.data?.length === "number";
  if (isFrame) return;
  throw new TypeError(
    `${name} must be a frame (frame() makes one): found ${foundText(value)}${
      frameHint(name, value)
    }`,
  );
}

/**
 * A hint for an error message: the code that makes a frame from a list or an
 * array of numbers.
 */
function frameHint(name: string, value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    const { length } = value as Uint8Array;
    return `; for one row write { rows: 1, columns: ${length}, data: ${name} }`;
  }
  if (!Array.isArray(value)) return "";
  return typeof value[0] === "number"
    ? `; for one row write frame([${name}]), for one column frame(${name}.map((x) => [x]))`
    : `; write frame(${name})`;
}

/**
 * Makes a float32 frame from arrays of numbers, one array per example.
 *
 * @param rows Arrays of equal length. For an empty list, the frame has 0 rows and 0
 *   columns.
 * @returns A frame in float32, the default precision of networks.
 * @throws {ShapeError} If the rows differ in length.
 * @throws {TypeError} If a row is not an array, or contains a value that is not
 *   a number.
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
 * Makes a float64 frame from arrays of numbers, one array per example, for
 * networks with `precision: float64`.
 *
 * @param rows Arrays of equal length. For an empty list, the frame has 0 rows and 0
 *   columns.
 * @returns A frame in float64, so that no number is rounded.
 * @throws {ShapeError} If the rows differ in length.
 * @throws {TypeError} If a row is not an array, or contains a value that is not
 *   a number.
 * @example A number that float32 would round
 * ```ts
 * import { frame, frame64 } from "@percept/nn";
 * import { assertEquals, assertNotEquals } from "@std/assert";
 *
 * assertEquals(frame64([[0.1]]).data[0], 0.1);
 * assertNotEquals(frame([[0.1]]).data[0], 0.1);
 * ```
 */
export function frame64(rows: readonly (readonly number[])[]): Frame {
  return fill(rows, Float64Array);
}

function fill(
  rows: readonly (readonly number[])[],
  Numbers: Float32ArrayConstructor | Float64ArrayConstructor,
): Frame {
  if (!Array.isArray(rows)) {
    throw new TypeError(
      `the rows must be a list of lists of numbers, such as [[0, 1], [1, 0]]: found ${
        foundText(rows)
      }${ArrayBuffer.isView(rows) ? ARRAY_HINT : ""}`,
    );
  }
  const columns = rows[0]?.length ?? 0;
  const data = new Numbers(rows.length * columns);
  rows.forEach((row, r) => {
    const given: unknown = row;
    if (!Array.isArray(given) && !ArrayBuffer.isView(given)) {
      throw new TypeError(
        `row ${r} must be a list of numbers: found ${foundText(given)}${
          typeof given === "number" ? LIST_HINT : ""
        }`,
      );
    }
    if (row.length !== columns) {
      throw new ShapeError(
        `every row must have ${columns} numbers, like the first row: found ${row.length} in row ${r}`,
      );
    }
    for (let c = 0; c < columns; c++) {
      if (typeof row[c] === "number") continue;
      throw new TypeError(
        `row ${r}, column ${c} must be a number: found ${foundText(row[c])}${
          cellHint(row[c])
        }`,
      );
    }
    data.set(row, r * columns);
  });
  return { rows: rows.length, columns, data };
}

const ARRAY_HINT =
  "; if one array holds all the numbers, row by row, use { rows: 2, columns: 3, data: array } in place of the call of frame";

const LIST_HINT =
  "; for one row write frame([list]), for one column frame(list.map((x) => [x]))";

/**
 * A hint for an error message about a cell that is not a number. The hint is
 * code that makes a frame from nested lists, such as the rows of an image, or
 * from text, such as the cells of a file.
 */
function cellHint(cell: unknown): string {
  if (Array.isArray(cell) || ArrayBuffer.isView(cell)) {
    return "; write one row of numbers for each example: frame(examples.map((example) => example.flat(Infinity)))";
  }
  return typeof cell === "string" && cell !== "" && !Number.isNaN(Number(cell))
    ? "; write frame(rows.map((row) => row.map(Number)))"
    : "";
}

/**
 * Makes a lookup table with the number that each byte is scaled to.
 *
 * @param scale The numbers that bytes 0 and 255 are scaled to.
 * @returns 256 evenly spaced numbers from `scale[0]` to `scale[1]`.
 */
export function levels([low, high]: readonly [number, number]): Float64Array {
  return Float64Array.from(
    { length: 256 },
    (_, byte) => low + (high - low) * byte / 255,
  );
}
