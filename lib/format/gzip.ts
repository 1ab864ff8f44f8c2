/**
 * Decompression of gzip streams in small pieces, with error messages that say
 * what is wrong.
 *
 * @module
 */

import { type GzipFault, gzipFault } from "./_gzip_fault.ts";
import { builtin } from "./_node.ts";
import { type Bytes, streamOf } from "./byte_reader.ts";

/**
 * An error in a gzip file; the file must contain exactly one gzip member (a
 * complete compressed stream) and nothing else.
 */
export class GzipError extends TypeError {
  /** The name of the error class. */
  override readonly name = "GzipError";

  /** Makes an error from the source, the offset and the problem. */
  constructor(
    /** The file or URL of the bytes. */
    readonly source: string,
    /** The position of the error in the compressed file, in bytes. */
    readonly offset: number,
    /**
     * The rule that the file breaks, what the file contains instead, and the
     * position of the error in the file.
     */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${source}: ${problem}`, options);
  }
}

/**
 * Whether bytes begin with the magic number of gzip. No IDX file begins with
 * the magic number of gzip.
 */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The largest size in bytes of a piece of a gzip file; the pieces are
 * decompressed one after another. Decompression can expand each piece of the
 * gzip file to at most 1,032 times its size.
 */
const pieceBytes = 2 ** 13;

/**
 * The largest size in bytes of a stream whose bytes are kept to diagnose an
 * error, since `DecompressionStream` has the same message for all errors. No
 * gzip file of a data set in `catalogue.ts`, such as MNIST, is larger than this
 * size. A file in memory is diagnosed even if it is larger than this size.
 */
const rememberedBytes = 2 ** 25;

/**
 * Decompresses a gzip stream. The output must not be used before the stream
 * ends, since the checksum is at the end and a damaged file may produce wrong
 * bytes first.
 *
 * @param chunks The gzip file, in pieces of any size.
 * @param source The name of the file in error messages.
 * @throws {GzipError} If the file is truncated or damaged, or if more bytes,
 * such as a second gzip member, follow the first gzip member. For a stream of
 * more than 32 MiB, the message does not say what is wrong with the file.
 */
export async function* gunzip(
  chunks: AsyncIterable<Bytes> | Iterable<Bytes>,
  source: string,
): AsyncGenerator<Bytes> {
  const input = new Input(chunks);
  const reader = streamOf(input.pieces())
    .pipeThrough(new DecompressionStream("gzip"))
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        if (input.failure !== undefined) throw input.failure.error;
        const { offset, problem } = input.fault();
        throw new GzipError(source, offset, problem, { cause });
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {}); // the stream failed, or the caller stopped reading
  }
}

/**
 * Decompresses a large gzip file in memory into one array, with the built-in
 * `zlib` of Deno and Node.js, in half the time of `gunzip`.
 *
 * @param length The number of bytes that the file must decompress to.
 * @returns The decompressed bytes; undefined if `zlib` is missing, `length` is
 * below 4 MiB, or the file is damaged or has another decompressed length. If
 * the result is undefined, use `gunzip`, which also diagnoses errors.
 */
export function gunzipAtOnce(bytes: Bytes, length: number): Bytes | undefined {
  const { buffer, byteOffset, byteLength } = bytes;
  const zlib = builtin("zlib", length);
  if (zlib === undefined || byteLength < 18) return undefined;
  // zlib ignores bytes after a member; a member ends with its decompressed length in 4 bytes
  const end = new DataView(buffer, byteOffset + byteLength - 4, 4);
  if (end.getUint32(0, true) !== length) return undefined;
  try {
    const unpacked = zlib.gunzipSync(bytes, {
      chunkSize: length + 1, // one spare byte, so that zlib allocates no second chunk
      maxOutputLength: length,
    });
    return unpacked.length === length
      ? new Uint8Array(unpacked.buffer, unpacked.byteOffset, length)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The source of a gzip stream, with the bytes read so far. */
class Input {
  readonly #chunks: AsyncIterable<Bytes> | Iterable<Bytes>;
  readonly #most: number;
  readonly #seen: Bytes[] = [];
  #length = 0;
  #ended = false;
  /** The error of the source itself, which is not an error in the gzip data. */
  failure: { readonly error: unknown } | undefined;

  constructor(chunks: AsyncIterable<Bytes> | Iterable<Bytes>) {
    this.#chunks = chunks;
    this.#most = Symbol.iterator in chunks ? Infinity : rememberedBytes;
  }

  async *pieces(): AsyncGenerator<Bytes> {
    try {
      for await (const chunk of this.#chunks) {
        this.#length += chunk.length;
        if (this.#length <= this.#most) this.#seen.push(chunk);
        else this.#seen.length = 0;
        for (let at = 0; at < chunk.length; at += pieceBytes) {
          yield chunk.subarray(at, at + pieceBytes);
        }
      }
      this.#ended = true;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }

  /** Diagnoses the error from the bytes that were read. */
  fault(): GzipFault {
    if (this.#length <= this.#most) {
      return gzipFault(join(this.#seen, this.#length), this.#ended);
    }
    const found = this.#ended
      ? "a truncated or damaged file"
      : "damaged data, or other bytes after the end of the gzip data";
    return {
      offset: this.#length,
      problem:
        `must be one complete gzip file: found ${found}; ${this.#length} bytes were read`,
    };
  }
}

function join(chunks: readonly Bytes[], length: number): Bytes {
  if (chunks.length === 1) return chunks[0];
  const whole = new Uint8Array(length);
  let filled = 0;
  for (const chunk of chunks) {
    whole.set(chunk, filled);
    filled += chunk.length;
  }
  return whole;
}
