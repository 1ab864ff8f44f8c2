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

/** The most lines that are torn, of a file that is a log. */
const MOST_TORN = 1000;

/** The most bytes of a line of the log. */
const LONGEST_LINE = 1024;

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
 * The epochs of a run as far as its log goes. Two processes may have written it at
 * a time, where a shared folder has no locks: the first line of each epoch counts.
 * Lines that are torn are passed over. No more is read than are lines of a log.
 */
export async function readLog(folder: string): Promise<LogLine[]> {
  const found = new Map<number, LogLine>(), decoder = new TextDecoder();
  let text = "", torn = 0;
  try {
    const { readable } = await Deno.open(`${folder}/log.jsonl`);
    for await (const chunk of readable) { // which closes the file at its end
      text += decoder.decode(chunk, { stream: true });
      const whole = text.split("\n");
      text = whole.pop()!;
      for (const line of whole) if (!keepFirst(found, line)) torn++;
      if (text.length > LONGEST_LINE || torn > MOST_TORN) break;
    }
  } catch {
    // there is none, or no more of it can be read
  }
  return inOrder(found);
}

/**
 * Takes a line, unless there is one of its epoch.
 *
 * @returns Whether it is whole.
 */
function keepFirst(found: Map<number, LogLine>, text: string): boolean {
  const line = lineOf(text);
  if (line && !found.has(line.epoch)) found.set(line.epoch, line);
  return line !== undefined;
}

/** The lines of the first epochs, up to one that is missing. */
function inOrder(found: ReadonlyMap<number, LogLine>): LogLine[] {
  const lines: LogLine[] = [];
  for (let epoch = 1;; epoch++) {
    const line = found.get(epoch);
    if (line === undefined) return lines;
    lines.push(line);
  }
}

/** A line of the log as text, with its end. */
export function textOf(line: LogLine): string {
  return `${JSON.stringify(line)}\n`;
}

/**
 * Makes the log have one line for each of some epochs, in order: the first that
 * was written for it, or else its figures. Written from the beginning, so that two
 * processes that do so at a time leave the same.
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

/** What a line of the log says; nothing where it is none. */
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
