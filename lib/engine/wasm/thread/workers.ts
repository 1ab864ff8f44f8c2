/**
 * Workers that run a function of a module beside the main thread, over one memory.
 * They come from a few lines of text, so that no file need be found or read.
 *
 * A worker joins once it has started: which of them take part changes no bit.
 * They are told what to do by one word, the number of the call and how many
 * take part, and sleep on it in between.
 *
 * @module
 */

import { startWorker } from "../../../pool/mod.ts";
import { address } from "../code/memory.ts";
import { MOST } from "./threads.ts";

/** The most calls alone, or together, before the other is tried again. */
const LONGEST = 16;
/** Calls together do not pay when an example takes this many times as long as alone. */
const SLOWER = 1.05;
/** The weight of earlier calls in the mean pace together: a single call may be slow by chance. */
const KEPT = 0.75;
/** Fewer examples than this tell nothing: most of their time is the call's. */
const TELLING = 256;
/** The part of a whole call that a trial is; each trial that pays is followed by one twice as long. */
const TRIAL = 1 / 16;

const SOURCE = `
onmessage = ({ data }) => {
  const { module, memory, name, worker, address, most, team } = data;
  const words = new Int32Array(memory.buffer);
  const at = (byte) => byte / 4;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const isMeant = () => Atomics.load(words, at(address.team)) === team;
  let seen = data.seen; // it may have missed its end already
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

/** A worker that ended in the middle of its work. */
export class WorkerError extends Error {
  /** The name a stack trace shows. */
  override readonly name = "WorkerError";
}

/** What a worker runs: its part of a call of `count` examples. */
export type WorkerFunction = (
  worker: number,
  workers: number,
  count: number,
) => void;

/** What workers do. */
export interface Work {
  /** The module, which ends each part with a barrier. */
  readonly module: WebAssembly.Module;
  /** The memory, shared. */
  readonly memory: WebAssembly.Memory;
  /** The function's name. */
  readonly name: string;
  /** The function itself, in the main thread's instance. */
  readonly run: WorkerFunction;
}

/** The workers of one program; the main thread is worker 0. */
export class Workers {
  /** Settled when all have started, or one could not. */
  readonly ready: Promise<void>;
  readonly #words: Int32Array;
  readonly #runPart: WorkerFunction;
  readonly #count: number;
  readonly #all: Worker[] = [];
  readonly #team: number;
  readonly #now: () => number;
  #pace = Infinity; // milliseconds an example took alone, the last time
  #mean = 0; // the mean together since calls last began to be so; 0 before
  #alone = 0; // calls still to make alone
  #pause = 1; // how many were to be made the last time that together did not pay; 1 while it pays
  #together = 0; // calls together since the last one alone
  #part = TRIAL; // of a whole call, for the next one together
  #reason = "";

  /** Starts them, `count` with the main thread; calls are timed in milliseconds. */
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
        failure: resolve, // it never started: there are fewer
      });
      if (!worker) return resolve();
      this.#all.push(worker);
      try {
        worker.postMessage(message);
      } catch { // the memory cannot be shared with it
        worker.terminate();
        resolve();
      }
    });
  }

  /** How many take part in the next call. */
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
   * Of how many examples the next call should be: of fewer than it could where
   * it is made to know whether the others help, so that little is lost.
   *
   * @param most How many it could be of.
   * @param unit What it must be a multiple of, as `most` is.
   */
  next(most: number, unit: number): number {
    const isProbe = this.#alone === 1 && this.#pause === 1; // to know the pace alone
    const part = this.#workers > 1 ? this.#part : isProbe ? TRIAL : 1;
    const some = Math.max(TELLING, most * part);
    return Math.min(most, unit * Math.ceil(some / unit));
  }

  /**
   * Makes a call with all who are ready. Calls are timed: where they are
   * slower than one alone, since another process has a core, the next ones are
   * made alone, more of them each time. Now and then one is, to know what that takes.
   *
   * @throws {WorkerError} If one of them fails.
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
        `every worker must finish its share of a batch: one did not ${this.#reason}`
          .trim(),
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

  /** Ends them. */
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
