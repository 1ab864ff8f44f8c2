/**
 * Reading of files that a spec names. The paths are relative to the spec's folder,
 * and must not lead out of the allowed folders.
 *
 * @module
 */

import { isAbsolute } from "../path.ts";
import { fileFault, readSized } from "./files.ts";
import type { Entry, Source } from "../dataset/mod.ts";
import { type Bytes, DatasetError } from "../format/mod.ts";
import { inside, namesOf, unreadable } from "./cache.ts";

/**
 * The folders that the files of a spec may be read from. The target of a
 * symbolic link must be in one of the allowed folders.
 */
export interface SpecFolders {
  /** The folder that paths are relative to, then other folders that files may be read from. */
  readonly folders: readonly string[];
  /**
   * A folder to use in place of `folders`: files may be read only from this
   * folder. A path is relative to `data` or, if `data` does not contain the
   * file, to the first folder in `folders`.
   */
  readonly data?: string | undefined;
}

/**
 * Reads a file that a spec names.
 *
 * @param path The path as in the spec.
 * @param maxBytes The largest accepted size.
 * @throws {DatasetError} If the file does not exist, is too large, is outside
 *   the allowed folders, or cannot be read.
 */
export async function readSpecPath(
  path: string,
  folders: SpecFolders,
  maxBytes: number,
): Promise<Bytes> {
  const fault = (problem: string, cause?: unknown) =>
    new DatasetError(`${path} ${problem}`, [path], { cause });
  const { real, info } = await findInside(path, folders, "file");
  const wrong = fileFault(info, maxBytes);
  if (wrong !== undefined) throw fault(wrong);
  try {
    return await readSized(real, info.size);
  } catch (error) {
    throw fault(unreadable(error), error);
  }
}

/**
 * Lists a folder that a spec names.
 *
 * @throws {DatasetError} If the folder does not exist, is outside the allowed
 *   folders, or cannot be read.
 */
export async function listSpecFolder(
  path: string,
  folders: SpecFolders,
): Promise<Entry[]> {
  const { real, info } = await findInside(path, folders, "folder");
  if (!info.isDirectory) {
    throw new DatasetError(`${path} must be a folder: found a file`, [path]);
  }
  try {
    const entries: Entry[] = [];
    for await (const { name, isDirectory, isSymlink } of Deno.readDir(real)) {
      const isFolder = isDirectory ||
        isSymlink && await isLinkToFolder(`${real}/${name}`);
      entries.push({ name, isFolder });
    }
    return entries;
  } catch (error) {
    throw new DatasetError(`${path} ${unreadable(error)}`, [path], {
      cause: error,
    });
  }
}

/** A source of the files and folders that a spec names. */
export function specSource(
  folders: SpecFolders,
): Pick<Source, "list" | "read"> {
  return {
    read: (path, maxBytes) => readSpecPath(path, folders, maxBytes),
    list: (path) => listSpecFolder(path, folders),
  };
}

async function isLinkToFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isDirectory, () => false);
}

/**
 * Finds the file or folder at a path. The file or folder must be inside the
 * allowed folders.
 */
async function findInside(
  path: string,
  folders: SpecFolders,
  kind: "file" | "folder",
) {
  const { real, roots, info } = await find(path, folders, kind);
  if (roots.some((root) => isWithin(real, root))) return { real, info };
  const where = [...new Set(roots)].join(" or ");
  const folder = info.isDirectory
    ? real
    : real.replace(/[/\\][^/\\]*$/, "") || "/";
  const word = /^[\w@%+=:./-]+$/.test(folder) ? folder : `"${folder}"`;
  throw new DatasetError(
    `${path} must be a ${kind} inside ${where}: found ${real}, in another folder; to allow this folder, add --data ${word}`,
    [path],
  );
}

/**
 * Finds the real path after all links are followed, the real paths of the
 * allowed folders, and information about the file or folder, such as its size.
 */
async function find(
  path: string,
  { folders, data }: SpecFolders,
  kind: "file" | "folder",
) {
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
      if (other && isWithin(other, roots[0])) return other; // a link into the data folder
      throw error;
    });
    return { real, roots, info: await Deno.stat(real) };
  } catch (error) {
    const problem = error instanceof Deno.errors.NotFound
      ? `must be a ${kind} in ${first}: found no such ${kind}`
      : unreadable(error);
    throw new DatasetError(`${path} ${problem}`, [path], { cause: error });
  }
}

/**
 * Whether `path` is equal to `folder` or inside `folder`; both must be real
 * paths without links.
 */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder) &&
      (/[/\\]$/.test(folder) || /^[/\\]/.test(path.slice(folder.length)));
}
