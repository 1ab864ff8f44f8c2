/**
 * A team of workers. The workers start only if recent calls had much work,
 * because a short call would end before a worker has started. The workers end
 * soon after the last call, because a waiting worker would prevent the process
 * from ending.
 *
 * @module
 */

import { type Work, WorkerError, Workers } from "./workers.ts";

/**
 * Workers start after calls with this number of multiply-adds in total, without
 * a pause between the calls. These multiply-adds take about 100 ms, and the
 * start of a worker takes 20 ms.
 */
const THREAD_WORK = 4e9;

/** The time without a call after which the workers end, in milliseconds. */
const IDLE = 100;

/** The workers for calls at irregular times, such as predictions. */
export class Team {
  readonly #work: Work;
  #count: number; // the number of threads; 1 after a worker has failed
  #workers: Workers | undefined;
  #asked = 0; // the multiply-adds of recent calls
  #last = 0; // the time at which the last call ended
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Makes a team of up to `count` workers, including the main thread. Workers start later. */
  constructor(work: Work, count: number) {
    this.#work = work;
    this.#count = count;
  }

  /**
   * Runs a call, on several threads if the workers have started.
   *
   * @param work The number of multiply-adds of the call.
   * @param body The call. The parameter of `body` is a function that
   *   processes `count` examples on the threads. If a worker fails, the call is
   *   repeated without workers.
   */
  run<T>(work: number, body: (run: (count: number) => void) => T): T {
    if (performance.now() - this.#last > IDLE) this.#asked = 0;
    this.#asked += work;
    if (this.#count > 1 && this.#asked >= THREAD_WORK) {
      this.#workers ??= new Workers(this.#work, this.#count);
    }
    clearTimeout(this.#timer);
    const workers = this.#workers, alone = this.#work.run;
    try {
      return body((count) => workers ? workers.run(count) : alone(0, 1, count));
    } catch (error) {
      this.close();
      if (!(error instanceof WorkerError)) throw error;
      this.#count = 1;
      return body((count) => alone(0, 1, count));
    } finally {
      this.#last = performance.now();
      if (this.#workers) this.#timer = setTimeout(() => this.close(), IDLE);
    }
  }

  /** Ends the workers. Later calls with much work start new workers. */
  close(): void {
    clearTimeout(this.#timer);
    this.#workers?.close();
    this.#workers = undefined;
  }
}
