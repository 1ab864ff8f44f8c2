/**
 * A reader of fixed-length pieces from a stream of byte chunks.
 *
 * @module
 */

/** Bytes in an `ArrayBuffer` that is not shared. */
export type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Makes a stream of chunks that are pulled on demand. Chromium does not have
 * `ReadableStream.from`.
 */
export function streamOf(
  chunks: AsyncGenerator<Bytes, void>,
): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return();
    },
  }, { highWaterMark: 0 });
}

/** Reads bytes from a sequence of chunks. */
export class ByteReader {
  #chunks: AsyncIterator<Bytes>;
  #chunk: Bytes = new Uint8Array(0);
  #offset = 0;

  constructor(chunks: AsyncIterable<Bytes>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The number of bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * Reads `length` bytes, or fewer at the end of the source. The result is a
   * view if all bytes are in one chunk, otherwise a new array.
   */
  async take(length: number): Promise<Bytes> {
    if (!await this.#more()) return this.#chunk;
    if (this.#chunk.length >= length) return this.#step(length);
    const taken = new Uint8Array(length);
    let filled = 0;
    while (filled < length && await this.#more()) {
      const part = this.#step(Math.min(length - filled, this.#chunk.length));
      taken.set(part, filled);
      filled += part.length;
    }
    return taken.subarray(0, filled);
  }

  /** Whether all bytes have been read. */
  async ended(): Promise<boolean> {
    return !await this.#more();
  }

  /** Yields `head`, and then the remaining chunks. */
  async *rest(head: Bytes): AsyncGenerator<Bytes> {
    try {
      yield head;
      while (await this.#more()) yield this.#step(this.#chunk.length);
    } finally {
      await this.close();
    }
  }

  /** Releases the source of the chunks. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #step(length: number): Bytes {
    const part = this.#chunk.subarray(0, length);
    this.#chunk = this.#chunk.subarray(length);
    this.#offset += length;
    return part;
  }

  /** Advances to the next chunk that has bytes; returns false at the end. */
  async #more(): Promise<boolean> {
    for (let empty = 1; this.#chunk.length === 0; empty++) {
      const { done, value } = await this.#chunks.next();
      if (done) return false;
      this.#chunk = value;
      if (empty % 1000 === 0) {
        await new Promise((resolve) => setTimeout(resolve)); // lets timers fire
      }
    }
    return true;
  }
}
