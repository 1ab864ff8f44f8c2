/**
 * Bytes that arrive in chunks, taken in the lengths that a format asks for.
 *
 * @module
 */

/** Bytes in memory of their own. */
export type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Chunks as a stream that asks for each as it is needed; `ReadableStream.from`,
 * which Chromium does not have.
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

/** Takes bytes from chunks, in order. */
export class ByteReader {
  #chunks: AsyncIterator<Bytes>;
  #chunk: Bytes = new Uint8Array(0);
  #offset = 0;

  constructor(chunks: AsyncIterable<Bytes>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** How many bytes have been taken. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * Takes `length` bytes, or all that are left if they are fewer. Bytes that
   * lie in one chunk are a view of it, others one new array.
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

  /** Whether there is no byte left. */
  async ended(): Promise<boolean> {
    return !await this.#more();
  }

  /** What is left, chunk by chunk, with `head` put back before it. */
  async *rest(head: Bytes): AsyncGenerator<Bytes> {
    try {
      yield head;
      while (await this.#more()) yield this.#step(this.#chunk.length);
    } finally {
      await this.close();
    }
  }

  /** Lets go of what is left. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #step(length: number): Bytes {
    const part = this.#chunk.subarray(0, length);
    this.#chunk = this.#chunk.subarray(length);
    this.#offset += length;
    return part;
  }

  /** Makes the chunk one with bytes in it; false at the end. */
  async #more(): Promise<boolean> {
    for (let empty = 1; this.#chunk.length === 0; empty++) {
      const { done, value } = await this.#chunks.next();
      if (done) return false;
      this.#chunk = value;
      if (empty % 1000 === 0) {
        await new Promise((resolve) => setTimeout(resolve)); // or no timer would fire
      }
    }
    return true;
  }
}
