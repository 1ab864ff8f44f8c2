/**
 * The log of a run, `log.jsonl`: a line for each epoch as it ends. Whoever trains
 * holds a lock on it.
 *
 * @module
 */

import { type EpochRecord, isEpochRecord } from "../mlp/mod.ts";
import { readSized } from "./files.ts";

/** A line of the log. */
export interface LogLine extends EpochRecord {
  /** The epoch, from 1. */
  readonly epoch: number;
  /** When it ended, in ISO 8601. */
  readonly at?: string | undefined;
}

/** The most bytes of a log that are read. */
const MOST_LOG = 2 ** 28;

/** The most bytes of a line of the log. */
export const LONGEST_LINE = 1024;

/** Opens the log at its end, and holds the folder by it, unless another process does. */
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
    return false; // there is no log
  }
}

/**
 * The log of a run as far as it goes; a last line that is torn is left out. No more
 * is read than are lines of a log.
 */
export async function readLog(folder: string): Promise<LogLine[]> {
  const lines: LogLine[] = [], decoder = new TextDecoder();
  let text = "";
  try {
    const { readable } = await Deno.open(`${folder}/log.jsonl`);
    for await (const chunk of readable) { // which closes the file at its end
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
    // there is none, or no more of it can be read
  }
  return lines;
}

/** The beginning of the log, of at most so many bytes. */
export async function logText(folder: string, size: number): Promise<string> {
  const path = `${folder}/log.jsonl`;
  const { size: whole } = await Deno.stat(path);
  const bytes = await readSized(path, Math.min(whole, size, MOST_LOG));
  return new TextDecoder().decode(bytes);
}

/** Whether a line of the log is of this epoch. */
export function isLine(line: string, epoch: number): boolean {
  if (line.length > LONGEST_LINE) return false;
  try {
    const value = JSON.parse(line);
    return isEpochRecord(value) && (value as LogLine).epoch === epoch;
  } catch {
    return false;
  }
}
