/**
 * The contents of a folder of images: its classes, files and image sizes.
 *
 * @module
 */

import { DatasetError } from "../format/mod.ts";
import { decodeImage } from "../image/mod.ts";
import { listed, nameText, thousands, visible } from "../spec/mod.ts";
import type { Entry, Source } from "./source.ts";

/** The largest size of an image file in bytes. */
export const MOST_FILE = 2 ** 26 + 2 ** 16;

/** The largest number of files or folders that a message lists. */
export const MOST_NAMES = 5;

/** Hidden files, and files that operating systems create in folders. */
const HIDDEN = /^(?:\..*|thumbs\.db|ehthumbs\.db|desktop\.ini|__macosx)$/i;

/** A summary of the images of a folder. */
export interface FolderLook {
  /** The names of the classes, sorted. */
  readonly classes: readonly string[];
  /** The different image sizes, each as `[rows, columns]`, the smallest first. */
  readonly sizes: readonly (readonly [number, number])[];
  /** Whether at least one image has colors. */
  readonly isColor: boolean;
}

/**
 * Reads the sizes and colors of all images of a folder.
 *
 * @throws {DatasetError} If there are fewer than two classes, or no image can
 * be read.
 */
export async function lookAtFolder(
  folder: string,
  source: Pick<Source, "list" | "read">,
): Promise<FolderLook> {
  const { classes, files } = await filesOf(folder, source);
  const sizes = new Map<string, readonly [number, number]>();
  let isColor = false, problem = "";
  for (const { path } of files) {
    try {
      const image = await decodeImage(await source.read(path, MOST_FILE), path);
      const { width, height, data } = image;
      sizes.set(`${height} x ${width}`, [height, width]);
      for (let at = 0; at < data.length && !isColor; at += 4) {
        isColor = data[at] !== data[at + 1] || data[at] !== data[at + 2];
      }
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      problem ||= visible(error.message);
    }
  }
  if (sizes.size === 0) {
    throw new DatasetError(
      `${folder} must have at least one image that can be read: found none; the first error: ${problem}`,
      [folder],
    );
  }
  const area = ([rows, columns]: readonly [number, number]) => rows * columns;
  return {
    classes,
    sizes: [...sizes.values()].sort((a, b) => area(a) - area(b)),
    isColor,
  };
}

/**
 * Finds the classes of a folder and the paths of their files, sorted, with
 * notes about skipped files.
 */
export async function filesOf(typed: string, source: Pick<Source, "list">) {
  const folder = typed.replace(/(?<=[^/\\])[/\\]+$/, "");
  const refuse = (problem: string) =>
    new DatasetError(`${folder} ${problem}`, [folder]);
  const { folders, others } = kindsOf(await source.list(folder));
  const notes: string[] = [];
  const names = folders.map((name) => name.normalize());
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) {
    throw refuse(
      `must have classes with different names: found ${
        nameText(twice)
      } twice, with different Unicode encodings of the accents`,
    );
  }
  if (names.length < 2) {
    throw refuse(
      `must have at least two folders, one folder of images for each class: found ${
        names.length === 0 ? "no folder" : nameText(names[0])
      }${others.length > 0 ? ` and ${counted(others.length, "file")}` : ""}`,
    );
  }
  if (others.length > 0) {
    notes.push(
      `${
        counted(others.length, "file")
      } ignored, since only files in the folders of classes are read: ${
        named(others.map((name) => `${folder}/${name}`))
      }`,
    );
  }
  const files: { path: string; label: number }[] = [], inner: string[] = [];
  for (const [label, name] of folders.entries()) {
    const path = `${folder}/${name}`;
    const { folders: deeper, others } = kindsOf(await source.list(path));
    if (others.length === 0) {
      const found = deeper.length > 0
        ? `only folders, ${
          named(deeper)
        }; to use these folders as the classes, write folder: ${path} in dataset`
        : "no files; add images to the folder, or remove the folder";
      throw new DatasetError(`${path} must have images: found ${found}`, [
        path,
      ]);
    }
    inner.push(...deeper.map((each) => `${path}/${each}`));
    for (const file of others) files.push({ path: `${path}/${file}`, label });
  }
  if (inner.length > 0) {
    notes.push(
      `${
        counted(inner.length, "folder")
      } ignored, since images must be directly in the folder of their class: ${
        named(inner)
      }`,
    );
  }
  return { classes: names, files, notes };
}

/** The entries of a folder except hidden entries, sorted by name. */
function kindsOf(entries: readonly Entry[]) {
  const seen = entries.filter(({ name }) => !HIDDEN.test(name));
  const sorted = (isFolder: boolean) =>
    seen.filter((entry) => entry.isFolder === isFolder)
      .map(({ name }) => name)
      .sort((a, b) => a.normalize() < b.normalize() ? -1 : 1);
  return { folders: sorted(true), others: sorted(false) };
}

function named(paths: readonly string[]): string {
  return listed(paths.map(nameText), MOST_NAMES);
}

/** A count with its noun, such as `1 file` or `1,000 files`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${thousands(n)} ${n === 1 ? one : many}`;
}
