/**
 * The folder of a run. A run folder contains the record `run.json`, the log
 * `log.jsonl` with a line for each completed epoch, and the folder
 * `checkpoints/` to resume from. At the end of the run, the folder also
 * contains `model.safetensors`.
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

/**
 * The largest number of checkpoints that are read, newest first, to find a
 * complete checkpoint; a run keeps two checkpoints.
 */
const MOST_TRIED = 8;

/** The checkpoint to resume from, and the problems of checkpoints that could not be used. */
export interface Found {
  /** The newest checkpoint that is complete. */
  readonly checkpoint?: Checkpoint;
  /**
   * The problems of the checkpoints that could not be used, one sentence each.
   */
  readonly damaged: readonly string[];
}

/** The folder of a run, locked by one process at a time. */
export class RunFolder implements Disposable {
  /** The path of the folder. */
  readonly path: string;
  #record: RunRecord;
  readonly #log: Deno.FsFile; // also serves as the lock
  #previous: string | undefined; // the name of the last checkpoint

  private constructor(path: string, record: RunRecord, log: Deno.FsFile) {
    this.path = path;
    this.#record = record;
    this.#log = log;
    addEventListener("unload", this.#end);
  }

  /**
   * Creates the folder of a new run; a folder that already has files is left
   * unchanged.
   *
   * @param path The path of the folder; if this folder has files, `path-2`,
   * `path-3` and so on are tried.
   * @throws {SaveError} If the folder cannot be written.
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
        await Deno.remove(path).catch(() => {}); // the file may not exist
      }
      throw saveError(folder, error);
    }
  }

  /**
   * Opens the folder at `path`. If the folder has a record, the recorded run is
   * resumed. If the folder has no record, the record of a new run is written.
   *
   * @param record The record of a new run.
   * @param how.waits Whether to wait for another process that trains in the folder.
   * @returns `undefined` if another process trains in the folder and `how.waits` is
   * false.
   * @throws {SaveError} If the folder cannot be written.
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
      await removeParts(`${path}/checkpoints`).catch(() => {}); // the folder may not exist yet
      return new RunFolder(path, known ?? record, claim.log);
    } catch (error) {
      claim.log.close();
      throw saveError(path, error);
    }
  }

  /**
   * Opens the folder of a run to resume it.
   *
   * @throws {RunError} If the folder is not the folder of a run, or another
   * process is training in the folder.
   */
  static async open(path: string): Promise<RunFolder> {
    const record = await readRecord(path);
    try {
      const log = await openLog(path, { create: true });
      if (!log) {
        throw new RunError(
          `${path} must not be in use: another process is training in this folder`,
        );
      }
      const run = new RunFolder(path, record, log);
      await removeParts(path); // temporary files of a process that was killed
      await removeParts(run.#checkpoints).catch(() => {}); // the folder may not exist yet
      return run;
    } catch (error) {
      throw saveError(path, error);
    }
  }

  /** The record of the run. */
  get record(): RunRecord {
    return this.#record;
  }

  get #checkpoints(): string {
    return `${this.path}/checkpoints`;
  }

  /** Starts another run in the folder, and removes the files of the earlier run. */
  async beginAnew(record: RunRecord): Promise<void> {
    await writeRecord(this.path, record);
    this.#record = record;
    for (const name of ["model.safetensors", "report.html"]) {
      await Deno.remove(`${this.path}/${name}`).catch(() => {}); // the file may not exist
    }
    await Deno.remove(this.#checkpoints, { recursive: true }).catch(() => {});
  }

  /** Changes fields of the record, and writes it. */
  async write(change: Partial<RunRecord>): Promise<void> {
    const record = { ...this.#record, ...change };
    await writeRecord(this.path, record);
    this.#record = record;
  }

  /**
   * Replaces the record by a record with more epochs. A checkpoint contains the spec of
   * its run, so the checkpoint to resume from is written again with the new spec.
   */
  async extend(
    record: RunRecord,
    plan: Plan,
    checkpoint: Checkpoint | undefined,
  ): Promise<void> {
    await writeRecord(this.path, record);
    this.#record = record;
    if (checkpoint) await this.saveCheckpoint(checkpoint, plan);
  }

  /** Appends the line of a completed epoch to the log. */
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

  /** Rewrites the log with exactly the epochs of a checkpoint or of a finished run. */
  async rewindLog(figures: readonly EpochRecord[]): Promise<void> {
    try {
      await rewriteLog(this.path, figures);
    } catch (error) {
      throw saveError(`${this.path}/log.jsonl`, error);
    }
  }

  /**
   * Saves a checkpoint. The previous checkpoint is kept, and older checkpoints are removed.
   *
   * @throws {SaveError} If the checkpoint cannot be written; the previous checkpoints remain.
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
      await Deno.remove(`${this.#checkpoints}/${other}`).catch(() => {}); // an old file that remains does no harm
    }
    this.#previous = name;
  }

  /**
   * Finds the newest checkpoint that is complete.
   *
   * @param bounds The number of examples and epochs, which limit the position of the checkpoint.
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

  /**
   * Releases the folder. If the run has not ended, the status of the run
   * becomes `interrupted`.
   */
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

/** The names of the checkpoints in a folder, newest first. */
async function names(folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && /^\d+\+\d+\.safetensors$/.test(name)) found.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // NotFound: there are no checkpoints yet
  }
  return found.sort((a, b) => order(b, a));
}

/** Compares two checkpoint names by the positions of the checkpoints in the run. */
function order(a: string, b: string): number {
  const [x, y] = [a, b].map((name) => name.split(/[+.]/).map(Number));
  return x[0] - y[0] || x[1] - y[1];
}
