/**
 * The files of a data set that come with the package.
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

/** Whether the files of a data set come with the package. */
export function isPackaged(name: DatasetName): boolean {
  return catalogue[name].mirrors.length === 0;
}

/** Opens such files, held to the SHA-256 of the catalogue as any others. */
export async function openPackaged(
  files: readonly CatalogueFile[],
): Promise<Opened[]> {
  const { digits } = await import("./digits.ts"); // by those alone who use them
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
