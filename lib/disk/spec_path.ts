/**
 * Files that a spec names: from its own folder, and never out of the folders
 * that it may read.
 *
 * @module
 */

import { isAbsolute, readSized } from "./files.ts";
import { type Bytes, DatasetError } from "../format/mod.ts";
import { inside, unreadable } from "./cache.ts";

/**
 * Reads a file that a spec names.
 *
 * @param path As the spec has it.
 * @param folders The folder that it is from, and others that it may lead into;
 * symbolic links are followed before that is decided.
 * @param maxBytes The most that may be in it.
 * @throws {DatasetError} If there is no such file, or it may not be read.
 */
export async function readSpecPath(
  path: string,
  folders: readonly string[],
  maxBytes: number,
): Promise<Bytes> {
  const fault = (problem: string, cause?: unknown) =>
    new DatasetError(`${path} ${problem}`, [path], { cause });
  const { real, roots, isFile, size } = await find(path, folders);
  if (!roots.some((root) => isWithin(real, root))) {
    const where = [...new Set(roots)].join(" or ");
    throw fault(
      `must lead to a file inside ${where}, links followed: found ${real}`,
    );
  }
  if (!isFile) throw fault("must be a file: found something else");
  if (size > maxBytes) {
    throw fault(`must have at most ${maxBytes} bytes: found ${size}`);
  }
  try {
    return await readSized(real, size);
  } catch (error) {
    throw fault(unreadable(error), error);
  }
}

/** Where a path leads once every link is followed, and what is there. */
async function find(path: string, folders: readonly string[]) {
  const [from] = folders;
  try {
    const roots = await Promise.all(folders.map((each) => Deno.realPath(each)));
    const real = await Deno.realPath(
      isAbsolute(path) ? path : inside(from, path),
    );
    return { real, roots, ...await Deno.stat(real) };
  } catch (error) {
    const problem = error instanceof Deno.errors.NotFound
      ? `must be a file in ${from}: found none there`
      : unreadable(error);
    throw new DatasetError(`${path} ${problem}`, [path], { cause: error });
  }
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder) &&
    (/[/\\]$/.test(folder) || /^[/\\]/.test(path.slice(folder.length)));
}
