/**
 * Creation and locking of run folders: a new folder for a new run, or the folder with
 * a given path.
 *
 * @module
 */

import { pause } from "./_pause.ts";
import { saveError } from "./files.ts";
import { isPart, removeParts } from "./parts.ts";
import { openLog } from "./run_log.ts";

/** The time between attempts to lock a folder that another process has locked, in milliseconds. */
const TRIED_MS = 50;

/** A locked folder, and its open log file; the lock is on the log file. */
export interface Claim {
  readonly folder: string;
  readonly log: Deno.FsFile;
}

/**
 * Creates and locks the folder of a new run: the first of `path`, `path-2`,
 * `path-3` and so on that is free. An empty folder can be used for a new run. A
 * folder can also be used for a new run if the process that created the folder
 * was killed before the record of the run was written.
 */
export async function claimNew(path: string): Promise<Claim> {
  for (let n = 1;; n++) {
    const folder = n === 1 ? path : `${path}-${n}`;
    try {
      await Deno.mkdir(folder, { recursive: true });
      if (!await isUnused(folder)) continue;
      const log = await openLog(folder, { create: true });
      if (!log) continue; // another process locked the folder first
      if (await isUnused(folder)) { // checked again, now that the folder is locked
        await removeParts(folder);
        return { folder, log };
      }
      log.close();
    } catch (error) {
      // a file has the name of the folder
      if (error instanceof Deno.errors.AlreadyExists) continue;
      throw saveError(folder, error);
    }
  }
}

/**
 * Locks a folder. The folder is created if it does not exist.
 *
 * @param how.waits Whether to wait for another process that has locked the folder.
 * @returns `undefined` if another process has locked the folder and `how.waits` is
 * false.
 */
export async function claimExact(
  folder: string,
  { waits, signal }: {
    readonly waits: boolean;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Claim | undefined> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    for (;;) {
      const log = await openLog(folder, { create: true });
      if (log) return { folder, log };
      if (!waits) return undefined;
      await pause(TRIED_MS, signal);
    }
  } catch (error) {
    throw saveError(folder, error);
  }
}

/** Whether a folder contains nothing except an empty log and temporary files of the record. */
async function isUnused(folder: string): Promise<boolean> {
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const isLog = isFile && name === "log.jsonl" &&
      (await Deno.lstat(`${folder}/${name}`)).size === 0;
    const isRecord = name.startsWith("run.json.") && isPart(name);
    if (!isLog && !isRecord) return false;
  }
  return true;
}
