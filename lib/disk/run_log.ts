/**
 * The log of a run, `log.jsonl`, with a line for each completed epoch. The training
 * process holds a lock on the log.
 *
 * @module
 */

import { type EpochRecord, isEpochRecord } from "../mlp/mod.ts";
import { readSized } from "./files.ts";

/** A line of the log. */
export interface LogLine extends EpochRecord {
  /** The number of the epoch, counted from 1. */
  readonly epoch: number;
  /** The time when the epoch was completed, in ISO 8601. */
  readonly at?: string | undefined;
}

/** The largest number of bytes of a log that are read. */
const MOST_LOG = 2 ** 28;

/** Reading stops after more than this number of lines that are not log lines. */
const MOST_TORN = 1000;

/** The largest number of bytes of a line. */
const LONGEST_LINE = 1024;

/**
 * Opens the log for appending, and locks the log. The lock on the log also
 * protects the folder.
 *
 * @returns The log; `undefined` if another process has locked the log.
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
 * Reads the log of a run. On a shared drive that does not support locks, two
 * processes may have written to the log at the same time. The first line of
 * each epoch is used. Incomplete lines are skipped. Reading stops after too
 * many lines that are not log lines.
 */
export async function readLog(folder: string): Promise<LogLine[]> {
  const found = new Map<number, LogLine>(), decoder = new TextDecoder();
  let text = "", torn = 0;
  try {
    const { readable } = await Deno.open(`${folder}/log.jsonl`);
    for await (const chunk of readable) { // the loop closes the file
      text += decoder.decode(chunk, { stream: true });
      const whole = text.split("\n");
      text = whole.pop()!;
      for (const line of whole) if (!keepFirst(found, line)) torn++;
      if (text.length > LONGEST_LINE || torn > MOST_TORN) break;
    }
  } catch {
    // the log does not exist, or cannot be read further
  }
  return inOrder(found);
}

/**
 * Stores a line, if no line of the same epoch is stored already.
 *
 * @returns Whether the line is complete.
 */
function keepFirst(found: Map<number, LogLine>, text: string): boolean {
  const line = lineOf(text);
  if (line && !found.has(line.epoch)) found.set(line.epoch, line);
  return line !== undefined;
}

/** The lines of the first epochs, up to the first missing epoch. */
function inOrder(found: ReadonlyMap<number, LogLine>): LogLine[] {
  const lines: LogLine[] = [];
  for (let epoch = 1;; epoch++) {
    const line = found.get(epoch);
    if (line === undefined) return lines;
    lines.push(line);
  }
}

/** A line of the log as text, with its line feed. */
export function textOf(line: LogLine): string {
  return `${JSON.stringify(line)}\n`;
}

/**
 * Rewrites the log with one line per epoch, in order: the first line that was
 * written for the epoch, or a new line with the metrics of the epoch. The file
 * is written from its start, so the result is the same if two processes rewrite
 * the log at the same time.
 */
export async function rewriteLog(
  folder: string,
  figures: readonly EpochRecord[],
): Promise<void> {
  const path = `${folder}/log.jsonl`;
  const { size } = await Deno.stat(path);
  const most = Math.min(
    size,
    4 * (figures.length + 1) * LONGEST_LINE,
    MOST_LOG,
  );
  const before = new TextDecoder().decode(await readSized(path, most));
  const found = new Map<number, LogLine>();
  for (const line of before.split("\n").slice(0, -1)) keepFirst(found, line);
  const after = figures.map((epoch, e) =>
    textOf(found.get(e + 1) ?? { epoch: e + 1, ...epoch })
  ).join("");
  if (most === size && before === after) return;
  const bytes = new TextEncoder().encode(after);
  const file = await Deno.open(path, { write: true });
  try {
    for (let at = 0; at < bytes.length;) {
      at += await file.write(bytes.subarray(at));
    }
    await file.truncate(bytes.length);
  } finally {
    file.close();
  }
}

/** Parses a line of the log; undefined if the text is not a log line. */
function lineOf(text: string): LogLine | undefined {
  if (text.length > LONGEST_LINE) return undefined;
  try {
    const value = JSON.parse(text);
    const { epoch } = value;
    return isEpochRecord(value) && Number.isSafeInteger(epoch)
      ? value as LogLine
      : undefined;
  } catch {
    return undefined;
  }
}
