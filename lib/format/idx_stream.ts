/**
 * IDX files as streams, for arrays that do not fit in memory.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";
import { ShapeError } from "../frame.ts";
import { elementOf, fromBytes, type IdxData, toBytes } from "./idx_elements.ts";
import { type IdxOptions, OpenIdx, product, sizeText } from "./idx_header.ts";
import { encodeHeader } from "./idx.ts";
import { IdxError } from "./idx_error.ts";
import { streamOf } from "./byte_reader.ts";

/** An IDX file that is being read. */
export interface IdxStream {
  /** The shape of the whole array in the file, not of one block. */
  readonly shape: readonly number[];
  /**
   * The elements in order, in blocks; each block contains whole items along the
   * first dimension, such as whole images. The blocks can be read only once. If
   * the loop over the blocks stops early, the stream that the file is read from
   * is cancelled.
   */
  readonly data: AsyncIterable<IdxData>;
}

/** Options for reading an IDX file as a stream. */
export interface IdxStreamOptions extends Pick<IdxOptions, "name"> {
  /**
   * The number of items along the first dimension, such as images, in a block;
   * default: as many as fit in 64 KiB, but at least 1.
   */
  readonly rows?: number | undefined;
  /** The largest size of a block in bytes; default: 64 MiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * Opens an IDX file, gzipped or not, as a stream of blocks. The header is read
 * first, and an error in the header is thrown immediately. An error in a block is
 * thrown when this block is read, so a file is known to be correct only after the
 * last block. `decodeIdx` documents the layout.
 *
 * @param source The file's bytes or a stream of them; gzip is detected.
 * @param options The options; `maxBytes` limits the size of a block in bytes,
 * since the whole file can be too large for the memory.
 * @throws {IdxError} If a block is larger than `maxBytes`, or `decodeIdx` would refuse
 * the file.
 * @example The brightest pixel of each image
 * ```ts
 * import { idxStream } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const sizes = [2, 2, 2].flatMap((size) => [0, 0, 0, size]);
 * const pictures = [...[0, 9, 0, 0], ...[3, 0, 0, 7]];
 * const file = Uint8Array.of(0, 0, 8, 3, ...sizes, ...pictures);
 * const { shape, data } = await idxStream(file, { rows: 1 });
 * assertEquals(shape, [2, 2, 2]);
 * const brightest: number[] = [];
 * for await (const picture of data) brightest.push(Math.max(...picture));
 * assertEquals(brightest, [9, 7]);
 * ```
 */
export async function idxStream(
  source: Uint8Array | ReadableStream<Uint8Array>,
  { rows, maxBytes = 2 ** 26, ...options }: IdxStreamOptions = {},
): Promise<IdxStream> {
  if (rows !== undefined && !(Number.isInteger(rows) && rows > 0)) {
    throw new ShapeError(`rows must be a whole number over 0: found ${rows}`);
  }
  mustBeNumber("maxBytes", maxBytes, { from: 0 });
  const file = await OpenIdx.open(source, {
    ...options,
    maxBytes: Number.MAX_SAFE_INTEGER, // the whole file may have any size
  });
  const { shape, element } = file;
  const width = product(shape.slice(1));
  const rowBytes = width * element.bytes;
  const few = Math.max(1, Math.floor(Math.min(2 ** 16, maxBytes) / rowBytes));
  const most = Math.min(rows ?? few, shape[0]);
  const partBytes = most * rowBytes;
  if (partBytes > maxBytes) {
    await file.close();
    throw new IdxError(
      file.name,
      4,
      `a block of rows must fit in maxBytes, ${maxBytes} bytes: found ${partBytes} bytes for ${most} x ${
        sizeText(shape.slice(1)) || 1
      } ${element.name}s; pass a larger maxBytes, or fewer rows`,
    );
  }
  return { shape, data: parts(file, width * most) };
}

/** Reads the elements in blocks of at most `most` elements. */
async function* parts(file: OpenIdx, most: number): AsyncGenerator<IdxData> {
  try {
    const { count, element } = file;
    for (let at = 0; at < count; at += most) {
      const bytes = await file.take(Math.min(most, count - at));
      // the caller may keep a block, so each block is a copy
      yield fromBytes(bytes.slice(), element);
    }
    await file.end();
  } finally {
    await file.close();
  }
}

/**
 * Encodes an IDX file as a stream of bytes without compression, while its
 * elements arrive.
 *
 * @param idx.shape The shape, which must be known before the elements.
 * @param idx.data The elements in order, in arrays of one type and any length.
 * @throws {ShapeError} The stream fails with a `ShapeError` if the arrays have
 * different types, or the number of elements does not fit the shape.
 * @example A file that is compressed while it is encoded
 * ```ts
 * import { decodeIdx, encodeIdxStream } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
 * const file = encodeIdxStream({ shape: [2, 2], data: rows })
 *   .pipeThrough(new CompressionStream("gzip"));
 * assertEquals((await decodeIdx(file)).data, Float32Array.of(1, 2, 3, 4));
 * ```
 */
export function encodeIdxStream(
  { shape, data }: {
    readonly shape: readonly number[];
    readonly data: AsyncIterable<IdxData> | Iterable<IdxData>;
  },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamOf(written(shape, data));
}

async function* written(
  shape: readonly number[],
  data: AsyncIterable<IdxData> | Iterable<IdxData>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const count = product(shape);
  let code: number | undefined;
  let sum = 0;
  for await (const part of data) {
    const element = elementOf(part);
    if (element === undefined || element.code !== (code ?? element.code)) {
      throw new ShapeError(
        "data must be typed arrays of one type (Uint8Array, Int8Array, Int16Array, Int32Array, Float32Array or Float64Array): found another type",
      );
    }
    if (code === undefined) yield encodeHeader(shape, code = element.code);
    sum += part.length;
    if (sum > count) throw wrongCount(shape, sum);
    const bytes = new Uint8Array(part.length * element.bytes);
    toBytes(part, element, bytes);
    yield bytes;
  }
  if (sum < count) throw wrongCount(shape, sum);
  if (code === undefined) yield encodeHeader(shape, 0x08);
}

function wrongCount(shape: readonly number[], found: number): ShapeError {
  return new ShapeError(
    `data must have ${product(shape)} elements for the shape ${
      shape.join(" x ")
    }: found ${found}`,
  );
}
