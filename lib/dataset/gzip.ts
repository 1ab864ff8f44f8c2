/**
 * gzip as a stream: told by content, unpacked in small pieces, and with the
 * platform's vague complaints put in words.
 *
 * @module
 */

import type { Bytes } from "./_reader.ts";

/** Bytes that are not one whole gzip member. */
export class GzipError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "GzipError";

  /** Says what must hold, and how far it went. */
  constructor(
    /** The file or address the bytes came from. */
    readonly source: string,
    /** How many bytes had been unpacked. */
    readonly unpacked: number,
    /** What must hold, and what was found. */
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
const pieceBytes = 2 ** 14;

/**
 * Unpacks gzip. What it gives is not to be trusted before its end: the
 * checksum comes last, and a damaged file may give too much before it fails.
 *
 * @param chunks The gzip file, in pieces of any size.
 * @param source What to call it in an error.
 * @throws {GzipError} If it is cut short, damaged, or has bytes after its end.
 */
export async function* gunzip(
  chunks: AsyncIterable<Bytes> | Iterable<Bytes>,
  source: string,
): AsyncGenerator<Bytes> {
  let failure: { error: unknown } | undefined; // of the chunks, not of the gzip
  async function* pieces(): AsyncGenerator<Bytes> {
    try {
      for await (const chunk of chunks) {
        for (let at = 0; at < chunk.length; at += pieceBytes) {
          yield chunk.subarray(at, at + pieceBytes);
        }
      }
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  let unpacked = 0;
  const stream = ReadableStream.from(pieces())
    .pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        if (failure !== undefined) throw failure.error;
        throw new GzipError(source, unpacked, oneMember(unpacked), { cause });
      });
      if (done) return;
      unpacked += value.length;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {}); // it has failed, or is not wanted
  }
}

function oneMember(unpacked: number): string {
  return `must be one whole gzip file: found it cut short, damaged or with bytes after its end (${unpacked} bytes could be unpacked)`;
}
