/**
 * IDX, the format of the MNIST files, between files and arrays; its layout is
 * at `decodeIdx`. `idx_stream.ts` reads and writes arrays that need not fit in
 * memory.
 *
 * @module
 */

import { ShapeError } from "../frame.ts";
import {
  elementOf,
  fromBytes,
  type IdxData,
  place,
  toBytes,
} from "./idx_elements.ts";
import { type IdxOptions, OpenIdx, product } from "./idx_header.ts";

/** An array as an IDX file has it. */
export interface Idx {
  /** The size of each dimension, such as `[60000, 28, 28]`. */
  readonly shape: readonly number[];
  /** The elements, row-major. */
  readonly data: IdxData;
}

/** So many elements are decoded at a time, where bytes are not the elements. */
const elementsPerRead = 2 ** 16;

/**
 * Reads an IDX file, gzip or not. Its layout, every number with its most
 * significant byte first:
 *
 * | from byte | bytes | what they are |
 * | --- | --- | --- |
 * | 0 | 2 | zero |
 * | 2 | 1 | the kind of elements: 8 unsigned byte, 9 signed byte, 11 short, 12 int, 13 float, 14 double |
 * | 3 | 1 | the rank, that is how many dimensions: 1 to 255 |
 * | 4 | 4 each | the size of each dimension, the slowest first |
 * | 4 + 4 x rank | 1, 2, 4 or 8 each | the elements, row-major, and nothing after them |
 *
 * MNIST's pictures begin 00 00 08 03, their sizes are 60000, 28 and 28; its
 * labels begin 00 00 08 01.
 *
 * A stream is unpacked into the one array that is returned; from unsigned bytes
 * that are not gzip, `data` is a view of them. The length that the header asks
 * for is checked before that array is made.
 *
 * @param source The file's bytes, or a stream of them; gzip is told by content.
 * @throws {IdxError} If the header is wrong, the elements are too many, or the
 * file is cut short, damaged or too long.
 * @see {@link http://yann.lecun.com/exdb/mnist/} for the format
 * @example Two rows of three, byte by byte
 * ```ts
 * import { decodeIdx } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const file = Uint8Array.from([
 *   ...[0, 0], // as in every file
 *   8, // unsigned bytes
 *   2, // in two dimensions
 *   ...[0, 0, 0, 2], // rows
 *   ...[0, 0, 0, 3], // columns
 *   ...[1, 2, 3, 4, 5, 6],
 * ]);
 * const { shape, data } = await decodeIdx(file);
 * assertEquals(shape, [2, 3]);
 * assertEquals([...data], [1, 2, 3, 4, 5, 6]);
 * ```
 */
export async function decodeIdx(
  source: Uint8Array | ReadableStream<Uint8Array>,
  options: IdxOptions = {},
): Promise<Idx> {
  const file = await OpenIdx.open(source, options);
  try {
    const { shape, element, count } = file;
    let data: IdxData;
    if (element.bytes === 1) {
      data = fromBytes(await file.take(count), element);
    } else {
      data = new element.Array(count);
      for (let at = 0; at < count; at += elementsPerRead) {
        const some = await file.take(Math.min(elementsPerRead, count - at));
        place(some, element, data, at);
      }
    }
    await file.end();
    return { shape, data };
  } finally {
    await file.close();
  }
}

/**
 * Writes an array as an IDX file, not zipped: two zero bytes, the kind of
 * elements, the rank, each size in 4 bytes, then the elements, all with the most
 * significant byte first; see `decodeIdx` for the table. The kind is that of
 * `data`: a `Uint8Array` is unsigned bytes (8), an `Int8Array` signed (9), an
 * `Int16Array` shorts (11), an `Int32Array` ints (12), a `Float32Array` floats
 * (13), a `Float64Array` doubles (14).
 *
 * @throws {ShapeError} If the shape is not that of the data, or IDX has no such.
 * @example There, byte by byte, and back
 * ```ts
 * import { decodeIdx, encodeIdx } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const file = encodeIdx({ shape: [1, 2], data: Int16Array.of(1, -2) });
 * const header = [0, 0, 11, 2, ...[0, 0, 0, 1], ...[0, 0, 0, 2]];
 * assertEquals([...file], [...header, ...[0, 1], ...[0xff, 0xfe]]);
 * const { shape, data } = await decodeIdx(file);
 * assertEquals(shape, [1, 2]);
 * assertEquals(data, Int16Array.of(1, -2));
 * ```
 */
export function encodeIdx({ shape, data }: Idx): Uint8Array<ArrayBuffer> {
  const element = elementOf(data);
  if (element === undefined) {
    throw new ShapeError(
      "data must be bytes, shorts, ints, floats or doubles: found another array",
    );
  }
  const head = encodeHeader(shape, element.code);
  if (data.length !== product(shape)) {
    throw new ShapeError(
      `data must have ${product(shape)} elements for the shape ${
        shape.join(" x ")
      }: found ${data.length}`,
    );
  }
  const file = new Uint8Array(head.length + data.length * element.bytes);
  file.set(head);
  toBytes(data, element, file.subarray(head.length));
  return file;
}

/** The bytes before the elements. */
export function encodeHeader(
  shape: readonly number[],
  code: number,
): Uint8Array<ArrayBuffer> {
  const rank = shape.length;
  if (rank < 1 || rank > 255) {
    throw new ShapeError(`shape must have 1 to 255 sizes: found ${rank}`);
  }
  const head = new Uint8Array(4 + 4 * rank);
  const view = new DataView(head.buffer);
  view.setUint8(2, code);
  view.setUint8(3, rank);
  shape.forEach((size, d) => {
    if (!Number.isInteger(size) || size < 0 || size >= 2 ** 32) {
      throw new ShapeError(
        `shape must be whole numbers from 0 to ${2 ** 32 - 1}: found ${size}`,
      );
    }
    view.setUint32(4 + 4 * d, size);
  });
  return head;
}
