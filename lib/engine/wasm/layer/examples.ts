/**
 * Examples in a program's memory, in the smallest form that is still quick to
 * read: inputs as bytes or float32, whole rows or lists of those that are not
 * zero. Where byte 0 stands
 * for another number, lists have what lies beyond that; see `background.ts`.
 *
 * @module
 */

import type { Examples } from "../../../dataset/mod.ts";
import { argmax } from "../../../formula/mod.ts";
import { type ByteFrame, type Frame, levels } from "../../../frame.ts";
import { address, type Allotment } from "../code/memory.ts";

/** The fraction of inputs that are not zero below which it pays to skip zeros. */
const SPARSE = 0.4;
/** How few inputs there may be for that. */
const FEW = 16;

/** Inputs in memory. */
export interface Stored {
  /** How many examples there is room for. */
  readonly rows: number;
  /** How wide each is. */
  readonly columns: number;
  /** How many values there is room for. */
  readonly count: number;
  /** Whether values are bytes. */
  readonly small: boolean;
  /** Values: whole rows, or those that are not zero. */
  readonly values: number;
  /** In lists: the input of each value, in 2 or 4 bytes. */
  readonly numbers?: number;
  /** Bytes of each of `numbers`. */
  readonly numberBytes: number;
  /** In lists: which value is the first of each example, and where the last ends. */
  readonly starts: number;
  /** In lists: the length of the longest. */
  readonly longest: number;
  /** In lists of what lies beyond a background: each example's sum of it. */
  readonly beyond?: number;
}

/** How many inputs are not zero: of all examples, and the most of one. */
export function nonZeros(
  inputs: Frame | ByteFrame,
): { all: number; longest: number } {
  const { rows, columns, data } = inputs;
  let all = 0, longest = 0;
  for (let r = 0; r < rows; r++) {
    let some = 0;
    for (let i = r * columns; i < (r + 1) * columns; i++) {
      some += Number(data[i] !== 0); // without a branch, which is often mispredicted
    }
    all += some;
    if (some > longest) longest = some;
  }
  return { all, longest };
}

/** Whether byte 0, of which pictures have most, stands for another number. */
export function hasBackground(inputs: Frame | ByteFrame): boolean {
  return "scale" in inputs && inputs.scale[0] !== 0;
}

/** Whether skipping zeros, or a background, pays: it follows from the data alone. */
export function pays(inputs: Frame | ByteFrame, all: number): boolean {
  return inputs.columns >= FEW && all < SPARSE * inputs.rows * inputs.columns;
}

/** Makes room for examples. */
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
    ...(lists && { numbers: memory.take((count + 1) * numberBytes) }), // one more: see `store`
    starts: lists ? memory.take(4 * (rows + 1)) : 0,
    longest: lists ? lists.longest : columns,
    ...(lists && hasBackground(inputs) && { beyond: memory.take(4 * rows) }),
  };
}

/** Copies in what bytes stand for, less what byte 0 does where that is told apart. */
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

/** Copies examples in; what bytes stand for is `storeLevels`'s. */
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
      value[count] = x; // without a branch: the next value overwrites a zero
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

/** The class that each target names, as `isRight` asks. */
export function classesOf(
  { targets: { rows, columns, data } }: Examples,
): Uint32Array {
  return Uint32Array.from(
    { length: rows },
    (_, r) => argmax(data, r * columns, (r + 1) * columns),
  );
}
