/**
 * A folder of downloaded files, which several processes may use at once: a
 * file is there whole and right under its name, or not at all.
 *
 * @module
 */

import type { CatalogueFile } from "../catalogue.ts";
import { writeWhole } from "../files.ts";
import { permissionNeeded } from "./_permission.ts";
import type { Bytes } from "./_reader.ts";
import { DatasetError } from "./dataset_error.ts";
import { isGzip } from "./gzip.ts";
import { ceiling, ChecksumError, verify } from "./verify.ts";

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
  for (const name of [file.name, unpackedName(file)]) {
    const path = inside(folder, name);
    try {
      const { isFile, size } = await Deno.stat(path);
      if (!isFile) { // a device or a pipe may never end
        const problem = "must be a file: found something else";
        broken.push({ path, problem, corrupt: false });
        continue;
      }
      if (size > ceiling(file)) {
        const most = ceiling(file);
        throw new ChecksumError(
          `must have at most ${most} bytes: found ${size}`,
        );
      }
      const contents = await verify(await Deno.readFile(path), file);
      return { kept: { path, contents }, broken };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      if (error instanceof Deno.errors.NotCapable) {
        const problem = permissionNeeded(error, folder);
        return { broken: [{ path: folder, problem, corrupt: false }] };
      }
      const corrupt = error instanceof ChecksumError;
      broken.push({ path, problem: describe(error), corrupt });
    }
  }
  return { broken };
}

/** Why a folder that must have a file is of no use. */
export function missing(
  folder: string,
  file: CatalogueFile,
  broken: readonly Broken[],
): DatasetError {
  return broken.length > 0
    ? new DatasetError(
      broken.map(({ path, problem }) => `${path} ${problem}`).join("\n"),
      broken.map(({ path }) => path),
    )
    : new DatasetError(
      `${folder} must have ${file.name} or ${
        unpackedName(file)
      }: found neither`,
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
 */
export async function keep(
  folder: string,
  file: CatalogueFile,
  bytes: Bytes,
  now: number,
): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
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

/** A failure of the file system in a few words. */
export function describe(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) return permissionNeeded(error);
  return error instanceof Error ? error.message : String(error);
}
