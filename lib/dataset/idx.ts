/**
 * IDX, the format of the MNIST files: two zero bytes, a byte that says what
 * the elements are, a byte that says how many dimensions, the size of each as
 * four bytes, most significant first, and then the elements, row-major.
 *
 * @module
 */

import { ByteReader, type Bytes } from "./_reader.ts";
import { gunzip, GzipError, isGzip } from "./gzip.ts";

/** An array read from an IDX file. */
export interface Idx {
  /** The size of each dimension, such as `[60000, 28, 28]`. */
  readonly shape: readonly number[];
  /** The elements, row-major. */
  readonly data: Uint8Array;
}

/** How to read an IDX file. */
export interface IdxOptions {
  /** What to call the file in an error. */
  readonly name?: string | undefined;
  /** The most bytes its elements may take; one gibibyte unless given. */
  readonly maxBytes?: number | undefined;
}

/** A file that is not IDX, or not all of it. */
export class IdxError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "IdxError";

  /** Says where it is wrong, what must hold and what was found. */
  constructor(
    /** The file's name. */
    readonly source: string,
    /** How far into the contents, unpacked. */
    readonly offset: number,
    /** What must hold, and what was found. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${source}: at byte ${offset}: ${problem}`, options);
  }
}

/** The kinds of element, by their code. */
const elements = new Map([
  [0x08, { name: "unsigned byte", bytes: 1 }],
]);

const typeList = [...elements]
  .map(([code, { name }]) => `${code} (${name})`)
  .join(" or ");

/** deflate makes at most this many bytes of one. */
const deflateLimit = 1032;

/**
 * Reads an IDX file, gzip or not, that holds unsigned bytes.
 *
 * A stream is unpacked into the one array that is returned; from bytes that
 * are not gzip, `data` is a view of them. The length that the header asks for
 * is checked before that array is made.
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
  { name = "IDX data", maxBytes = 2 ** 30 }: IdxOptions = {},
): Promise<Idx> {
  const { chunks, most } = await open(
    source as Bytes | ReadableStream<Bytes>, // shared memory reads as well
    name,
  );
  const reader = new ByteReader(chunks);
  try {
    return await read(reader, { name, maxBytes, most });
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    throw new IdxError(name, reader.offset, error.problem, { cause: error });
  } finally {
    await reader.close();
  }
}

/** The contents in chunks, and how many bytes they can be `most`. */
async function open(
  source: Bytes | ReadableStream<Bytes>,
  name: string,
): Promise<{ chunks: AsyncIterable<Bytes>; most: number }> {
  if (source instanceof Uint8Array) {
    return isGzip(source)
      ? { chunks: gunzip([source], name), most: source.length * deflateLimit }
      : { chunks: ReadableStream.from([source]), most: source.length };
  }
  const reader = new ByteReader(source);
  const head = await reader.take(2);
  const chunks = reader.rest(head);
  return {
    chunks: isGzip(head) ? gunzip(chunks, name) : chunks,
    most: Infinity,
  };
}

/** What is known of the contents before they are read. */
interface Bounds {
  readonly name: string;
  readonly maxBytes: number;
  readonly most: number;
}

/** Header, elements, end. */
async function read(
  reader: ByteReader,
  { name, maxBytes, most }: Bounds,
): Promise<Idx> {
  const refuse = (offset: number, problem: string): never => {
    throw new IdxError(name, offset, problem);
  };
  const take = async (length: number, what: string): Promise<Uint8Array> => {
    const bytes = await reader.take(length);
    if (bytes.length === length) return bytes;
    return refuse(
      reader.offset,
      `must have ${length} bytes of ${what}: found the end after ${bytes.length}`,
    );
  };

  const [zero0, zero1, code, rank] = await take(4, "magic number");
  if (zero0 !== 0 || zero1 !== 0) {
    refuse(0, `must begin with two zero bytes: found ${zero0} and ${zero1}`);
  }
  const element = elements.get(code) ?? refuse(
    2,
    `type must be ${typeList}: found ${code}`,
  );
  if (rank === 0) refuse(3, "must have at least one dimension: found none");

  const sizes = await take(4 * rank, "sizes");
  const view = new DataView(sizes.buffer, sizes.byteOffset, sizes.length);
  const shape = Array.from({ length: rank }, (_, d) => view.getUint32(4 * d));
  const length = shape.includes(0) // where another product could be infinite
    ? 0
    : shape.reduce((product, size) => product * size, element.bytes);
  const found = Math.min(maxBytes, most - reader.offset);
  if (length > found) {
    const why = found === maxBytes ? "the limit" : "what can follow";
    const size = `${shape.join(" x ")} ${element.name}s`;
    refuse(4, `elements must fit in ${found} bytes, ${why}: found ${size}`);
  }
  const data = await take(length, "elements");
  if (!await reader.ended()) {
    refuse(reader.offset, "must end after its elements: found more bytes");
  }
  return { shape, data };
}
