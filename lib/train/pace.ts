/**
 * Chooses the chunk size: the number of examples that training processes before
 * the event loop runs again. The event loop handles timers, signals and the
 * terminal. A chunk takes about 40 ms. The results do not depend on the chunk
 * size.
 *
 * @module
 */

import { yieldToEventLoop } from "../pool/mod.ts";

/** The target duration of a chunk, in milliseconds. */
const CHUNK_MS = 40;
/**
 * The time, in milliseconds, after which training should let the event loop
 * run.
 */
const TURN_MS = 30;
/** The largest factor by which a chunk is larger than the previous chunk. */
const GROWTH = 8;

/** Chooses the size of each chunk from the measured time of the previous chunk. */
export class Pace {
  readonly #grain: number;
  readonly #now: () => number;
  #size: number;
  #turn: number; // the time when the event loop last ran
  #begun = 0; // the time when this chunk began

  /**
   * The first chunk has `grain` examples. The size of each chunk is a multiple
   * of `grain`.
   */
  constructor(grain: number, now: () => number = () => performance.now()) {
    this.#grain = grain;
    this.#now = now;
    this.#size = grain;
    this.#turn = now();
  }

  /** Begins a chunk, and returns the number of examples to process. */
  begin(): number {
    this.#begun = this.#now();
    return this.#size;
  }

  /**
   * Ends a chunk of `examples` examples. The result is true if the caller
   * should call `turn`.
   */
  end(examples: number): boolean {
    const now = this.#now(), ms = Math.max(now - this.#begun, 1e-3);
    const grains = Math.floor(examples / ms * CHUNK_MS / this.#grain);
    const most = GROWTH * this.#size / this.#grain;
    this.#size = this.#grain * Math.max(1, Math.min(grains, most));
    return now - this.#turn >= TURN_MS;
  }

  /**
   * Lets the event loop run, so that timers, signals and the terminal are
   * handled.
   */
  async turn(): Promise<void> {
    await yieldToEventLoop();
    this.#turn = this.#now();
  }
}
