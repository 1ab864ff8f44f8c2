/**
 * The files of a named data set themselves: fetched, or held to their SHA-256,
 * without making examples of them.
 *
 * @module
 */

import {
  catalogue,
  type CatalogueFile,
  type DatasetName,
} from "../catalogue.ts";
import { mustBe } from "../options.ts";
import { openPackaged } from "../dataset/mod.ts";
import { look } from "./cache.ts";
import { FileSource } from "./download.ts";
import { needDeno } from "./host.ts";
import {
  inPackage,
  mustBePlaces,
  type PlaceOptions,
  places,
} from "./places.ts";

/** One file of a data set, as it was found. */
export interface Holding {
  /** The file's name. */
  readonly file: string;
  /** Where it is, or would be. */
  readonly path: string;
  /** `wrong`: it is there and is not what its name says. */
  readonly state: "right" | "wrong" | "missing";
  /** What must hold and what was found, where it is wrong. */
  readonly problem?: string | undefined;
}

/** What to do where there is no Deno. */
const HOW_ELSEWHERE =
  "give loadDataset the option read, whose bytes are held to their SHA-256";

/** The four files of a data set. */
export function filesOf(name: DatasetName): readonly CatalogueFile[] {
  const names = Object.keys(catalogue);
  mustBe(names.includes(name), "name", `one of ${names.join(", ")}`, name);
  const { train, test } = catalogue[name];
  return [train.images, train.labels, test.images, test.labels];
}

/**
 * Looks for the files of a data set on this machine; no server is asked.
 *
 * @example The digits that come with the package
 * ```ts
 * import { checkFiles } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const files = await checkFiles("digits");
 * assertEquals(files.map(({ state }) => state), Array(4).fill("right"));
 * ```
 */
export async function checkFiles(
  name: DatasetName,
  options: Pick<PlaceOptions, "data" | "mirror" | "cache"> = {},
): Promise<Holding[]> {
  const files = filesOf(name);
  mustBePlaces(options);
  if (inPackage(name, options)) {
    const opened = await openPackaged(files);
    return opened.map(({ path }, f) => ({
      file: files[f].name,
      path,
      state: "right",
    }));
  }
  needDeno("checkFiles needs Deno to read files", HOW_ELSEWHERE);
  const { folder } = places(name, options);
  const holdings: Holding[] = [];
  for (const file of files) {
    const { kept, broken } = await look(folder, file);
    const [first] = broken;
    holdings.push({
      file: file.name,
      path: kept?.path ?? first?.path ?? `${folder}/${file.name}`,
      state: kept ? "right" : first ? "wrong" : "missing",
      ...(!kept && first ? { problem: first.problem } : {}),
    });
  }
  return holdings;
}

/**
 * Has the files of a data set in the folder that keeps downloads, fetching
 * those that are not there or not right.
 *
 * @returns The folder or the mirror that each was in.
 * @throws {DownloadError} If files are missing and no mirror gave them.
 * @throws {DatasetError} If a folder that must have them has not.
 * @example The digits, which are in the package and need no network
 * ```ts
 * import { fetchFiles } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const files = await fetchFiles("digits"); // or "mnist", from the first mirror that has it
 * assertEquals(files.length, 4);
 * ```
 */
export async function fetchFiles(
  name: DatasetName,
  options: PlaceOptions = {},
): Promise<{ readonly file: string; readonly place: string }[]> {
  const files = filesOf(name);
  mustBePlaces(options);
  if (!inPackage(name, options)) {
    needDeno("fetchFiles needs Deno to download and keep files", HOW_ELSEWHERE);
  }
  const opened = inPackage(name, options)
    ? await openPackaged(files)
    : await new FileSource(name, places(name, options), options)
      .openAll(files);
  return opened.map(({ place }, f) => ({ file: files[f].name, place }));
}
