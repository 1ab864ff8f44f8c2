/**
 * A folder of downloaded files, which several processes may use at once: a
 * file is there whole and right under its name, or not at all.
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
  /** The file, or the folder where that is closed. */
  readonly path: string;
  /** What must hold, and what was found. */
  readonly problem: string;
  /** Whether it could be read and is not what its name says. */
  readonly corrupt: boolean;
}

/** What a folder has under a file's two names. */
export interface Found {
  /** The file, where it is there and right. */
  readonly kept?: { readonly path: string; readonly contents: Bytes };
  /** What is there and cannot be used. */
  readonly broken: readonly Broken[];
}

/** The name of a file once unpacked. */
export function unpackedName({ name }: CatalogueFile): string {
  return name.replace(/\.gz$/, "");
}

/**
 * The names that the same IDX file may have: zipped or not, and with a dot in place
 * of the first hyphen of `train-images-idx3-ubyte`, as Kaggle has it. Of another
 * file, its name alone.
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

/** A name inside a folder, as a path for `Deno` and for a person. */
export function inside(folder: string, name: string): string {
  return /[/\\]$/.test(folder) ? folder + name : `${folder}/${name}`;
}

/** Looks for a file, zipped or not, and holds it to its SHA-256. */
export async function look(
  folder: string,
  file: CatalogueFile,
): Promise<Found> {
  const broken: Broken[] = [];
  for (const name of namesOf(file.name)) {
    const path = inside(folder, name);
    let from = folder; // whose fault it is
    try {
      const info = await Deno.stat(path), { size } = info;
      from = path;
      const problem = fileFault(info); // a device or a pipe may never end
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
        ? "must be a folder: found something else"
        : unreadable(error, from);
      if (from === folder) {
        return { broken: [{ path: folder, problem, corrupt: false }] };
      }
      broken.push({ path, problem, corrupt: false });
    }
  }
  return { broken };
}

/** Why a folder that must have a file is of no use. */
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
      : `${folder} must be a folder: found none there`,
    [file.name],
  );
}

/** How long a temporary file may lie before it is somebody's who was killed. */
const staleMs = 60_000;

/**
 * Keeps a verified file: written beside its place under a name of its own,
 * brought to the disk, and renamed.
 *
 * @param now Milliseconds since 1970, the time in the temporary name.
 * @returns The path it has now.
 * @throws {SaveError} If that cannot be done.
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

/** Removes the temporary files that a killed process left. */
export async function sweep(folder: string, now: number): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const time = /\.(\d+)-[0-9a-f-]{36}\.part$/.exec(name)?.[1];
      if (time !== undefined && now - Number(time) > staleMs) {
        await Deno.remove(inside(folder, name));
      }
    }
  } catch {
    // no folder yet, not ours to clean, or another process was quicker
  }
}

/** Why a path cannot be read, in words that follow it. */
export function unreadable(error: unknown, path?: string): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof Deno.errors.NotCapable
    ? permissionNeeded(error, path)
    : `must be readable: found ${systemSaid(error)}`;
}

/** Why a file was not kept in a folder, in a sentence. */
export function unwritable(error: unknown, folder: string): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof Deno.errors.NotCapable
    ? `${folder} ${permissionNeeded(error, folder)}`
    : error.message; // a SaveError's, which names the path
}
