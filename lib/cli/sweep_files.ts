/**
 * Reading of the files of a sweep's folder. The folder may come from someone
 * else. Therefore no symbolic link is followed, and every value is checked
 * before it is used.
 *
 * @module
 */

import type { RunRecord } from "../mlp/mod.ts";
import { shownPath } from "./paths.ts";

// For a fast start, this module imports single files, and only when it needs them.

/** The largest size of the record of a sweep or a trial, in bytes. */
const MOST_BYTES = 200_000_000;

/** The fields of a trial's record that the table of results needs. */
export type TrialRecordPart = Pick<
  RunRecord,
  "status" | "epochs" | "best" | "folds" | "model" | "trial"
>;

/**
 * The text of a file; `undefined` if the file does not exist.
 *
 * @throws {RunError} If the path is not a file.
 */
export async function textAt(path: string): Promise<string | undefined> {
  const info = await infoAt(path);
  if (!info) return undefined;
  const { fileFault, readSized } = await import("../disk/files.ts");
  const fault = fileFault(info, MOST_BYTES);
  if (fault !== undefined) throw await runError(`${shownPath(path)} ${fault}`);
  return new TextDecoder().decode(await readSized(path, info.size));
}

/**
 * Checks that a path in the folder of a sweep is a folder, and not a symbolic
 * link. A path that does not exist is allowed.
 *
 * @throws {RunError} If the path is a link or a file.
 */
export async function mustBeFolder(path: string): Promise<void> {
  const info = await infoAt(path);
  if (!info || info.isDirectory) return;
  const { folderFault } = await import("../disk/files.ts");
  throw await runError(`${shownPath(path)} ${folderFault(info)}`);
}

async function infoAt(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isAbsent) return undefined;
    throw error;
  }
}

/**
 * Parses a JSON object of limited depth; `undefined` if the text is not a JSON
 * object.
 */
export async function mappingIn(
  text: string,
): Promise<Record<string, unknown> | undefined> {
  const { parseJson } = await import("../format/json.ts");
  try {
    const value = parseJson(new TextEncoder().encode(text));
    return isPart(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isPart = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isMaybe = (is: (value: unknown) => boolean, value: unknown) =>
  value === undefined || is(value);

const isNumber = (value: unknown) => typeof value === "number";

/**
 * Whether a value has the form of recorded metrics. A loss that is NaN is
 * stored as null, because JSON has no NaN.
 */
const isFigures = (value: unknown) =>
  isPart(value) && (value.loss === null || isNumber(value.loss)) &&
  isMaybe(isNumber, value.accuracy);

/**
 * Reads the fields of a trial's record that the table of results needs.
 *
 * @param folder The folder of the trial.
 * @throws {RunError} If the text is not the record of a trial.
 */
export async function trialRecordIn(
  text: string,
  folder: string,
): Promise<TrialRecordPart> {
  const record = await mappingIn(text) ?? {};
  const { status, epochs, best, folds, model, trial } = record;
  const isRecord = typeof status === "string" && Array.isArray(epochs) &&
    epochs.every((epoch) =>
      isPart(epoch) && isMaybe(isFigures, epoch.validation)
    ) &&
    isMaybe(Number.isSafeInteger, best) &&
    isMaybe((all) => Array.isArray(all) && all.every(isFigures), folds) &&
    isMaybe((file) => isPart(file) && typeof file.sha256 === "string", model) &&
    isMaybe((of) => isPart(of) && isPart(of.settings), trial);
  if (isRecord) return record as unknown as RunRecord;
  throw await damaged(
    `${shownPath(folder)}/run.json must be the record of a trial`,
  );
}

/** The error for a damaged file. */
export async function damaged(message: string): Promise<Error> {
  return await runError(
    `${message}: found a damaged file; remove the folder of the file, and type the sweep command again`,
  );
}

async function runError(message: string): Promise<Error> {
  const { RunError } = await import("../mlp/record.ts");
  return new RunError(message);
}
