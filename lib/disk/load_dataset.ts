/**
 * The examples of a spec, from the disk or a server.
 *
 * @module
 */

import {
  type Dataset,
  type DatasetSpec,
  readDataset,
  type ReadOptions,
  readScored,
  type Scored,
  type Source,
} from "../dataset/mod.ts";
import { FileSource } from "./download.ts";
import { type PlaceOptions, places } from "./places.ts";
import { readSpecPath } from "./spec_path.ts";

/** Where to find a data set, and how much of it to take. */
export interface LoadOptions extends PlaceOptions, ReadOptions {
  /** The folder that paths of a spec are relative to, and others they may lead into; default: the working folder. */
  readonly folders?: readonly string[] | undefined;
}

/**
 * Loads the examples that a spec names or holds. Images stay bytes, beside the
 * scale that engines read them with; labels become one-hot rows.
 *
 * @throws {DownloadError} If files are missing and no mirror gave them.
 * @throws {DatasetError} If there is nothing to load, or files do not agree.
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
 */
export async function loadDataset(
  spec: DatasetSpec,
  options: LoadOptions = {},
): Promise<Dataset> {
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

function sourceOf(options: LoadOptions): Source {
  const { data, folders = ["."] } = options;
  return {
    read: (path, maxBytes) =>
      readSpecPath(path, data ? [data] : folders, maxBytes),
    open: (name, files) =>
      new FileSource(name, places(name, options), options).openAll(files),
  };
}
