/**
 * gzip as a stream: told by content, unpacked in small pieces, and with the
 * platform's vague complaints put in words.
 *
 * @module
 */

import { type GzipFault, gzipFault } from "./_gzip_fault.ts";
import { builtin } from "./_node.ts";
import { type Bytes, streamOf } from "./byte_reader.ts";

/** Bytes that are not one whole gzip member. */
export class GzipError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "GzipError";

  /** Says what must hold, and how far it went. */
  constructor(
    /** The file or address the bytes came from. */
    readonly source: string,
    /** How far into the file, zipped as it is. */
    readonly offset: number,
    /** What must hold, and what was found, with the offset. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${source}: ${problem}`, options);
  }
}

/** Whether bytes begin as gzip does; no IDX file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Small pieces of bytes: what is unpacked from one is at most 1,032 times as
 * long and all of it arrives at once.
 */
const pieceBytes = 2 ** 13;

/**
 * How much of a file that streams by is remembered, to find out what is wrong
 * with it, since the platform says the same of every fault: more than any file
 * of the catalogue has. One that is in memory is there to be looked through.
 */
const rememberedBytes = 2 ** 25;

/**
 * Unpacks gzip. What it gives is not to be trusted before its end: the
 * checksum comes last, and a damaged file may give too much before it fails.
 *
 * @param chunks The gzip file, in pieces of any size.
 * @param source What to call it in an error.
 * @throws {GzipError} If it is cut short or damaged, or has a second member or
 * other bytes after its end; which of two it is remains open in a stream of more
 * than 32 MiB.
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
    await reader.cancel().catch(() => {}); // it has failed, or is not wanted
  }
}

/**
 * Unpacks a large gzip file that is in memory into one array, with the built-in
 * `zlib` of Deno and Node.js, which takes half the time of `gunzip`.
 *
 * @param length The number of bytes that it must unpack to.
 * @returns Undefined if it does not, if `length` is small, or without `zlib`; use
 * `gunzip` then, which also says what is wrong with the file.
 */
export function gunzipAtOnce(bytes: Bytes, length: number): Bytes | undefined {
  const { buffer, byteOffset, byteLength } = bytes;
  const zlib = builtin("zlib", length);
  if (zlib === undefined || byteLength < 18) return undefined;
  // zlib ignores bytes after a member, whose last 4 bytes are its unpacked length
  const end = new DataView(buffer, byteOffset + byteLength - 4, 4);
  if (end.getUint32(0, true) !== length) return undefined;
  try {
    const unpacked = zlib.gunzipSync(bytes, {
      chunkSize: length + 1, // with one byte left, zlib allocates no second chunk
      maxOutputLength: length,
    });
    return unpacked.length === length
      ? new Uint8Array(unpacked.buffer, unpacked.byteOffset, length)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A zipped file on its way to be unpacked. */
class Input {
  readonly #chunks: AsyncIterable<Bytes> | Iterable<Bytes>;
  readonly #most: number;
  readonly #seen: Bytes[] = [];
  #length = 0;
  #ended = false;
  /** Why the chunks stopped, which is no fault of the gzip. */
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

  /** What is wrong with the file, as far as it was read. */
  fault(): GzipFault {
    if (this.#length <= this.#most) {
      return gzipFault(join(this.#seen, this.#length), this.#ended);
    }
    const found = this.#ended
      ? "it cut short or damaged"
      : "it damaged or with bytes after its end";
    return {
      offset: this.#length,
      problem:
        `must be one whole gzip member: found ${found}, up to byte ${this.#length}`,
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
