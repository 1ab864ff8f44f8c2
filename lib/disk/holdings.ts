/**
 * Downloading and verification of the files of a named data set, without
 * loading its examples.
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

/** The state of one file of a data set. */
export interface Holding {
  /** The name of the file. */
  readonly file: string;
  /** The path of the file, even if the file does not exist. */
  readonly path: string;
  /**
   * `right`: the file has the expected SHA-256. `wrong`: the file exists, but is damaged
   * or is another file. `missing`: the file does not exist.
   */
  readonly state: "right" | "wrong" | "missing";
  /**
   * If the state is `wrong`, the problem as text, such as `must be a file:
   * found a pipe`.
   */
  readonly problem?: string | undefined;
}

/** Advice for JavaScript runtimes other than Deno. */
const HOW_ELSEWHERE =
  "use options.read of loadDataset, which verifies the SHA-256 of each file";

/** The four files of a data set. */
export function filesOf(name: DatasetName): readonly CatalogueFile[] {
  const names = Object.keys(catalogue);
  mustBe(names.includes(name), "name", `one of ${names.join(", ")}`, name);
  const { train, test } = catalogue[name];
  return [train.images, train.labels, test.images, test.labels];
}

/**
 * Checks the files of a data set on this machine, without network access.
 *
 * @example The digits that are part of the package
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
 * Looks for the files of a data set in the folder for downloads, and downloads each
 * file that is missing or wrong.
 *
 * @returns The folder or mirror that each file was read from.
 * @throws {DownloadError} If a file is missing and no mirror has the file.
 * @throws {DatasetError} If a file of the data set is missing or damaged in the
 * folder that the option `data` names.
 * @example The digits, which are in the package and need no network
 * ```ts
 * import { fetchFiles } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const files = await fetchFiles("digits"); // "mnist" would be downloaded from a mirror
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
