/**
 * The examples of a spec, from the disk or a server.
 *
 * @module
 */

import { foundText, mustBe, mustBeStrings } from "../options.ts";
import {
  type Dataset,
  type DatasetSpec,
  type FolderLook,
  givenBy,
  lookAtFolder as look,
  openPackaged,
  readDataset,
  type ReadFile,
  type ReadOptions,
  readScored,
  type Scored,
  type Source,
} from "../dataset/mod.ts";
import { FileSource } from "./download.ts";
import { DatasetError, isMapping } from "../format/mod.ts";
import { needDeno } from "./host.ts";
import {
  inPackage,
  mustBePlaces,
  type PlaceOptions,
  places,
} from "./places.ts";
import { type SpecFolders, specSource } from "./spec_path.ts";

/** Where to find a data set, and how much of it to take. */
export interface LoadOptions extends PlaceOptions, ReadOptions {
  /** The folder that paths of a spec are relative to, and others they may lead into; default: the working folder. */
  readonly folders?: readonly string[] | undefined;
  /**
   * Reads files where there is no disk, such as in a browser. It is called with
   * the paths of a spec's `idx` and `csv` as they are written there, and with
   * `NAME/FILE` for those of a named data set, such as
   * `mnist/train-images-idx3-ubyte.gz`, gzip or not, which are held to their
   * SHA-256. Digits come with the package. Not beside `data`, `mirror`, `cache`
   * and `folders`, which say where on a disk or a server files are.
   */
  readonly read?: ReadFile | undefined;
}

/**
 * Loads the examples that a spec names or holds. Images stay bytes, beside the
 * scale that engines read them with; labels become one-hot rows.
 *
 * @throws {DownloadError} If files are missing and no mirror gave them.
 * @throws {DatasetError} If there is nothing to load, or files do not agree.
 * @throws {HostError} If there are files to read, this is not Deno, and there is
 * no `read`.
 * @example The digits that come with the package
 * ```ts
 * import { checkSpec, loadDataset } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = checkSpec({
 *   name: "digits",
 *   dataset: "digits",
 *   layers: [{ units: 10 }],
 *   learningRate: 0.1,
 *   epochs: 1,
 * });
 * const { train, test } = await loadDataset(spec);
 * assertEquals(train.inputs.rows, 1352);
 * assertEquals(test?.targets.columns, 10);
 * ```
 * @example A table whose file the caller reads, as in a browser
 * ```ts
 * import { checkSpec, loadDataset } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = checkSpec({
 *   name: "fruit",
 *   dataset: { csv: "fruit.csv", label: "kind" },
 *   inputs: { units: 1 },
 *   layers: [{ units: 2 }],
 *   learningRate: 0.1,
 *   epochs: 1,
 * });
 * const files: Record<string, string> = { // or await (await fetch(path)).bytes()
 *   "fruit.csv": "grams,kind\n150,apple\n5,cherry\n",
 * };
 * const read = (path: string) => new TextEncoder().encode(files[path]);
 * const { classes } = await loadDataset(spec, { read });
 * assertEquals(classes, ["apple", "cherry"]);
 * ```
 */
export async function loadDataset(
  spec: DatasetSpec,
  options: LoadOptions = {},
): Promise<Dataset> {
  const must = "a spec, as checkSpec() and parseSpec() give";
  mustBe(isMapping(spec), "the spec", must, spec);
  return await readDataset(spec, sourceOf(options), options);
}

/**
 * Loads only what a network is scored on, and of a named data set no other
 * files: the test set, or the training rows where there is none.
 *
 * @throws {DownloadError} If files are missing and no mirror gave them.
 * @throws {DatasetError} If there is nothing to load, or files do not agree.
 */
export async function loadScored(
  spec: DatasetSpec,
  options: LoadOptions = {},
): Promise<Scored> {
  return await readScored(spec, sourceOf(options), options);
}

/** What the images of a folder are. */
export async function lookAtFolder(
  folder: string,
  folders: SpecFolders,
): Promise<FolderLook> {
  return await look(folder, specSource(folders));
}

function sourceOf(options: LoadOptions): Source {
  const { data, folders = ["."], read } = options;
  if (!Array.isArray(folders)) {
    throw new TypeError(
      `folders must be a list of strings: found ${foundText(folders)}`,
    );
  }
  for (const folder of folders) {
    mustBeStrings({ "a folder of folders": folder });
  }
  mustBePlaces(options);
  if (read) {
    const other = (["data", "mirror", "cache", "folders"] as const)
      .find((key) => options[key] !== undefined);
    if (other === undefined) return givenBy(read);
    throw new DatasetError(
      `the option read must be without ${other}: found both`,
    );
  }
  const need = (what: string) =>
    needDeno(
      `loadDataset needs Deno to read ${what}`,
      "give it the option read, a function that returns the bytes of a file",
    );
  const files = specSource({ folders, data });
  return {
    async read(path, maxBytes) {
      need(path);
      return await files.read(path, maxBytes);
    },
    async list(path) {
      need(path);
      return await files.list(path);
    },
    async open(name, files) {
      if (inPackage(name, options)) return await openPackaged(files);
      need(`the files of ${name}`);
      return await new FileSource(name, places(name, options), options)
        .openAll(files);
    },
  };
}
