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
