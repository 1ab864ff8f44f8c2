/**
 * IDX files as streams, in and out, for arrays that need not fit in memory.
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

/** An IDX file on its way. */
export interface IdxStream {
  /** The size of each dimension, the first one that of the whole file. */
  readonly shape: readonly number[];
  /**
   * The elements in order, some whole rows of the first dimension at a time.
   * To be read once; leaving early lets go of the source.
   */
  readonly data: AsyncIterable<IdxData>;
}

/** How to read an IDX file bit by bit. */
export interface IdxStreamOptions extends Pick<IdxOptions, "name"> {
  /** How many rows of the first dimension to give at a time; about 64 KiB unless given. */
  readonly rows?: number | undefined;
  /** The most bytes that the rows given at a time may take; 64 MiB unless given. */
  readonly maxBytes?: number | undefined;
}

/**
 * Opens an IDX file, gzip or not, of which only a part is in memory at a time:
 * of the layout that `decodeIdx` shows, the header at once (two zero bytes, the
 * kind of elements, the rank, and each size in 4 bytes, the most significant
 * first), then the elements as they are come to. What is wrong with the header
 * is thrown at once, what is wrong later when it is come to: a file is right when
 * its last row has come and no error.
 *
 * @param source The file's bytes, or a stream of them; gzip is told by content.
 * @param options Of the whole file there may be more than fits in memory, so
 * `maxBytes` is of a part.
 * @throws {IdxError} As `decodeIdx` does, and if a part is too large.
 * @example The brightest pixel of each picture
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
    maxBytes: Number.MAX_SAFE_INTEGER, // beyond it nobody can count
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
      `rows given at a time must fit in ${maxBytes} bytes, the limit of a part: found ${most} of ${
        sizeText(shape.slice(1)) || 1
      } ${element.name}s, ${partBytes} bytes`,
    );
  }
  return { shape, data: parts(file, width * most) };
}

/** The elements of a file, `most` at a time. */
async function* parts(file: OpenIdx, most: number): AsyncGenerator<IdxData> {
  try {
    const { count, element } = file;
    for (let at = 0; at < count; at += most) {
      const bytes = await file.take(Math.min(most, count - at));
      // a part is the caller's: never a view of what else was read
      yield fromBytes(bytes.slice(), element);
    }
    await file.end();
  } finally {
    await file.close();
  }
}

/**
 * Writes an IDX file as a stream of bytes, not zipped, while its elements come.
 *
 * @param idx.shape The size of each dimension, known from the start.
 * @param idx.data The elements in order, in arrays of one kind and any length.
 * @throws {ShapeError} As the stream's failure, if the elements are of two
 * kinds, or not as many as the shape says.
 * @example Zipped on the way
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
        "data must be bytes, shorts, ints, floats or doubles, of one kind: found another array",
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
