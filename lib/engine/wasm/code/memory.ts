/**
 * A program's memory: the fixed addresses at its start, and room for the rest.
 *
 * @module
 */

/** Fixed addresses. Words that workers wait for have a cache line each. */
export const address = {
  /** How many workers sleep at a barrier. */
  sleepers: 64,
  /** Where the turns of a call begin. */
  turn: 128,
  /** The number of a call and who takes part, and how many examples it is of. */
  calls: 192,
  count: 196,
  /** 1 where a worker has failed. */
  failed: 256,
  /** Which workers are meant: others, of before, have not ended yet. */
  team: 260,
  /** Sums over examples: loss, right predictions, examples, as float64. */
  loss: 320,
  correct: 328,
  examples: 336,
  /** The learning rate, the optimiser's steps, the powers of its betas, as float64. */
  rate: 344,
  steps: 352,
  powers: 360,
  /** What byte 0 stands for, a float32, where lists have what lies beyond it. */
  background: 376,
  /** A word for each worker: its team, once it has started. */
  ready: 384,
  /** What each byte stands for, 256 float32; less the background where there is one. */
  levels: 512,
  /** For each worker the turns it has taken, 64 bytes apart. */
  turns: 1536,
  /** The constants that kernels load, 16 bytes each. */
  constants: 2560,
  /** Where the rest begins. */
  free: 3584,
} as const;

/** Hands out memory from one end to the other. */
export class Allotment {
  #end = address.free as number;

  /** So many bytes, at a multiple of 64. */
  take(bytes: number): number {
    const start = this.#end;
    this.#end = start + Math.ceil(bytes / 64) * 64;
    return start;
  }

  /** How many pages hold all of it, with room for a vector read past the end. */
  get pages(): number {
    return Math.ceil((this.#end + 64) / 65536);
  }
}
