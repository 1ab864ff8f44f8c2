/**
 * Workers that come when much is asked in a row and leave when nothing more is:
 * a call by itself is over before a thread has started, and a thread that waits
 * keeps a program from ending.
 *
 * @module
 */

import { type Work, WorkerError, Workers } from "./workers.ts";

/** Multiply-adds, 100 ms or so, for which threads are started: starting one takes 20 ms. */
const THREAD_WORK = 4e9;

/** After how many milliseconds without a call nothing more is expected. */
const IDLE = 100;

/** The workers of something that is called now and then. */
export class Team {
  readonly #work: Work;
  #count: number; // 1 once a thread has failed
  #workers: Workers | undefined;
  #asked = 0; // multiply-adds in a row
  #last = 0; // when the last call was over
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Up to `count` workers, the main thread among them; none are started yet. */
  constructor(work: Work, count: number) {
    this.#work = work;
    this.#count = count;
  }

  /**
   * Makes a call.
   *
   * @param work Multiply-adds of it.
   * @param body What it consists of, given what runs `count` examples on the
   *   threads; it is run again, without threads, if one of them dies.
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

  /** Ends the workers; the next ones come as the first did. */
  close(): void {
    clearTimeout(this.#timer);
    this.#workers?.close();
    this.#workers = undefined;
  }
}
