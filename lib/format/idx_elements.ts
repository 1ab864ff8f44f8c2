/**
 * The six kinds of element that an IDX file can have, as typed arrays.
 *
 * @module
 */

import type { Bytes } from "./byte_reader.ts";

/** The elements of an IDX array, in memory. */
export type IdxData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** One kind of element. */
export interface Element {
  /** The third byte of a file. */
  readonly code: number;
  /** What it is called. */
  readonly name: string;
  /** How many bytes one takes. */
  readonly bytes: number;
  /** The class of an array of them. */
  readonly Array: {
    new (length: number): IdxData & { readonly buffer: ArrayBuffer };
  };
  /** Reads one, most significant byte first. */
  readonly get: (view: DataView, at: number) => number;
  /** Writes one, most significant byte first. */
  readonly set: (view: DataView, at: number, value: number) => void;
}

/** The kinds of element, in the order of their codes. */
export const elements: readonly Element[] = [
  {
    code: 0x08,
    name: "unsigned byte",
    bytes: 1,
    Array: Uint8Array,
    get: (view, at) => view.getUint8(at),
    set: (view, at, value) => view.setUint8(at, value),
  },
  {
    code: 0x09,
    name: "signed byte",
    bytes: 1,
    Array: Int8Array,
    get: (view, at) => view.getInt8(at),
    set: (view, at, value) => view.setInt8(at, value),
  },
  {
    code: 0x0b,
    name: "short",
    bytes: 2,
    Array: Int16Array,
    get: (view, at) => view.getInt16(at),
    set: (view, at, value) => view.setInt16(at, value),
  },
  {
    code: 0x0c,
    name: "int",
    bytes: 4,
    Array: Int32Array,
    get: (view, at) => view.getInt32(at),
    set: (view, at, value) => view.setInt32(at, value),
  },
  {
    code: 0x0d,
    name: "float",
    bytes: 4,
    Array: Float32Array,
    get: (view, at) => view.getFloat32(at),
    set: (view, at, value) => view.setFloat32(at, value),
  },
  {
    code: 0x0e,
    name: "double",
    bytes: 8,
    Array: Float64Array,
    get: (view, at) => view.getFloat64(at),
    set: (view, at, value) => view.setFloat64(at, value),
  },
];

/** The kind of an array's elements; none where IDX has no such kind. */
export function elementOf(data: unknown): Element | undefined {
  return elements.find((element) => data instanceof element.Array);
}

/** Turns a file's bytes into elements; unsigned bytes are the bytes themselves. */
export function fromBytes(bytes: Bytes, element: Element): IdxData {
  if (element.Array === Uint8Array) return bytes;
  const data = new element.Array(bytes.length / element.bytes);
  place(bytes, element, data, 0);
  return data;
}

/** Puts elements, as a file has them, into an array from `at` on. */
export function place(
  bytes: Bytes,
  element: Element,
  data: IdxData,
  at: number,
): void {
  if (element.Array === Uint8Array) {
    data.set(bytes, at);
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length / element.bytes;
  for (let e = 0; e < count; e++) {
    data[at + e] = element.get(view, e * element.bytes);
  }
}

/** Writes elements as a file has them. */
export function toBytes(
  data: IdxData,
  { bytes, set }: Element,
  into: Bytes,
): void {
  const view = new DataView(into.buffer, into.byteOffset, into.length);
  for (let e = 0; e < data.length; e++) set(view, e * bytes, data[e]);
}
