/**
 * How many examples are learned from before timers, signals and the terminal
 * have a turn: as many as take some 40 ms, by the clock. No bit depends on it.
 *
 * @module
 */

import { yieldToEventLoop } from "../pool/mod.ts";

/** Milliseconds that a chunk should take. */
const CHUNK_MS = 40;
/** Milliseconds after which others should have a turn. */
const TURN_MS = 30;
/** How many times as large as the last chunk the next one may be. */
const GROWTH = 8;

/** The sizes of chunks, by how long those before took. */
export class Pace {
  readonly #grain: number;
  readonly #now: () => number;
  #size: number;
  #turn: number; // when others last had a turn
  #begun = 0; // when this chunk began

  /** Chunks are multiples of `grain` examples; the first has as many. */
  constructor(grain: number, now: () => number = () => performance.now()) {
    this.#grain = grain;
    this.#now = now;
    this.#size = grain;
    this.#turn = now();
  }

  /** Begins a chunk, and says how many examples it should have. */
  begin(): number {
    this.#begun = this.#now();
    return this.#size;
  }

  /** Ends a chunk of so many examples, and says whether others are due for a turn. */
  end(examples: number): boolean {
    const now = this.#now(), ms = Math.max(now - this.#begun, 1e-3);
    const grains = Math.floor(examples / ms * CHUNK_MS / this.#grain);
    const most = GROWTH * this.#size / this.#grain;
    this.#size = this.#grain * Math.max(1, Math.min(grains, most));
    return now - this.#turn >= TURN_MS;
  }

  /** Lets timers, signals and the terminal have a turn. */
  async turn(): Promise<void> {
    await yieldToEventLoop();
    this.#turn = this.#now();
  }
}
