/**
 * Reading and writing of the record of a run, the file `run.json` in the run's
 * folder.
 *
 * @module
 */

import { decodeRecord, RunError, type RunRecord } from "../mlp/mod.ts";
import { mustBePlain, readFile, writeWhole } from "./files.ts";
import { partOf } from "./parts.ts";

/** The largest size of a record in bytes, enough for a million epochs. */
const MOST_BYTES = 200_000_000;

/**
 * Formats a record as JSON; the JSON is not indented if the record has very
 * many epochs.
 */
function textOf(record: RunRecord): string {
  const indent = record.epochs.length > 100_000 ? 0 : 2;
  return `${JSON.stringify(record, null, indent)}\n`;
}

/** The path of the record in a run folder. */
export function recordPath(folder: string): string {
  return `${folder}/run.json`;
}

/** Writes a run's record, and replaces the previous record. */
export async function writeRecord(
  folder: string,
  record: RunRecord,
): Promise<void> {
  const bytes = new TextEncoder().encode(textOf(record));
  await writeWhole(recordPath(folder), bytes);
}

/**
 * Writes a run's record synchronously, while the process exits. If the record
 * cannot be replaced, such as on a full disk, the status in the existing file
 * is changed to `failed`.
 */
export function writeRecordSync(folder: string, record: RunRecord): void {
  const path = recordPath(folder), text = textOf(record);
  // a second attempt, since another process may remove the temporary file
  if (!replaceSync(path, text) && !replaceSync(path, text)) markFailed(path);
}

/** Replaces a file by a new file; returns false if the new file cannot be written. */
function replaceSync(path: string, text: string): boolean {
  const temporary = partOf(path);
  try {
    Deno.writeTextFileSync(temporary, text);
    Deno.renameSync(temporary, path);
    return true;
  } catch {
    try {
      Deno.removeSync(temporary);
    } catch {
      // the temporary file does not exist
    }
    return false;
  }
}

/**
 * Changes the status `training` to `failed` in an existing record, without
 * using more space.
 */
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
    // the disk cannot be written at all
  }
}

/**
 * Reads the record of a run.
 *
 * @throws {RunError} If the record is missing, damaged or changed, or if the
 * record or another known entry of the folder is a link, a pipe or a device.
 */
export async function readRecord(folder: string): Promise<RunRecord> {
  const record = await findRecord(folder);
  if (record !== undefined) return record;
  throw new RunError(
    `${folder} must be the folder of a run: found no run.json in it`,
  );
}

/** Reads the record of a run, like `readRecord`; `undefined` if the folder has no record. */
export async function findRecord(
  folder: string,
): Promise<RunRecord | undefined> {
  const path = recordPath(folder);
  const refuse = (fault: string) => new RunError(fault);
  await mustBePlain(folder, refuse);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path, MOST_BYTES, refuse);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  return await decodeRecord(bytes, path);
}
