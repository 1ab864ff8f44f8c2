/**
 * Reading of the data set files that are part of the package.
 *
 * @module
 */

import {
  catalogue,
  type CatalogueFile,
  type DatasetName,
} from "../catalogue.ts";
import type { Opened } from "./source.ts";
import { verify } from "./verify.ts";

/** Whether the files of a data set are part of the package. */
export function isPackaged(name: DatasetName): boolean {
  return catalogue[name].mirrors.length === 0;
}

/** Opens files of the package, and verifies their SHA-256. */
export async function openPackaged(
  files: readonly CatalogueFile[],
): Promise<Opened[]> {
  const { digits } = await import("./digits.ts"); // loaded only when needed
  return await Promise.all(files.map(async (file) => {
    const zipped = Uint8Array.from(
      atob(digits[file.name]),
      (character) => character.charCodeAt(0),
    );
    return {
      contents: await verify(zipped, file),
      path: `the package's digits/${file.name}`,
      place: "the package",
    };
  }));
}
