/**
 * The memory of a program: fixed addresses at the start, then allocated memory.
 *
 * @module
 */

/** The fixed addresses. Each word that workers wait for is on a separate cache line. */
export const address = {
  /** The number of workers that sleep at a barrier. */
  sleepers: 64,
  /** The value of the barrier counters at the start of a call. */
  turn: 128,
  /**
   * `calls`: the number of a call and the number of workers, in one word.
   * `count`: the number of examples of the call.
   */
  calls: 192,
  count: 196,
  /** 1 if a worker has failed, else 0. */
  failed: 256,
  /** The number of the current team of workers. Workers of earlier teams may still be ending. */
  team: 260,
  /** The running totals of an epoch as float64: loss, right predictions and examples. */
  loss: 320,
  correct: 328,
  examples: 336,
  /**
   * The learning rate, the number of optimizer steps and the powers of the
   * optimizer's betas, as float64.
   */
  rate: 344,
  steps: 352,
  powers: 360,
  /**
   * The background: the float32 that byte 0 stands for, if lists store
   * differences from this number.
   */
  background: 376,
  /** One word for each worker: the number of its team, after it has started. */
  ready: 384,
  /**
   * The 256 float32 numbers that bytes stand for, minus the background, if the
   * inputs have a background.
   */
  levels: 512,
  /** The barrier counter of each worker, 64 bytes apart. */
  turns: 1536,
  /** The constants of kernels, 16 bytes each. */
  constants: 2560,
  /** The start of allocated memory. */
  free: 3584,
} as const;

/** Allocates memory in increasing order of addresses. */
export class Allotment {
  #end = address.free as number;

  /** Allocates bytes at a multiple of 64. */
  take(bytes: number): number {
    const start = this.#end;
    this.#end = start + Math.ceil(bytes / 64) * 64;
    return start;
  }

  /**
   * The number of memory pages needed. This number includes 64 bytes after the
   * allocated memory, because vectors can be read past its end.
   */
  get pages(): number {
    return Math.ceil((this.#end + 64) / 65536);
  }
}
