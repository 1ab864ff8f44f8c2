/**
 * Trains trials of a sweep on several threads. The data is loaded once for all
 * trials that read the data in the same way.
 *
 * @module
 */

import { exampleFacts, partsOfRows } from "../dataset/mod.ts";
import { Pool } from "../pool/mod.ts";
import { type SweepRow, trialResult } from "../report/mod.ts";
import type { Interrupts } from "./interrupt.ts";
import {
  isOnDisk,
  load,
  loadExact,
  type Options,
  withLabelsOf,
} from "./loading.ts";
import { dataRecord } from "./run_record.ts";
import type { SweepFolder } from "./sweep_folder.ts";
import {
  type SharedData,
  trainTrial,
  type TrialAnswer,
  trialProgram,
  type TrialRequest,
  type TrialWork,
} from "./sweep_trial.ts";

/** The time limit for a worker to save its trial after the message to stop, in ms. */
const SAVED_MS = 30_000;

/**
 * If a worker does not answer within this time, in ms, the main thread tries to
 * train the worker's trial itself.
 */
const LEFT_MS = 200;

/** The fields of a spec that change how the data is read. */
const OF_DATA = ["inputs", "labels", "precision", "loss"];

/** Options for loading the data of a sweep. */
export interface SweepLoading {
  /** The options for loading data, such as the folder of the data. */
  readonly options: Options;
  /** The folders from which the files that the spec names may be read. */
  readonly folders: readonly string[];
  readonly maxMemory: number | undefined;
}

/** Options for training the trials of a sweep. */
export interface RunOptions {
  readonly loading: SweepLoading;
  /** The number of trials that are trained at the same time. */
  readonly workers: number;
  readonly interrupts: Interrupts;
  /**
   * Whether finished trials are trained again, to compare the results. When trials
   * are trained again, nothing is written.
   */
  readonly isAgain?: boolean | undefined;
  /** Called with the result of each trial when the trial is finished. */
  readonly onRow: (row: SweepRow) => void;
}

/** A trial that ended with an error. */
export interface FailedTrial {
  readonly index: number;
  readonly message: string;
}

/**
 * Trains trials, beginning with the trials that no other process is training.
 * If another process is training a trial, the function waits at the end until
 * the trial is finished or the other process stops.
 *
 * @returns The trials that failed.
 */
export async function trainTrials(
  sweep: SweepFolder,
  indices: readonly number[],
  options: RunOptions,
): Promise<FailedTrial[]> {
  const { workers, interrupts: { signal } } = options;
  const { trials } = sweep, failed: FailedTrial[] = [];
  const groups = Map.groupBy(indices, (index) =>
    JSON.stringify(
      trials.at(index).settings.filter(({ keys: [field] }) =>
        OF_DATA.includes(`${field}`)
      ),
    ));
  const count = Math.min(workers, indices.length) - 1;
  const pool = new Pool<TrialRequest, TrialAnswer>(trialProgram(), count);
  const ports = new Ports();
  const stop = () => ports.stop();
  signal.addEventListener("abort", stop);
  let isFirst = true;
  try {
    for (const group of groups.values()) {
      const shared = await loadShared(
        sweep,
        group[0],
        options.loading,
        !isFirst,
      );
      isFirst = false;
      let left = group, waits = false;
      while (left.length > 0 && !signal.aborted) {
        const works = await Promise.all(
          left.map((index) => workOf(sweep, index, options, waits)),
        );
        const held: number[] = [];
        const job = { works, shared, pool, ports, signal };
        for await (const { piece, answer } of begin(job)) {
          if (signal.aborted) break;
          const index = left[piece], { trial } = works[piece];
          if (answer.state === "failed") {
            failed.push({ index, message: answer.message });
          } else if (answer.state === "finished") {
            options.onRow(sweep.rowOf(trial, trialResult(answer.record)!));
          } else held.push(index);
        }
        [left, waits] = [held, true];
      }
    }
    signal.throwIfAborted();
    return failed;
  } finally {
    signal.removeEventListener("abort", stop);
    await ports.ended(SAVED_MS);
    pool.close();
  }
}

async function workOf(
  sweep: SweepFolder,
  index: number,
  { isAgain }: RunOptions,
  waits: boolean,
): Promise<TrialWork> {
  return {
    folder: isAgain ? undefined : sweep.trialPath(index),
    value: sweep.trials.valueAt(index),
    trial: await sweep.trialOf(index),
    waits,
  };
}

/** The trials to train, and the pool of workers that trains them. */
interface Job {
  readonly works: readonly TrialWork[];
  readonly shared: SharedData;
  readonly pool: Pool<TrialRequest, TrialAnswer>;
  readonly ports: Ports;
  readonly signal: AbortSignal;
}

/** Trains trials on the main thread and in the workers. */
function begin({ works, shared, pool, ports, signal }: Job) {
  const sent = new Set<number>();
  return pool.begin({
    count: works.length,
    request(piece) {
      sent.add(piece);
      const port = ports.open();
      return [{ work: works[piece], shared, port }, [port]];
    },
    async run(piece, done) {
      const either = AbortSignal.any([signal, done]);
      if (!sent.has(piece)) {
        return await trainTrial(works[piece], shared, either);
      }
      // a worker is training this trial; the main thread trains it only if the worker does not answer
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, LEFT_MS);
      either.addEventListener("abort", () => resolve());
      await promise;
      clearTimeout(timer);
      return await trainTrial({ ...works[piece], waits: true }, shared, either);
    },
  });
}

/**
 * The message ports to the workers: for the message that tells a worker to
 * stop, and for the answer that the trial is saved.
 */
class Ports {
  readonly #open = new Map<MessagePort, Promise<void>>();
  #isStopped = false;

  /** Opens a channel, and returns the port for the worker. */
  open(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const { promise, resolve } = Promise.withResolvers<void>();
    port1.onmessage = () => {
      port1.close();
      this.#open.delete(port1);
      resolve();
    };
    this.#open.set(port1, promise);
    if (this.#isStopped) port1.postMessage("stop");
    return port2;
  }

  /** Tells all workers to stop. */
  stop(): void {
    this.#isStopped = true;
    for (const port of this.#open.keys()) port.postMessage("stop");
  }

  /**
   * Waits until no worker is training a trial, but no longer than `mostMs`
   * milliseconds.
   */
  async ended(mostMs: number): Promise<void> {
    if (!this.#isStopped) return; // no wait: the main thread has trained the trials of workers that did not answer
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, mostMs);
    await Promise.race([Promise.all(this.#open.values()), promise]);
    clearTimeout(timer);
  }
}

/** Loads the data that a group of trials trains on. */
export async function loadShared(
  sweep: SweepFolder,
  index: number,
  { options, folders, maxMemory }: SweepLoading,
  quiet = false,
): Promise<SharedData> {
  const { trials } = sweep, dataSeed = trials.spec.seed;
  const spec = trials.specAt(index, { maxMemory });
  const about = { ...options, seed: dataSeed, quiet: options.quiet || quiet };
  const own = { maxMemory, data: options.data, dataSeed };
  if (!isOnDisk(spec)) {
    const data = await load(spec, about);
    return {
      ...sendable(data),
      dataRecord: await dataRecord(data),
      options: own,
    };
  }
  const isScaled = trials.isWritten(index, ["inputs", "scale"]);
  const maxBytes = maxMemory;
  const whole = await loadExact(spec, {
    ...about,
    folders,
    maxBytes,
    isScaled,
  });
  const examples = exampleFacts(whole);
  const data = withLabelsOf(
    trials.specAt(index, { maxMemory, examples }),
    whole,
  );
  return {
    ...{ ...sendable(data), examples },
    dataRecord: await dataRecord(data),
    options: { ...own, folders },
  };
}

/** The data as plain values that can be sent to a worker, without the test set. */
function sendable(
  { test: _, rows, cells: __, ...data }: Awaited<ReturnType<typeof load>>,
): Pick<SharedData, "data" | "rows"> {
  return { data, rows: rows && partsOfRows(rows) };
}
