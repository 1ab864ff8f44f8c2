/**
 * The folder of a run: `run.json`, the record; `log.jsonl`, a line for each
 * epoch as it ends; `checkpoints/`, the places to go on from; and, when all is
 * done, `model.safetensors`.
 *
 * @module
 */

import type { Plan } from "../network/mod.ts";
import {
  checkpointCeiling,
  decodeCheckpoint,
  encodeCheckpoint,
  type EpochRecord,
  RunError,
  type RunRecord,
} from "../mlp/mod.ts";
import type { Checkpoint } from "../train/mod.ts";
import { readFile, saveError, writeWhole } from "./files.ts";
import { ModelError } from "../format/mod.ts";
import { removeParts } from "./parts.ts";
import {
  findRecord,
  readRecord,
  writeRecord,
  writeRecordSync,
} from "./record.ts";
import { claimExact, claimNew } from "./run_claim.ts";
import { type Bounds, mustBeWithin } from "./run_position.ts";
import { type LogLine, openLog, rewriteLog, textOf } from "./run_log.ts";

/** How many checkpoints are tried, the newest first; a run keeps two. */
const MOST_TRIED = 8;

/** Where to go on from, and what could not be used. */
export interface Found {
  /** The newest checkpoint that is whole. */
  readonly checkpoint?: Checkpoint;
  /** What is wrong with newer ones, a sentence each. */
  readonly damaged: readonly string[];
}

/** The folder of a run, held by one process at a time. */
export class RunFolder implements Disposable {
  /** Where it is. */
  readonly path: string;
  #record: RunRecord;
  readonly #log: Deno.FsFile; // also the lock
  #previous: string | undefined; // the checkpoint before the next

  private constructor(path: string, record: RunRecord, log: Deno.FsFile) {
    this.path = path;
    this.#record = record;
    this.#log = log;
    addEventListener("unload", this.#end);
  }

  /**
   * Makes a folder for a new run; one that is there already is left alone.
   *
   * @param path Where; if that is taken, `path-2`, `path-3` and so on.
   * @throws {SaveError} If it cannot be written.
   */
  static async create(path: string, record: RunRecord): Promise<RunFolder> {
    const { folder, log } = await claimNew(path);
    const run = new RunFolder(folder, record, log);
    try {
      await writeRecord(folder, record);
      return run;
    } catch (error) {
      run[Symbol.dispose]();
      for (
        const path of [`${folder}/log.jsonl`, `${folder}/run.json`, folder]
      ) {
        await Deno.remove(path).catch(() => {}); // it may never have been made
      }
      throw saveError(folder, error);
    }
  }

  /**
   * Takes exactly this folder: that of a run which is there, to go on with, or of
   * a new one, also where a process was killed before its run was on record.
   *
   * @param record Of a new run.
   * @param how.waits Whether to wait for another process that trains in it.
   * @returns Nothing if another process trains in it.
   * @throws {SaveError} If it cannot be written.
   */
  static async take(
    path: string,
    record: RunRecord,
    how: { readonly waits: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<RunFolder | undefined> {
    const claim = await claimExact(path, how);
    if (!claim) return undefined;
    try {
      const known = await findRecord(path);
      if (!known) await writeRecord(path, record);
      await removeParts(path);
      await removeParts(`${path}/checkpoints`).catch(() => {}); // there may be none yet
      return new RunFolder(path, known ?? record, claim.log);
    } catch (error) {
      claim.log.close();
      throw saveError(path, error);
    }
  }

  /**
   * Opens the folder of a run to go on with.
   *
   * @throws {RunError} If it is none, or another process is training there.
   */
  static async open(path: string): Promise<RunFolder> {
    const record = await readRecord(path);
    try {
      const log = await openLog(path, { create: true });
      if (!log) {
        throw new RunError(
          `${path} must be free: found another process training in it`,
        );
      }
      const run = new RunFolder(path, record, log);
      await removeParts(path); // of a process that is no more
      await removeParts(run.#checkpoints).catch(() => {}); // there may be none yet
      return run;
    } catch (error) {
      throw saveError(path, error);
    }
  }

  /** What is on record. */
  get record(): RunRecord {
    return this.#record;
  }

  get #checkpoints(): string {
    return `${this.path}/checkpoints`;
  }

  /** Begins another run in the folder: what is left of the one before is removed. */
  async beginAnew(record: RunRecord): Promise<void> {
    await writeRecord(this.path, record);
    this.#record = record;
    for (const name of ["model.safetensors", "report.html"]) {
      await Deno.remove(`${this.path}/${name}`).catch(() => {}); // it may not be there
    }
    await Deno.remove(this.#checkpoints, { recursive: true }).catch(() => {});
  }

  /** Puts more on record. */
  async write(change: Partial<RunRecord>): Promise<void> {
    const record = { ...this.#record, ...change };
    await writeRecord(this.path, record);
    this.#record = record;
  }

  /** Adds an epoch to the log. */
  log(line: LogLine): void {
    const bytes = new TextEncoder().encode(textOf(line));
    try {
      for (let at = 0; at < bytes.length;) {
        at += this.#log.writeSync(bytes.subarray(at));
      }
    } catch (error) {
      throw saveError(`${this.path}/log.jsonl`, error);
    }
  }

  /** Makes the log have exactly the epochs of a checkpoint, or of a run that is over. */
  async rewindLog(figures: readonly EpochRecord[]): Promise<void> {
    try {
      await rewriteLog(this.path, figures);
    } catch (error) {
      throw saveError(`${this.path}/log.jsonl`, error);
    }
  }

  /**
   * Saves a place to go on from. The one before is kept as well, older ones
   * are removed.
   *
   * @throws {SaveError} If it cannot be written; those before it are whole.
   */
  async saveCheckpoint(checkpoint: Checkpoint, plan: Plan): Promise<void> {
    const { figures, sums } = checkpoint;
    const name = `${figures.length}+${sums.examples}.safetensors`;
    const spec = JSON.stringify(this.#record.spec);
    try {
      await this.#log.sync();
      await Deno.mkdir(this.#checkpoints, { recursive: true });
    } catch (error) {
      throw saveError(this.#checkpoints, error);
    }
    await writeWhole(
      `${this.#checkpoints}/${name}`,
      await encodeCheckpoint(checkpoint, plan, spec),
    );
    const kept = this.#previous ?? name;
    for (const other of await names(this.#checkpoints)) {
      if (order(other, kept) >= 0) continue;
      await Deno.remove(`${this.#checkpoints}/${other}`).catch(() => {}); // it only takes room
    }
    this.#previous = name;
  }

  /**
   * Finds the newest checkpoint that is whole.
   *
   * @param bounds What its position must be within.
   */
  async newest(plan: Plan, bounds: Bounds): Promise<Found> {
    const damaged: string[] = [];
    const spec = JSON.stringify(this.#record.spec);
    const newest = (await names(this.#checkpoints)).slice(0, MOST_TRIED);
    for (const name of newest) {
      const path = `${this.#checkpoints}/${name}`;
      const refuse = (fault: string) => new ModelError(fault);
      try {
        const bytes = await readFile(
          path,
          checkpointCeiling(plan, spec),
          refuse,
        );
        const checkpoint = await decodeCheckpoint(bytes, plan, spec);
        mustBeWithin(checkpoint, name, plan, bounds);
        this.#previous = name;
        return { checkpoint, damaged };
      } catch (error) {
        const known = error instanceof ModelError ||
          error instanceof Error && "code" in error;
        if (!known) throw error;
        damaged.push(
          error.message.startsWith(path)
            ? error.message
            : `${path}: ${error.message}`,
        );
      }
    }
    return { damaged };
  }

  /** Lets go of the folder; a run that did not say how it ended was interrupted. */
  [Symbol.dispose](): void {
    removeEventListener("unload", this.#end);
    this.#end();
    this.#log.close();
  }

  readonly #end = (): void => {
    if (this.#record.status !== "training") return;
    writeRecordSync(this.path, { ...this.#record, status: "interrupted" });
  };
}

/** The checkpoints in a folder, the newest first. */
async function names(folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && /^\d+\+\d+\.safetensors$/.test(name)) found.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // there is none yet
  }
  return found.sort((a, b) => order(b, a));
}

/** Which of two checkpoints comes first in the run, as a sort wants it. */
function order(a: string, b: string): number {
  const [x, y] = [a, b].map((name) => name.split(/[+.]/).map(Number));
  return x[0] - y[0] || x[1] - y[1];
}
