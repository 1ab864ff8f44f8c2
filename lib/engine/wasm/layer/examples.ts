/**
 * The examples in a program's memory. Inputs are stored as bytes or float32,
 * either as whole rows or, to save memory, as lists of the nonzero inputs. If
 * byte 0 stands for a nonzero number, lists store the difference of each input
 * from that number; see `background.ts`.
 *
 * @module
 */

import type { Examples } from "../../../dataset/mod.ts";
import { argmax } from "../../../formula/mod.ts";
import { type ByteFrame, type Frame, levels } from "../../../frame.ts";
import { address, type Allotment } from "../code/memory.ts";

/** Zeros are skipped if less than this fraction of the inputs is nonzero. */
const SPARSE = 0.4;
/** The smallest number of inputs of an example for which zeros are skipped. */
const FEW = 16;

/** The layout of the examples' inputs in memory. */
export interface Stored {
  /** The number of examples for which memory is allocated. */
  readonly rows: number;
  /** The number of inputs of each example. */
  readonly columns: number;
  /** The number of values for which memory is allocated. */
  readonly count: number;
  /** Whether the values are bytes. */
  readonly small: boolean;
  /** The address of the values: whole rows, or the nonzero values only. */
  readonly values: number;
  /**
   * If inputs are stored as lists: the address of an array that contains, for
   * each value, the index of the input that has this value. An index has 2 or 4
   * bytes.
   */
  readonly numbers?: number;
  /**
   * If inputs are stored as lists: the size of the index of an input in bytes.
   */
  readonly numberBytes: number;
  /**
   * If inputs are stored as lists: the address of an array with one 4-byte word
   * for each example: the index of the example's first value. One more word at
   * the end of the array contains the number of values of all examples.
   */
  readonly starts: number;
  /**
   * The length of the longest list; if inputs are stored as whole rows, the
   * number of inputs of an example.
   */
  readonly longest: number;
  /**
   * If inputs are stored as lists and have a background: the address of an
   * array that contains, for each example, the sum of the differences between
   * its inputs and the background, as float32.
   */
  readonly beyond?: number;
}

/**
 * Counts the nonzero inputs of all examples, and finds the largest count in one
 * example.
 */
export function nonZeros(
  inputs: Frame | ByteFrame,
): { all: number; longest: number } {
  const { rows, columns, data } = inputs;
  let all = 0, longest = 0;
  for (let r = 0; r < rows; r++) {
    let some = 0;
    for (let i = r * columns; i < (r + 1) * columns; i++) {
      some += Number(data[i] !== 0); // without a branch, which the processor would often predict wrongly
    }
    all += some;
    if (some > longest) longest = some;
  }
  return { all, longest };
}

/** Whether byte 0, the most frequent byte of most images, stands for a nonzero number. */
export function hasBackground(inputs: Frame | ByteFrame): boolean {
  return "scale" in inputs && inputs.scale[0] !== 0;
}

/**
 * Whether the kernel functions skip inputs that are zero or equal to the
 * background, the number that byte 0 stands for. The result depends only on the
 * data. `all` is the number of nonzero inputs.
 */
export function pays(inputs: Frame | ByteFrame, all: number): boolean {
  return inputs.columns >= FEW && all < SPARSE * inputs.rows * inputs.columns;
}

/** Allocates memory for examples. */
export function storeFor(
  memory: Allotment,
  inputs: Frame | ByteFrame,
  lists: { all: number; longest: number } | undefined,
): Stored {
  const { rows, columns } = inputs;
  const small = "scale" in inputs, size = small ? 1 : 4;
  const numberBytes = columns > 65536 ? 4 : 2;
  const count = lists ? lists.all : rows * columns;
  return {
    rows,
    columns,
    count,
    small,
    numberBytes,
    values: memory.take(count * size + 16),
    ...(lists && { numbers: memory.take((count + 1) * numberBytes) }), // `store` writes one index after the last
    starts: lists ? memory.take(4 * (rows + 1)) : 0,
    longest: lists ? lists.longest : columns,
    ...(lists && hasBackground(inputs) && { beyond: memory.take(4 * rows) }),
  };
}

/**
 * Writes a table to memory: for each byte from 0 to 255, the number that the
 * byte stands for. If `subtractsBackground` is true, the background is
 * subtracted from these numbers.
 */
export function storeLevels(
  buffer: ArrayBufferLike,
  scale: ByteFrame["scale"],
  subtractsBackground = false,
): void {
  const all = levels(scale), [low] = all;
  new Float32Array(buffer, address.background, 1)[0] = low;
  new Float32Array(buffer, address.levels, 256)
    .set(subtractsBackground ? all.map((level) => level - low) : all);
}

/** Copies examples into memory. Bytes are copied without scaling; see `storeLevels`. */
export function store(
  buffer: ArrayBufferLike,
  inputs: Frame | ByteFrame,
  stored: Stored,
): void {
  const { values, numbers, starts, small, numberBytes, beyond } = stored;
  const { rows, columns, data } = inputs;
  const size = rows * columns;
  if (numbers === undefined) {
    const to = small
      ? new Uint8Array(buffer, values, size)
      : new Float32Array(buffer, values, size);
    return to.set(data);
  }
  const first = new Uint32Array(buffer, starts, rows + 1);
  const capacity = (buffer.byteLength - values) >> 2;
  const value = small
    ? new Uint8Array(buffer, values)
    : new Float32Array(buffer, values, capacity);
  const number = numberBytes === 2
    ? new Uint16Array(buffer, numbers)
    : new Uint32Array(buffer, numbers);
  let count = 0;
  for (let r = 0; r < rows; r++) {
    first[r] = count;
    const row = r * columns;
    for (let i = 0; i < columns; i++) {
      const x = data[row + i];
      value[count] = x; // without a branch: a zero is overwritten by the next value
      number[count] = i;
      count += Number(x !== 0);
    }
  }
  first[rows] = count;
  if (beyond === undefined) return;
  const level = new Float32Array(buffer, address.levels, 256);
  const sums = new Float32Array(buffer, beyond, rows);
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let n = first[r]; n < first[r + 1]; n++) sum += level[value[n]];
    sums[r] = sum;
  }
}

/** The class of each row of targets: the position of the largest target. */
export function classesOf(
  { targets: { rows, columns, data } }: Examples,
): Uint32Array {
  return Uint32Array.from(
    { length: rows },
    (_, r) => argmax(data, r * columns, (r + 1) * columns),
  );
}
