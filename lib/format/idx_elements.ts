/**
 * The six element types of IDX files, as typed arrays.
 *
 * @module
 */

import type { Bytes } from "./byte_reader.ts";

/** The elements of an IDX array, as a typed array. */
export type IdxData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** An element type of IDX. */
export interface Element {
  /** The type code, the third byte of an IDX file. */
  readonly code: number;
  /** The name of the type. */
  readonly name: string;
  /** The size of an element in bytes. */
  readonly bytes: number;
  /** The constructor of a typed array. */
  readonly Array: {
    new (length: number): IdxData & { readonly buffer: ArrayBuffer };
  };
  /** Reads an element in big-endian order. */
  readonly get: (view: DataView, at: number) => number;
  /** Writes an element in big-endian order. */
  readonly set: (view: DataView, at: number, value: number) => void;
}

/** The element types, in the order of their codes. */
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

/**
 * The IDX element type of an array; undefined if IDX does not support the type
 * of the array.
 */
export function elementOf(data: unknown): Element | undefined {
  return elements.find((element) => data instanceof element.Array);
}

/** Decodes bytes to elements; unsigned bytes are returned without a copy. */
export function fromBytes(bytes: Bytes, element: Element): IdxData {
  if (element.Array === Uint8Array) return bytes;
  const data = new element.Array(bytes.length / element.bytes);
  place(bytes, element, data, 0);
  return data;
}

/** Decodes bytes into an array, from index `at` on. */
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

/** Encodes elements as bytes. */
export function toBytes(
  data: IdxData,
  { bytes, set }: Element,
  into: Bytes,
): void {
  const view = new DataView(into.buffer, into.byteOffset, into.length);
  for (let e = 0; e < data.length; e++) set(view, e * bytes, data[e]);
}
