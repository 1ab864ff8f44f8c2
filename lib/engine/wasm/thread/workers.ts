/**
 * Workers that run a function of a WebAssembly module together with the main
 * thread, on shared memory. Workers start from source text, without reading a file.
 *
 * A worker takes part in calls as soon as the worker has started. The number of
 * workers does not change the results. Between calls, workers wait on one word
 * of memory, which encodes the serial number of the call and how many workers
 * take part.
 *
 * @module
 */

import { startWorker } from "../../../pool/mod.ts";
import { address } from "../code/memory.ts";
import { MOST } from "./threads.ts";

/**
 * Calls run either on the main thread alone or on all workers. After at most
 * this number of calls on all workers, one call on the main thread alone is
 * timed. After at most this number of calls on the main thread alone, one call
 * on all workers is timed.
 */
const LONGEST = 16;
/**
 * Workers are not used if the time per example with workers is more than this
 * factor times the time on the main thread alone.
 */
const SLOWER = 1.05;
/**
 * The weight of earlier calls in the running mean of the time per example with
 * workers. A single call can be slow by chance.
 */
const KEPT = 0.75;
/**
 * Calls with fewer examples than this number are not timed, because most of
 * their time is overhead.
 */
const TELLING = 256;
/**
 * The number of examples of the first trial call with workers, as a fraction of the
 * examples of a whole call.
 * After each trial call that is not slower than the main thread alone, the next
 * call is twice as large, up to a whole call.
 */
const TRIAL = 1 / 16;

const SOURCE = `
onmessage = ({ data }) => {
  const { module, memory, name, worker, address, most, team } = data;
  const words = new Int32Array(memory.buffer);
  const at = (byte) => byte / 4;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const isMeant = () => Atomics.load(words, at(address.team)) === team;
  let seen = data.seen; // the team may have ended already
  if (!isMeant()) return close();
  Atomics.store(words, at(address.ready) + worker, team);
  postMessage("ready");
  for (;;) {
    Atomics.wait(words, at(address.calls), seen);
    const call = Atomics.load(words, at(address.calls));
    if (call === seen) continue;
    seen = call;
    const workers = call % most;
    if (workers === 0 || !isMeant()) return close();
    if (worker >= workers) continue;
    try {
      exports[name](worker, workers, words[at(address.count)]);
    } catch (error) {
      Atomics.store(words, at(address.failed), 1);
      Atomics.notify(words, at(address.turns) + 16 * worker);
      postMessage(String(error));
      return close();
    }
  }
};`;

/** Thrown when a worker fails during a call. */
export class WorkerError extends Error {
  /** The name of the error class, shown in stack traces. */
  override readonly name = "WorkerError";
}

/**
 * The function that each worker runs. A call trains on `count` examples, or
 * predicts `count` examples; the examples are divided among the workers.
 */
export type WorkerFunction = (
  worker: number,
  workers: number,
  count: number,
) => void;

/** The function that workers run, with its module and memory. */
export interface Work {
  /**
   * The WebAssembly module. In the module's function, the workers wait for each
   * other at a barrier after each part of the work.
   */
  readonly module: WebAssembly.Module;
  /** The shared memory. */
  readonly memory: WebAssembly.Memory;
  /** The name of the exported function. */
  readonly name: string;
  /** The exported function of the module instance on the main thread. */
  readonly run: WorkerFunction;
}

/** The workers of one program. The main thread is worker 0. */
export class Workers {
  /** A promise that settles when each worker has started or failed to start. */
  readonly ready: Promise<void>;
  readonly #words: Int32Array;
  readonly #runPart: WorkerFunction;
  readonly #count: number;
  readonly #all: Worker[] = [];
  readonly #team: number;
  readonly #now: () => number;
  #pace = Infinity; // the milliseconds per example of the last timed call on the main thread alone
  #mean = 0; // the running mean of milliseconds per example with workers; 0 before the first call
  #alone = 0; // the number of remaining calls on the main thread alone
  #pause = 1; // the number of calls in the last pause without workers; 1 while workers are faster
  #together = 0; // the number of calls with workers since the last call without workers
  #part = TRIAL; // the size of the next call with workers, as a fraction of a whole call
  #reason = "";

  /**
   * Starts `count - 1` workers; the main thread is the remaining thread of the
   * `count` threads. `now` returns the current time in milliseconds.
   */
  constructor(
    { run, ...rest }: Work,
    count: number,
    now = () => performance.now(),
  ) {
    this.#now = now;
    this.#words = new Int32Array(rest.memory.buffer);
    this.#runPart = run;
    this.#team = ++this.#words[address.team / 4];
    const seen = this.#words[address.calls / 4];
    const team = { address, most: MOST, team: this.#team, seen };
    this.#count = count;
    const started: Promise<void>[] = [];
    for (let worker = 1; worker < count; worker++) {
      started.push(this.#start({ ...rest, ...team, worker }));
    }
    this.ready = Promise.all(started).then(() => {});
  }

  #start(message: unknown): Promise<void> {
    return new Promise((resolve) => {
      const worker = startWorker(SOURCE, {
        message: (data) => {
          if (data !== "ready") this.#reason = String(data);
          resolve();
        },
        failure: resolve, // the worker did not start, so there is one worker fewer
      });
      if (!worker) return resolve();
      this.#all.push(worker);
      try {
        worker.postMessage(message);
      } catch { // the memory cannot be shared with the worker
        worker.terminate();
        resolve();
      }
    });
  }

  /** The number of workers that take part in the next call. */
  get #workers(): number {
    if (this.#alone > 0) return 1;
    let workers = 1;
    const first = address.ready / 4;
    while (
      workers < this.#count &&
      Atomics.load(this.#words, first + workers) === this.#team
    ) {
      workers++;
    }
    return workers;
  }

  /**
   * The number of examples for the next call. A call that only measures whether
   * workers are faster has fewer than `most` examples.
   *
   * @param most The largest number of examples that the next call can have.
   * @param unit The result is a multiple of `unit`. `most` must also be a
   * multiple of `unit`.
   */
  next(most: number, unit: number): number {
    const isProbe = this.#alone === 1 && this.#pause === 1; // measures the time without workers
    const part = this.#workers > 1 ? this.#part : isProbe ? TRIAL : 1;
    const some = Math.max(TELLING, most * part);
    return Math.min(most, unit * Math.ceil(some / unit));
  }

  /**
   * Runs the function once, for `count` examples, on all workers that have
   * started. Calls are timed. The workers can be slower than the main thread
   * alone, for example if another process uses a core. If the workers are
   * slower, the next calls run on the main thread alone. A pause is a series of
   * calls on the main thread alone; each time the workers are slower again, the
   * next pause has twice as many calls, up to `LONGEST`. From time to time, a
   * call without workers is measured for comparison.
   *
   * @throws {WorkerError} If a worker fails.
   */
  run(count: number): void {
    const words = this.#words, workers = this.#workers;
    const start = this.#now();
    const pace = () => (this.#now() - start) / count;
    if (workers === 1) {
      this.#runPart(0, 1, count);
      if (count < TELLING) return;
      this.#pace = pace();
      this.#together = 0;
      if (this.#alone > 0) this.#alone--;
      return;
    }
    words[address.count / 4] = count;
    words[address.turn / 4] = words[address.turns / 4];
    this.#tell(workers);
    this.#runPart(0, workers, count);
    if (words[address.failed / 4]) {
      for (const worker of this.#all) worker.terminate();
      throw new WorkerError(
        `every worker must finish its part of a batch: one worker failed${
          this.#reason && ` (${this.#reason})`
        }`,
      );
    }
    if (count < TELLING) return;
    this.#mean = this.#mean === 0
      ? pace()
      : KEPT * this.#mean + (1 - KEPT) * pace();
    const isSlow = this.#mean > SLOWER * this.#pace;
    this.#pause = isSlow ? Math.min(2 * this.#pause, LONGEST) : 1;
    this.#part = isSlow ? TRIAL : Math.min(2 * this.#part, 1);
    if (isSlow) [this.#alone, this.#mean] = [this.#pause, 0];
    else if (++this.#together === LONGEST || this.#pace === Infinity) {
      this.#alone = 1;
    }
  }

  /** Ends the workers. */
  close(): void {
    this.#tell(0);
    for (const worker of this.#all) worker.onmessage = worker.onerror = null;
    this.#all.length = 0;
  }

  #tell(workers: number): void {
    const at = address.calls / 4;
    const call = (Math.floor(this.#words[at] / MOST) + 1) % 0x4000000;
    Atomics.store(this.#words, at, call * MOST + workers);
    Atomics.notify(this.#words, at);
  }
}
