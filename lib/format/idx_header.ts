/**
 * Reading of the header of IDX files. The header is checked before arrays are
 * allocated.
 *
 * @module
 */

import { mustBe, mustBeNumber } from "../options.ts";
import { type Element, elements } from "./idx_elements.ts";
import { ByteReader, type Bytes } from "./byte_reader.ts";
import { gunzip, GzipError, isGzip } from "./gzip.ts";
import { IdxError } from "./idx_error.ts";

/** Options for reading an IDX file. */
export interface IdxOptions {
  /** The name of the file in error messages. */
  readonly name?: string | undefined;
  /** The largest total size of all elements in bytes; default: 1 GiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * The largest number of bytes that one byte of deflate-compressed data can
 * decompress to.
 */
const deflateLimit = 1032;

const typeList = elements.map(({ code, name }) => `${code} (${name})`)
  .join(", ").replace(/, (?=[^,]*$)/, " or ");

/** An IDX file whose header has been read. */
export class OpenIdx {
  readonly element: Element;
  readonly shape: readonly number[];
  readonly name: string;
  readonly #reader: ByteReader;

  private constructor(
    reader: ByteReader,
    name: string,
    element: Element,
    shape: readonly number[],
  ) {
    this.#reader = reader;
    this.name = name;
    this.element = element;
    this.shape = shape;
  }

  /** The number of elements of the array in the IDX file. */
  get count(): number {
    return product(this.shape);
  }

  /**
   * Reads the header, and checks that the elements need at most `maxBytes`, and
   * no more bytes than the file can contain.
   */
  static async open(
    source: Uint8Array | ReadableStream<Uint8Array>,
    { name = "IDX data", maxBytes = 2 ** 30 }: IdxOptions,
  ): Promise<OpenIdx> {
    mustBeNumber("maxBytes", maxBytes, { from: 0 });
    mustBe(
      source instanceof Uint8Array || source instanceof ReadableStream,
      ...[name, "a Uint8Array or a ReadableStream", source] as const,
    );
    const { chunks, most } = await unzipped(
      source as Bytes | ReadableStream<Bytes>, // shared memory can be read, too
      name,
    );
    const reader = new ByteReader(chunks);
    try {
      const { element, shape } = await header(reader, name);
      const length = product(shape) * element.bytes;
      const found = Math.min(maxBytes, most - reader.offset);
      if (length > found) {
        const why = found === maxBytes
          ? "the memory limit"
          : "the most that can follow the header in this file";
        const size = `${sizeText(shape)} ${element.name}s`;
        throw new IdxError(
          name,
          4,
          `elements must fit in ${found} bytes, ${why}: found ${size}`,
        );
      }
      return new OpenIdx(reader, name, element, shape);
    } catch (error) {
      await reader.close();
      throw explain(error, name);
    }
  }

  /** Reads the bytes of the next `count` elements. */
  async take(count: number): Promise<Bytes> {
    try {
      const length = count * this.element.bytes;
      return await take(this.#reader, this.name, length, "elements");
    } catch (error) {
      throw explain(error, this.name);
    }
  }

  /** Checks that no bytes follow the elements. */
  async end(): Promise<void> {
    let ended: boolean;
    try {
      ended = await this.#reader.ended();
    } catch (error) {
      throw explain(error, this.name);
    }
    if (ended) return;
    throw new IdxError(
      this.name,
      this.#reader.offset,
      "must end after its elements: found more bytes",
    );
  }

  /** Releases the source. */
  async close(): Promise<void> {
    await this.#reader.close();
  }
}

/** The number of elements of an array with the given shape. */
export function product(shape: readonly number[]): number {
  // without this check, 0 times infinity would be NaN
  return shape.includes(0) ? 0 : shape.reduce((all, size) => all * size, 1);
}

/** Formats a shape, such as `60000 x 28 x 28`; a long shape is shortened. */
export function sizeText(shape: readonly number[]): string {
  const shown = shape.slice(0, 8).join(" x ");
  return shape.length > 8 ? `${shown} x ... (${shape.length} sizes)` : shown;
}

function explain(error: unknown, name: string) {
  return error instanceof GzipError
    ? new IdxError(name, error.offset, error.problem, { cause: error })
    : error;
}

async function* alone(chunk: Bytes): AsyncGenerator<Bytes> {
  yield chunk;
}

/**
 * The decompressed contents as chunks, and the largest possible number of
 * bytes; this number is Infinity for a stream.
 */
async function unzipped(
  source: Bytes | ReadableStream<Bytes>,
  name: string,
): Promise<{ chunks: AsyncIterable<Bytes>; most: number }> {
  if (source instanceof Uint8Array) {
    return isGzip(source)
      ? { chunks: gunzip([source], name), most: source.length * deflateLimit }
      : { chunks: alone(source), most: source.length };
  }
  const reader = new ByteReader(source);
  const head = await reader.take(2);
  const chunks = reader.rest(head);
  return {
    chunks: isGzip(head) ? gunzip(chunks, name) : chunks,
    most: Infinity,
  };
}

async function header(
  reader: ByteReader,
  name: string,
): Promise<{ element: Element; shape: number[] }> {
  const refuse = (offset: number, problem: string): never => {
    throw new IdxError(name, offset, problem);
  };
  const [zero0, zero1, code, rank] = await take(
    reader,
    name,
    4,
    "magic number",
  );
  if (zero0 !== 0 || zero1 !== 0) {
    const found = isGzip(Uint8Array.of(zero0, zero1)) // the outer gzip is already decompressed
      ? "gzip inside gzip"
      : `${zero0} and ${zero1}`;
    refuse(0, `must begin with two zero bytes: found ${found}`);
  }
  const element = elements.find((each) => each.code === code) ??
    refuse(2, `type must be ${typeList}: found ${code}`);
  if (rank === 0) {
    refuse(3, "must have at least one dimension: found 0 dimensions");
  }
  const sizes = await take(reader, name, 4 * rank, "sizes");
  const view = new DataView(sizes.buffer, sizes.byteOffset, sizes.length);
  const shape = Array.from({ length: rank }, (_, d) => view.getUint32(4 * d));
  return { element, shape };
}

async function take(
  reader: ByteReader,
  name: string,
  length: number,
  what: string,
): Promise<Bytes> {
  const bytes = await reader.take(length);
  if (bytes.length === length) return bytes;
  throw new IdxError(
    name,
    reader.offset,
    `must have ${length} bytes of ${what}: found the end of the file after ${bytes.length} bytes`,
  );
}
