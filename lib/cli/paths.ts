/**
 * Paths that users type and see. Paths that users type and see are relative to
 * the folder where the command was started. `deno task` passes the folder where
 * the command was started in the environment variable INIT_CWD.
 *
 * @module
 */

import { isAbsolute } from "../path.ts";
import { isTask } from "./command.ts";
import { UsageError } from "./flags.ts";

/** Converts a typed path to a path that this process can open. */
export function typedPath(path: string): string {
  const from = environment("INIT_CWD");
  return isAbsolute(path) || !from ? path : `${from}/${path}`;
}

/** Converts a path of this process to a path that the user can type. */
export function shownPath(path: string): string {
  const here = Deno.cwd(), from = environment("INIT_CWD") || here;
  const whole = isAbsolute(path) || from === here ? path : `${here}/${path}`;
  return whole.startsWith(`${from}/`) ? whole.slice(from.length + 1) : whole;
}

/**
 * The relative URL from the folder of a file to a target. For a target that is
 * not on the disk, the absolute URL is returned.
 */
export function relativeUrl(target: string | URL, file: string): string {
  const here = `file://${encodeURI(Deno.cwd())}/`;
  const urlOf = (path: string) => {
    const plain = encodeURI(path.replaceAll("\\", "/"));
    return new URL(plain.replace(/[?#]/g, encodeURIComponent), here);
  };
  const url = typeof target === "string" ? urlOf(target) : target;
  if (url.protocol !== "file:") return url.href;
  const from = urlOf(file).pathname.split("/").slice(0, -1);
  const to = url.pathname.split("/");
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  const up = from.slice(same).map(() => "..");
  return [...up, ...to.slice(same)].join("/");
}

/**
 * The user's folder for downloaded data. The result is undefined if no
 * environment variable names a folder, and also in a checkout, where downloads
 * go to the folder `data/`.
 */
export function cacheFolder(): string | undefined {
  if (isTask) return undefined;
  const own = environment("PERCEPT_DATA");
  if (own) return own;
  const { os } = Deno.build, home = environment("HOME");
  const caches = os === "windows"
    ? environment("LOCALAPPDATA")
    : os === "darwin"
    ? home && `${home}/Library/Caches`
    : environment("XDG_CACHE_HOME") || home && `${home}/.cache`;
  return caches && `${caches}/percept`;
}

/**
 * The folder of a run: `path` itself or, if `path` is the folder of a sweep,
 * the folder `best` inside it.
 *
 * @throws {UsageError} If `best` is a symbolic link; a link is not allowed,
 *   because its target may be outside the folder of the sweep.
 */
export function runFolder(path: string): string {
  const folder = path.replace(/[/\\]+$/, ""), best = `${folder}/best`;
  if (!infoAt(`${folder}/sweep.json`)?.isFile) return path; // not a sweep
  if (!infoAt(best)?.isSymlink) return best;
  throw new UsageError(
    `${shownPath(best)} must be a folder: found a link`,
  );
}

/**
 * Information about a path, without following a link; undefined if the path
 * does not exist.
 */
function infoAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

/** Whether a path is an existing folder. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}

/** Whether a path is an existing file. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

/**
 * The path of a file that the user typed.
 *
 * @throws {UsageError} If the file does not exist.
 */
export async function mustBeFile(typed: string): Promise<string> {
  const path = typedPath(typed);
  const found = await Deno.stat(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const { fileFault } = await import("../disk/files.ts"); // does not load all of `disk/`
  const fault = found
    ? fileFault(found)
    : "must be a file: found no file of that name";
  if (fault === undefined) return path;
  throw new UsageError(`${typed} ${fault}`);
}

/** Quotes an argument for a shell if necessary. */
export function quoted(word: string): string {
  return /^[\p{L}\p{N}_@%+=:,./-]+$/u.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * The value of an environment variable; undefined if the program has no
 * permission to read the variable.
 */
export function environment(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}
