/**
 * Loading of the examples that a spec names or contains, from the disk or from
 * servers.
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

/** Options for loading a data set. */
export interface LoadOptions extends PlaceOptions, ReadOptions {
  /**
   * The folders that the files of a spec may be read from (default: the current
   * folder). Paths in the spec are relative to the first folder in `folders`.
   */
  readonly folders?: readonly string[] | undefined;
  /**
   * Reads a file in a JavaScript runtime without a disk, such as a browser. The
   * argument of `read` is the path of an `idx` or `csv` file as written in the
   * spec, or `NAME/FILE` for a named data set, such as
   * `mnist/train-images-idx3-ubyte.gz`. A file of a named data set may be
   * gzipped or not, and its SHA-256 is verified. The data set `digits` is part
   * of the package and is not read. `read` cannot be combined with `data`,
   * `mirror`, `cache` and `folders`.
   */
  readonly read?: ReadFile | undefined;
}

/**
 * Loads the examples that a spec names or contains. Images are stored as bytes with
 * a scale; labels are one-hot encoded.
 *
 * @throws {DownloadError} If a file is missing and no mirror has the file.
 * @throws {DatasetError} If the spec has no data set, or the files of the data
 * set do not match each other.
 * @throws {HostError} If files must be read, the JavaScript runtime is not
 * Deno, and the option `read` is missing.
 * @example The digits that are part of the package
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
 * @example A table whose file is read by the caller, as in a browser
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
  const must = "an object that checkSpec() or parseSpec() returned";
  mustBe(isMapping(spec), "the spec", must, spec);
  return await readDataset(spec, sourceOf(options), options);
}

/**
 * Loads the examples to evaluate on: the test set or, if there is no test set,
 * the training examples. If the spec names a data set such as `mnist`, only the
 * files of the test set are read.
 *
 * @throws {DownloadError} If a file is missing and no mirror has the file.
 * @throws {DatasetError} If the spec has no data set, or the files of the data
 * set do not match each other.
 */
export async function loadScored(
  spec: DatasetSpec,
  options: LoadOptions = {},
): Promise<Scored> {
  return await readScored(spec, sourceOf(options), options);
}

/** Reads the sizes and colors of the images of a folder. */
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
  for (const [f, folder] of folders.entries()) {
    mustBeStrings({ [`folders[${f}]`]: folder });
  }
  mustBePlaces(options);
  if (read) {
    const other = (["data", "mirror", "cache", "folders"] as const)
      .find((key) => options[key] !== undefined);
    if (other === undefined) return givenBy(read);
    throw new DatasetError(
      `options.read and options.${other} cannot be used together: remove one of the two options`,
    );
  }
  const need = (what: string) =>
    needDeno(
      `loadDataset needs Deno to read ${what}`,
      "use options.read, a function that returns the bytes of a file",
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
