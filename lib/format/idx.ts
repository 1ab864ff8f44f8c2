/**
 * Reading and writing of IDX files, the format of MNIST; `decodeIdx` documents
 * the layout. `idx_stream.ts` reads and writes arrays that do not fit in
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

/** An array of an IDX file. */
export interface Idx {
  /** The size of each dimension, such as `[60000, 28, 28]`. */
  readonly shape: readonly number[];
  /** The elements, row-major. */
  readonly data: IdxData;
}

/**
 * The number of elements that are decoded at a time, if an element has more
 * than one byte.
 */
const elementsPerRead = 2 ** 16;

/**
 * Reads an IDX file, gzipped or not. The table shows the layout of an IDX file;
 * every number is in big-endian order:
 *
 * | from byte | bytes | meaning |
 * | --- | --- | --- |
 * | 0 | 2 | zero |
 * | 2 | 1 | the type of the elements: 8 unsigned byte, 9 signed byte, 11 short, 12 int, 13 float, 14 double |
 * | 3 | 1 | the rank (number of dimensions), 1 to 255 |
 * | 4 | 4 each | the size of each dimension, the slowest-changing first |
 * | 4 + 4 x rank | 1, 2, 4 or 8 each | the elements, row-major, and nothing after them |
 *
 * The images of MNIST begin with 00 00 08 03 and the sizes 60000, 28 and 28;
 * the labels begin with 00 00 08 01.
 *
 * A stream is decompressed into the array that is returned. For unsigned bytes that
 * are not gzipped, `data` is a view of `source`. The sizes in the header are
 * checked before any array is allocated.
 *
 * @param source The file's bytes or a stream of them; gzip is detected.
 * @throws {IdxError} If the header is wrong, there are too many elements, or
 * the file is truncated, damaged or too long.
 * @see {@link http://yann.lecun.com/exdb/mnist/} for the format
 * @example Two rows of three, byte by byte
 * ```ts
 * import { decodeIdx } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const file = Uint8Array.from([
 *   ...[0, 0], // the first two bytes of every IDX file
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
 * Encodes an array as an IDX file without compression, in the layout that
 * `decodeIdx` documents. The class of `data` decides the type code: 8 for
 * `Uint8Array`, 9 for `Int8Array`, 11 for `Int16Array`, 12 for `Int32Array`, 13
 * for `Float32Array`, 14 for `Float64Array`.
 *
 * @throws {ShapeError} If the shape does not fit the data, or `data` is not an
 * array of one of the six types that IDX supports.
 * @example An array is encoded, and decoded again
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
      "data must be a Uint8Array, Int8Array, Int16Array, Int32Array, Float32Array or Float64Array: found another type",
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

/** Encodes the header of an IDX file: the bytes before the elements. */
export function encodeHeader(
  shape: readonly number[],
  code: number,
): Uint8Array<ArrayBuffer> {
  const rank = shape.length;
  if (rank < 1 || rank > 255) {
    throw new ShapeError(`shape must have 1 to 255 dimensions: found ${rank}`);
  }
  const head = new Uint8Array(4 + 4 * rank);
  const view = new DataView(head.buffer);
  view.setUint8(2, code);
  view.setUint8(3, rank);
  shape.forEach((size, d) => {
    if (!Number.isInteger(size) || size < 0 || size >= 2 ** 32) {
      throw new ShapeError(
        `shape must contain whole numbers from 0 to ${
          2 ** 32 - 1
        }: found ${size}`,
      );
    }
    view.setUint32(4 + 4 * d, size);
  });
  return head;
}
