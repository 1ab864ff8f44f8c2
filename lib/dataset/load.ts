/**
 * A spec's data set, from wherever it is into memory.
 *
 * @module
 */

import { catalogue, type DatasetName } from "../catalogue.ts";
import { frame, frame64 } from "../frame.ts";
import {
  datasetName,
  type InlineDataset,
  type NamedDataset,
  type Spec,
} from "../spec/mod.ts";
import { loadCsvFile } from "./table.ts";
import { DatasetError } from "../format/dataset_error.ts";
import { FileSource, type Opened } from "../disk/download.ts";
import {
  type Dataset,
  type Examples,
  type Scored,
  scoredOf,
} from "./examples.ts";
import { decodeIdx } from "../format/idx.ts";
import { loadIdxFiles } from "./idx_files.ts";
import { labelled, type NamedIdx } from "./labelled.ts";
import { type PlaceOptions, places } from "../disk/places.ts";
import { sample } from "./sample.ts";

/** Where to find a data set, and how much of it to take. */
export interface LoadOptions extends PlaceOptions {
  /** How many training examples to take, each class by its share; as the spec says unless given. */
  readonly limit?: number | undefined;
  /** Which sample `limit` takes, and which rows of a table are test; 1 unless given. */
  readonly seed?: number | undefined;
  /** The folder that paths of a spec are from, and others they may lead into; the working folder unless given. */
  readonly folders?: readonly string[] | undefined;
  /** The most bytes that files of a spec may hold; one gibibyte unless given. */
  readonly maxBytes?: number | undefined;
  /** What a network learned of a table, to read it the same way; fitted unless given. */
  readonly fitted?: {
    readonly classes?: Dataset["classes"] | undefined;
    readonly columns?: Dataset["columns"] | undefined;
  } | undefined;
}

/** What `loadDataset` reads of a spec. */
export type DatasetSpec =
  & Pick<Spec, "dataset" | "inputs" | "labels" | "precision">
  & Partial<Pick<Spec, "loss" | "validation">>;

/**
 * Loads the examples that a spec names or holds. Pictures stay bytes, beside
 * the scale that engines read them with; labels become one-hot rows.
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
  const { dataset } = spec;
  const { limit = (dataset as NamedDataset)?.limit, seed = 1 } = options;
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new DatasetError(
      `limit must be a whole number over 0: found ${limit}`,
    );
  }
  if (dataset === undefined) {
    throw new DatasetError(
      `dataset must be ${
        Object.keys(catalogue).join(", ")
      }, inline rows or files: found none`,
    );
  }
  const name = datasetName(dataset);
  const loaded = name !== undefined
    ? await loadNamed(name, spec, options)
    : typeof dataset === "object" && "idx" in dataset
    ? await loadIdxFiles(dataset, encodingOf(spec), options)
    : typeof dataset === "object" && "csv" in dataset
    ? await loadCsvFile(dataset, spec, options)
    : loadInline(dataset as InlineDataset, spec);
  if (limit === undefined) return loaded.dataset;
  const train = sample(loaded.dataset.train, loaded.classOf, { limit, seed });
  const [learned, ...rest] = loaded.dataset.sources;
  const sampled = `${learned}, a sample of ${thousands(train.inputs.rows)}`;
  return { ...loaded.dataset, train, sources: [sampled, ...rest] };
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
  const name = datasetName(spec.dataset);
  if (name === undefined) {
    return scoredOf(await loadDataset(spec, options));
  }
  const { image, classes } = catalogue[name];
  const [{ examples, source }] = await loadParts(name, spec, options, ["test"]);
  const about = { name, classes, image, sources: [source] };
  return { ...about, ...examples, onTest: true };
}

/** How a spec has bytes and labels become numbers. */
function encodingOf({ inputs, labels, precision }: DatasetSpec) {
  const { scale, deskew } = inputs;
  return { scale, deskew, oneHot: labels.oneHot, precision };
}

/** A data set, and the class of each training example. */
interface Loaded {
  readonly dataset: Dataset;
  readonly classOf: ArrayLike<number>;
}

async function loadNamed(
  name: DatasetName,
  spec: DatasetSpec,
  options: LoadOptions,
): Promise<Loaded> {
  const { image, classes } = catalogue[name];
  const [train, test] = await loadParts(name, spec, options, ["train", "test"]);
  return {
    classOf: train.classOf,
    dataset: {
      name,
      train: train.examples,
      test: test.examples,
      classes,
      image,
      sources: [train.source, test.source],
    },
  };
}

/** Some examples of a named data set. */
interface Part {
  readonly examples: Examples;
  readonly classOf: ArrayLike<number>;
  /** Where they came from, in words. */
  readonly source: string;
}

async function loadParts(
  name: DatasetName,
  spec: DatasetSpec,
  options: PlaceOptions,
  wanted: readonly ("train" | "test")[],
): Promise<Part[]> {
  const { image, classes, ...splits } = catalogue[name];
  const files = new FileSource(name, places(name, options), options);
  const encoding = { ...encodingOf(spec), classes: classes.length };
  const opened = await files.openAll(
    wanted.flatMap((part) => [splits[part].images, splits[part].labels]),
  );
  return await Promise.all(wanted.map(async (part, p) => {
    const [pictures, numbers] = opened.slice(2 * p);
    const inputs = await decode(pictures);
    const answers = await decode(numbers);
    const examples = labelled(inputs, answers, encoding);
    const from = [...new Set([pictures.place, numbers.place])].join(" and ");
    const source = `${part}: ${
      thousands(splits[part].count)
    } pictures of ${image.width} x ${image.height} from ${from}`;
    return { examples, classOf: answers.data, source };
  }));
}

/** An array of the shape the catalogue says, since its SHA-256 is right. */
async function decode({ contents, path }: Opened): Promise<NamedIdx> {
  const { shape, data } = await decodeIdx(contents, { name: path });
  if (data instanceof Uint8Array) return { shape, data, file: path };
  throw new DatasetError(
    `${path}: must be unsigned bytes: found elements of another kind`,
    [path],
  );
}

/** A count as a person reads it: 60,000. */
function thousands(count: number): string {
  return count.toLocaleString("en-US");
}

/** Rows from the spec itself, as they are; equal labels are one class. */
function loadInline(
  { inputs, labels }: InlineDataset,
  { precision }: DatasetSpec,
): Loaded {
  const fill = precision === "float64" ? frame64 : frame;
  if (inputs.length !== labels.length) {
    throw new DatasetError(
      `dataset.labels must have ${inputs.length} rows as dataset.inputs has: found ${labels.length}`,
    );
  }
  const train: Examples = { inputs: fill(inputs), targets: fill(labels) };
  const kinds = [...new Set(labels.map((row) => row.join()))];
  return {
    classOf: labels.map((row) => kinds.indexOf(row.join())),
    dataset: {
      name: "inline",
      train,
      sources: [`train: ${inputs.length} rows of the spec`],
    },
  };
}
