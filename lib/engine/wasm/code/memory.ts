/**
 * The memory of the WebAssembly code that trains and runs a network. The memory
 * starts with variables at fixed addresses. Allocated memory follows the
 * variables at fixed addresses.
 *
 * @module
 */

/**
 * The fixed addresses, in bytes. A word has 4 bytes. Each 4-byte word that
 * workers wait for is on a separate cache line.
 */
export const address = {
  /** The number of workers that sleep at a barrier. */
  sleepers: 64,
  /** The value that all counters of the barrier have when a call of `train` or `predict` starts. */
  turn: 128,
  /**
   * `calls` is the address of a word that combines the serial number of the
   * current call and the number of workers; see `MOST` in `threads.ts`. `count`
   * is the address of the number of examples of the current call.
   */
  calls: 192,
  count: 196,
  /** 1 if a worker has failed, else 0. */
  failed: 256,
  /**
   * The serial number of the current team of workers. Some workers of earlier
   * teams may not have ended yet.
   */
  team: 260,
  /**
   * The running totals of an epoch, as float64: the sum of the losses, the
   * number of correct predictions, and the number of examples.
   */
  loss: 320,
  correct: 328,
  examples: 336,
  /**
   * Float64 numbers: the learning rate, the number t of optimizer steps, and
   * Adam's beta1^t and beta2^t.
   */
  rate: 344,
  steps: 352,
  powers: 360,
  /**
   * The background, a float32: the number that byte 0 stands for. An example's
   * list of nonzero inputs can contain, instead of the inputs, their
   * differences from the background; see `background.ts`.
   */
  background: 376,
  /**
   * One word for each worker. When a worker starts, the worker writes the
   * serial number of the team to the worker's word in `ready`.
   */
  ready: 384,
  /**
   * A table of 256 float32 numbers: the number that each byte stands for. If
   * inputs that equal the background are skipped, the background is subtracted
   * from each number in the table.
   */
  levels: 512,
  /** The barrier counters, one for each worker. Each counter has 64 bytes of memory. */
  turns: 1536,
  /**
   * The constants that kernel functions use. Each constant is a vector of 16
   * bytes.
   */
  constants: 2560,
  /** The start of allocated memory. */
  free: 3584,
} as const;

/** Allocates memory in increasing order of addresses. */
export class Allotment {
  #end = address.free as number;

  /** Allocates `bytes` bytes. The result is the address of the first byte, a multiple of 64. */
  take(bytes: number): number {
    const start = this.#end;
    this.#end = start + Math.ceil(bytes / 64) * 64;
    return start;
  }

  /**
   * The required size of the memory, in pages of 64 KiB. The size includes 64
   * bytes after the allocated memory, because a kernel function can read a
   * vector that extends beyond the allocated memory.
   */
  get pages(): number {
    return Math.ceil((this.#end + 64) / 65536);
  }
}
