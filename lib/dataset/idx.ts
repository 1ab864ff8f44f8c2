/**
 * IDX, the format of the MNIST files, between files and arrays. Its layout,
 * every number with its most significant byte first:
 *
 * | bytes | what they are |
 * | --- | --- |
 * | 2 | zero |
 * | 1 | the elements: 8 unsigned byte, 9 signed byte, 11 short, 12 int, 13 float, 14 double |
 * | 1 | how many dimensions, from 1 to 255 |
 * | 4 each | the size of each dimension, the slowest first |
 * | 1, 2, 4 or 8 each | the elements, row-major |
 *
 * A file may be gzip, which is told by its content. `idx_stream.ts` reads and
 * writes arrays that need not fit in memory.
 *
 * @module
 * @see {@link http://yann.lecun.com/exdb/mnist/} for the format
 */

import { ShapeError } from "../frame.ts";
import {
  elementOf,
  fromBytes,
  type IdxData,
  place,
  toBytes,
} from "./_elements.ts";
import { type IdxOptions, OpenIdx, product } from "./_header.ts";

/** An array as an IDX file has it. */
export interface Idx {
  /** The size of each dimension, such as `[60000, 28, 28]`. */
  readonly shape: readonly number[];
  /** The elements, row-major. */
  readonly data: IdxData;
}

/** So many elements are turned at a time, where bytes are not the elements. */
const turned = 2 ** 16;

/**
 * Reads an IDX file, gzip or not.
 *
 * A stream is unpacked into the one array that is returned; from unsigned bytes
 * that are not gzip, `data` is a view of them. The length that the header asks
 * for is checked before that array is made.
 *
 * @param source The file's bytes, or a stream of them; gzip is told by content.
 * @throws {IdxError} If the header is wrong, the elements are too many, or the
 * file is cut short, damaged or too long.
 * @see {@link http://yann.lecun.com/exdb/mnist/} for the format
 * @example Two rows of three
 * ```ts
 * import { decodeIdx } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const header = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3];
 * const bytes = Uint8Array.of(...header, 1, 2, 3, 4, 5, 6);
 * const { shape, data } = await decodeIdx(bytes);
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
      for (let at = 0; at < count; at += turned) {
        const some = await file.take(Math.min(turned, count - at));
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
 * Writes an array as an IDX file, not zipped. The kind of its elements is that
 * of `data`: a `Uint8Array` is unsigned bytes, an `Int16Array` shorts.
 *
 * @throws {ShapeError} If the shape is not that of the data, or IDX has no such.
 * @example There and back
 * ```ts
 * import { decodeIdx, encodeIdx } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = encodeIdx({ shape: [2, 2], data: Int16Array.of(1, -2, 3, 4) });
 * assertEquals(bytes.length, 4 + 2 * 4 + 4 * 2);
 * const { shape, data } = await decodeIdx(bytes);
 * assertEquals(shape, [2, 2]);
 * assertEquals(data, Int16Array.of(1, -2, 3, 4));
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
