/**
 * A folder of downloaded files that several processes may use at once. A file
 * appears under its name only when it is complete and verified.
 *
 * @module
 */

import type { CatalogueFile } from "../catalogue.ts";
import {
  fileFault,
  readSized,
  saveError,
  systemSaid,
  writeWhole,
} from "./files.ts";
import { permissionNeeded } from "./_permission.ts";
import { type Bytes, DatasetError, isGzip } from "../format/mod.ts";
import { ceiling, ChecksumError, verify } from "../dataset/mod.ts";

/** A path that cannot be used. */
export interface Broken {
  /** The path of the file or, if the folder cannot be read, of the folder. */
  readonly path: string;
  /**
   * The problem, as the text that follows the path in a message, such as `must
   * be a folder: found a file`.
   */
  readonly problem: string;
  /** Whether the file can be read, but has the wrong contents. */
  readonly corrupt: boolean;
}

/** The result of looking for a file under all its possible names. */
export interface Found {
  /** The file, if it exists and is correct. */
  readonly kept?: { readonly path: string; readonly contents: Bytes };
  /** Paths that exist but cannot be used. */
  readonly broken: readonly Broken[];
}

/** The name of a file after decompression. */
export function unpackedName({ name }: CatalogueFile): string {
  return name.replace(/\.gz$/, "");
}

/**
 * The possible names of an IDX file: with or without `.gz`, and with a hyphen
 * or a dot before `idx`. The files on Kaggle have a dot, as in
 * `train-images.idx3-ubyte`. Any other file has only one possible name.
 */
export function namesOf(name: string): string[] {
  const [, stem, sign, kind] =
    /^(.*)([-.])(idx\d-ubyte)(?:\.gz)?$/s.exec(name) ??
      [];
  if (stem === undefined) return [name];
  const bare = [sign, sign === "-" ? "." : "-"].map((sign) =>
    `${stem}${sign}${kind}`
  );
  const all = bare.flatMap((each) => [`${each}.gz`, each]);
  return [name, ...all.filter((each) => each !== name)];
}

/** Joins a folder and a name to a path. */
export function inside(folder: string, name: string): string {
  return /[/\\]$/.test(folder) ? folder + name : `${folder}/${name}`;
}

/** Looks for a file, gzipped or not, and verifies its SHA-256. */
export async function look(
  folder: string,
  file: CatalogueFile,
): Promise<Found> {
  const broken: Broken[] = [];
  for (const name of namesOf(file.name)) {
    const path = inside(folder, name);
    let from = folder; // the path for the error message
    try {
      const info = await Deno.stat(path), { size } = info;
      from = path;
      const problem = fileFault(info); // reading a device or a pipe might never end
      if (problem !== undefined) {
        broken.push({ path, problem, corrupt: false });
        continue;
      }
      if (size > ceiling(file)) {
        const most = ceiling(file);
        throw new ChecksumError(
          `must have at most ${most} bytes: found ${size}`,
        );
      }
      const contents = await verify(await readSized(path, size), file);
      return { kept: { path, contents }, broken };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      if (error instanceof ChecksumError) {
        broken.push({ path, problem: error.message, corrupt: true });
        continue;
      }
      if (error instanceof Deno.errors.FilesystemLoop) from = path;
      const problem = error instanceof Deno.errors.NotADirectory
        ? "must be a folder: found a file"
        : unreadable(error, from);
      if (from === folder) {
        return { broken: [{ path: folder, problem, corrupt: false }] };
      }
      broken.push({ path, problem, corrupt: false });
    }
  }
  return { broken };
}

/** The error for a folder that does not contain a required file. */
export async function missing(
  folder: string,
  file: CatalogueFile,
  broken: readonly Broken[],
): Promise<DatasetError> {
  if (broken.length > 0) {
    return new DatasetError(
      broken.map(({ path, problem }) => `${path} ${problem}`).join("\n"),
      broken.map(({ path }) => path),
    );
  }
  const isThere = await Deno.stat(folder).then(() => true, () => false);
  return new DatasetError(
    isThere
      ? `${folder} must have ${file.name} or ${
        unpackedName(file)
      }: found neither`
      : `${folder} must be a folder: found no such folder`,
    [file.name],
  );
}

/**
 * A temporary file that is older than this number of milliseconds is removed, since
 * its process was probably killed.
 */
const staleMs = 60_000;

/**
 * Saves a verified file: writes it under a temporary name, flushes it to the
 * disk, and renames it.
 *
 * @param now The time in milliseconds since 1970, for the temporary name.
 * @returns The path of the file.
 * @throws {SaveError} If the file cannot be written.
 */
export async function keep(
  folder: string,
  file: CatalogueFile,
  bytes: Bytes,
  now: number,
): Promise<string> {
  await Deno.mkdir(folder, { recursive: true }).catch((error) => {
    throw saveError(folder, error);
  });
  const path = inside(
    folder,
    isGzip(bytes) ? file.name : unpackedName(file),
  );
  await writeWhole(path, bytes, { mark: `${Math.floor(now)}-` });
  return path;
}

/** Removes temporary files of processes that were killed. */
export async function removeStale(folder: string, now: number): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const time = /\.(\d+)-[0-9a-f-]{36}\.part$/.exec(name)?.[1];
      if (time !== undefined && now - Number(time) > staleMs) {
        await Deno.remove(inside(folder, name));
      }
    }
  } catch {
    // the folder does not exist or is read-only, or another process removed the file first
  }
}

/** The reason why a path cannot be read, as the text that follows the path in a message. */
export function unreadable(error: unknown, path?: string): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof Deno.errors.NotCapable
    ? permissionNeeded(error, path)
    : `must be readable: found ${systemSaid(error)}`;
}

/** The reason why a file could not be saved in a folder, as a sentence. */
export function unwritable(error: unknown, folder: string): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof Deno.errors.NotCapable
    ? `${folder} ${permissionNeeded(error, folder)}`
    : error.message; // the message of a SaveError has the path
}
