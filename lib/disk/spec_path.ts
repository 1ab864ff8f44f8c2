/**
 * Files that a spec names: from its own folder, and never out of the folders
 * that it may read.
 *
 * @module
 */

import { fileFault, isAbsolute, readSized } from "./files.ts";
import { type Bytes, DatasetError } from "../format/mod.ts";
import { inside, namesOf, unreadable } from "./cache.ts";

/** Where a spec's paths may lead, symbolic links followed. */
export interface SpecFolders {
  /** The folder that paths are from, and others that they may lead into. */
  readonly folders: readonly string[];
  /** The one folder that they may lead into instead, and are from if the file is there. */
  readonly data?: string | undefined;
}

/**
 * Reads a file that a spec names.
 *
 * @param path As the spec has it.
 * @param maxBytes The most that may be in it.
 * @throws {DatasetError} If there is no such file, or it may not be read.
 */
export async function readSpecPath(
  path: string,
  folders: SpecFolders,
  maxBytes: number,
): Promise<Bytes> {
  const fault = (problem: string, cause?: unknown) =>
    new DatasetError(`${path} ${problem}`, [path], { cause });
  const { real, roots, info } = await find(path, folders);
  if (!roots.some((root) => isWithin(real, root))) {
    const where = [...new Set(roots)].join(" or ");
    const folder = real.replace(/[/\\][^/\\]*$/, "") || "/";
    const word = /^[\w@%+=:./-]+$/.test(folder) ? folder : `"${folder}"`;
    throw fault(
      `must lead to a file inside ${where}, links followed: found ${real}; to allow it, add --data ${word}`,
    );
  }
  const wrong = fileFault(info, maxBytes);
  if (wrong !== undefined) throw fault(wrong);
  try {
    return await readSized(real, info.size);
  } catch (error) {
    throw fault(unreadable(error), error);
  }
}

/** Where a path leads once every link is followed, and what is there. */
async function find(path: string, { folders, data }: SpecFolders) {
  const [from] = folders;
  const first = data ?? from;
  const at = async (folder: string) => {
    let first: unknown;
    for (const name of namesOf(path)) {
      try {
        return await Deno.realPath(
          isAbsolute(name) ? name : inside(folder, name),
        );
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        first ??= error;
      }
    }
    throw first;
  };
  try {
    const roots = await Promise.all(
      (data === undefined ? folders : [data]).map((each) =>
        Deno.realPath(each)
      ),
    );
    const real = await at(first).catch(async (error) => {
      const other = data === undefined
        ? undefined
        : await at(from).catch(() => {});
      if (other && isWithin(other, roots[0])) return other; // a link into data
      throw error;
    });
    return { real, roots, info: await Deno.stat(real) };
  } catch (error) {
    const problem = error instanceof Deno.errors.NotFound
      ? `must be a file in ${first}: found none there`
      : unreadable(error);
    throw new DatasetError(`${path} ${problem}`, [path], { cause: error });
  }
}

/** Whether a path is a folder or in it; both with every link followed. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder) &&
      (/[/\\]$/.test(folder) || /^[/\\]/.test(path.slice(folder.length)));
}
