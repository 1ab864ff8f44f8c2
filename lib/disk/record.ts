/**
 * The record of a run as `run.json` in its folder.
 *
 * @module
 */

import { decodeRecord, RunError, type RunRecord } from "../mlp/mod.ts";
import { writeWhole } from "./files.ts";

/** The record's file in the folder of a run. */
export function recordPath(folder: string): string {
  return `${folder}/run.json`;
}

/** Writes a run's record, in place of the one that was there. */
export async function writeRecord(
  folder: string,
  record: RunRecord,
): Promise<void> {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  await writeWhole(recordPath(folder), new TextEncoder().encode(text));
}

/**
 * Writes a run's record while the process ends, when nothing can be awaited. On
 * a full disk the status alone is written, in its place.
 */
export function writeRecordSync(folder: string, record: RunRecord): void {
  const path = recordPath(folder);
  const temporary = `${path}.${crypto.randomUUID()}.part`;
  try {
    Deno.writeTextFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`);
    Deno.renameSync(temporary, path);
  } catch {
    try {
      Deno.removeSync(temporary);
    } catch {
      // it was never made
    }
    markFailed(path);
  }
}

/** Makes `training` to `failed` in a record that is there, without room for another. */
function markFailed(path: string): void {
  const [from, to] = ['"status": "training",', '"status": "failed",  '];
  try {
    const file = Deno.openSync(path, { read: true, write: true });
    try {
      const head = new Uint8Array(256);
      const read = file.readSync(head) ?? 0;
      const at = new TextDecoder().decode(head.subarray(0, read)).indexOf(from);
      if (at < 0) return;
      file.seekSync(at, Deno.SeekMode.Start);
      file.writeSync(new TextEncoder().encode(to));
    } finally {
      file.close();
    }
  } catch {
    // the disk takes nothing at all
  }
}

/**
 * Reads the record of a run.
 *
 * @throws {RunError} If there is none, or it is damaged or was changed.
 */
export async function readRecord(folder: string): Promise<RunRecord> {
  const path = recordPath(folder);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new RunError(`${folder} must be a run: found no run.json in it`);
  }
  return await decodeRecord(text, path);
}
