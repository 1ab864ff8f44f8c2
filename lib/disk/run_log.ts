/**
 * The log of a run, `log.jsonl`, with a line for each completed epoch. The
 * training process holds a lock on it.
 *
 * @module
 */

import { type EpochRecord, isEpochRecord } from "../mlp/mod.ts";
import { readSized } from "./files.ts";

/** A line of the log. */
export interface LogLine extends EpochRecord {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The time when the epoch was completed, in ISO 8601. */
  readonly at?: string | undefined;
}

/** The largest number of bytes of a log that are read. */
const MOST_LOG = 2 ** 28;

/** The largest number of bytes of a line. */
export const LONGEST_LINE = 1024;

/**
 * Opens the log for appending, and locks the folder with it; undefined if
 * another process has the lock.
 */
export async function openLog(
  folder: string,
  how: Deno.OpenOptions,
): Promise<Deno.FsFile | undefined> {
  const log = await Deno.open(`${folder}/log.jsonl`, { append: true, ...how });
  if (await log.tryLock(true)) return log;
  log.close();
  return undefined;
}

/** Whether a process is training in the folder of a run. */
export async function isHeld(folder: string): Promise<boolean> {
  try {
    const log = await Deno.open(`${folder}/log.jsonl`);
    try {
      return !await log.tryLock(false);
    } finally {
      log.close();
    }
  } catch {
    return false; // no log, so no training
  }
}

/**
 * Reads the log of a run. An incomplete last line is left out. Reading stops at
 * the first line that is not a log line.
 */
export async function readLog(folder: string): Promise<LogLine[]> {
  const lines: LogLine[] = [], decoder = new TextDecoder();
  let text = "";
  try {
    const { readable } = await Deno.open(`${folder}/log.jsonl`);
    for await (const chunk of readable) { // the loop closes the file
      text += decoder.decode(chunk, { stream: true });
      const whole = text.split("\n");
      text = whole.pop()!;
      for (const line of whole) {
        if (!isLine(line, lines.length + 1)) return lines;
        lines.push(JSON.parse(line));
      }
      if (text.length > LONGEST_LINE) break;
    }
  } catch {
    // the log does not exist, or cannot be read further
  }
  return lines;
}

/** The first bytes of the log. */
export async function logText(folder: string, size: number): Promise<string> {
  const path = `${folder}/log.jsonl`;
  const { size: whole } = await Deno.stat(path);
  const bytes = await readSized(path, Math.min(whole, size, MOST_LOG));
  return new TextDecoder().decode(bytes);
}

/** Whether a line is the log line of an epoch. */
export function isLine(line: string, epoch: number): boolean {
  if (line.length > LONGEST_LINE) return false;
  try {
    const value = JSON.parse(line);
    return isEpochRecord(value) && (value as LogLine).epoch === epoch;
  } catch {
    return false;
  }
}
