/**
 * Whose a run's folder is: a new folder for a new run, or exactly the one that is
 * named.
 *
 * @module
 */

import { pause } from "./_pause.ts";
import { saveError } from "./files.ts";
import { isPart, removeParts } from "./parts.ts";
import { openLog } from "./run_log.ts";

/** The time between attempts to lock a folder that another process has locked, in milliseconds. */
const TRIED_MS = 50;

/** A folder, and its log file, whose lock locks the folder. */
export interface Claim {
  readonly folder: string;
  readonly log: Deno.FsFile;
}

/**
 * Makes the log of a new run in the first folder that is empty, or that has only
 * files of a process that was killed before it wrote the record of its run.
 */
export async function claimNew(path: string): Promise<Claim> {
  for (let n = 1;; n++) {
    const folder = n === 1 ? path : `${path}-${n}`;
    try {
      await Deno.mkdir(folder, { recursive: true });
      if (!await isUnused(folder)) continue;
      const log = await openLog(folder, { create: true });
      if (!log) continue; // another process was quicker
      if (await isUnused(folder)) { // still, now that it is held
        await removeParts(folder);
        return { folder, log };
      }
      log.close();
    } catch (error) {
      // a file has that name
      if (error instanceof Deno.errors.AlreadyExists) continue;
      throw saveError(folder, error);
    }
  }
}

/**
 * Locks a folder, and makes the folder if it does not exist.
 *
 * @param how.waits Whether to wait for another process that has locked the folder.
 * @returns `undefined` if another process has locked the folder.
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

/** Whether there is at most an empty log in a folder, and half a record. */
async function isUnused(folder: string): Promise<boolean> {
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const isLog = isFile && name === "log.jsonl" &&
      (await Deno.lstat(`${folder}/${name}`)).size === 0;
    const isRecord = name.startsWith("run.json.") && isPart(name);
    if (!isLog && !isRecord) return false;
  }
  return true;
}
