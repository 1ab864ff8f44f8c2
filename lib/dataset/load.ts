/**
 * Loading of the examples that a spec names or contains. A `Source` provides
 * the files; `disk/load_dataset.ts` reads the files from the disk or a server.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";
import { catalogue, type DatasetName } from "../catalogue.ts";
import { DEFAULT_LOSS, type Task, taskOf } from "../formula/mod.ts";
import { frame, frame64 } from "../frame.ts";
import {
  datasetName,
  type InlineDataset,
  isFolder,
  isIdx,
  isUnscaled,
  type NamedDataset,
  thousands,
} from "../spec/mod.ts";
import type { DatasetSpec, Opened, ReadOptions, Source } from "./source.ts";
import { loadTable } from "./table.ts";
import { imageForm } from "../image/mod.ts";
import { DatasetError, decodeIdx } from "../format/mod.ts";
import type { Dataset, Examples, Scored } from "./examples.ts";
import { partsOf, scoredOf } from "./examples.ts";
import { loadFolder } from "./folder.ts";
import { loadIdxFiles } from "./idx_files.ts";
import { setSha256 } from "./digest.ts";
import { absentNotes, mustDiffer } from "./label_doubts.ts";
import { labelled, type NamedIdx } from "./labelled.ts";
import { lastRows, sample, splitRows } from "./sample.ts";
import { withScale } from "./scaling.ts";

/**
 * Reads the examples that a spec names or contains. Images stay bytes, with a
 * scale that converts the bytes to numbers later; labels are one-hot encoded.
 *
 * @throws {DatasetError} If the spec has no data set, or the files of the data
 * set do not match each other.
 */
export async function readDataset(
  spec: DatasetSpec,
  source: Source,
  options: ReadOptions = {},
): Promise<Dataset> {
  const { dataset } = spec;
  const { limit = (dataset as NamedDataset)?.limit, seed = 1 } = options;
  mustBeNumber("seed", seed, { from: 0, isWhole: true });
  mustBeNumber("maxBytes", options.maxBytes, { from: 0 });
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new DatasetError(
      `limit must be a whole number over 0: found ${limit}`,
    );
  }
  if (dataset === undefined) {
    throw new DatasetError(
      `dataset must be ${
        Object.keys(catalogue).join(", ")
      }, rows in the spec, or the paths of files: the field is missing`,
    );
  }
  const name = datasetName(dataset);
  const loaded = name !== undefined
    ? await loadNamed(name, spec, source)
    : isIdx(dataset)
    ? await loadIdxFiles(dataset, encodingOf(spec), source, options)
    : isFolder(dataset)
    ? await loadFolder(dataset, spec, source, options)
    : typeof dataset === "object" && "csv" in dataset
    ? await loadTable(dataset, spec, source, options)
    : loadInline(dataset as InlineDataset, spec);
  const task = taskOfData(loaded.dataset, spec);
  const isNew = !options.fitted && name === undefined;
  if (isNew) mustDiffer(loaded.dataset, dataset);
  const absent = isNew ? absentNotes(loaded.dataset) : [];
  const notes = [...loaded.dataset.notes ?? [], ...absent];
  const data = { ...loaded.dataset, task, notes };
  const split = withForm(withLast(
    limit === undefined ? data : limited(data, loaded.classOf, { limit, seed }),
    spec,
  ));
  return isIdx(dataset) || isFolder(dataset)
    ? withScale(split, spec, {
      ...options,
      isScaled: options.isScaled ?? (isUnscaled(spec) ? false : undefined),
    })
    : split;
}

/**
 * Adds a description of the training images; `predict` uses the description to
 * make other images look like training images.
 */
function withForm(dataset: Dataset): Dataset {
  const { image, train: { inputs } } = dataset;
  const form = image && "scale" in inputs && imageForm(inputs.data, image);
  return form ? { ...dataset, form } : dataset;
}

/** Takes a sample of the training examples. */
function limited(
  data: Dataset,
  classOf: ArrayLike<number>,
  options: { readonly limit: number; readonly seed: number },
): Dataset {
  const train = sample(data.train, classOf, options);
  const [learned, ...rest] = data.sources;
  const sampled = `${learned}, a sample of ${thousands(train.inputs.rows)}`;
  return { ...data, train, sources: [sampled, ...rest] };
}

/**
 * Holds out the last training examples for validation. The validation rows of a
 * table are held out before this function is called.
 */
function withLast(dataset: Dataset, { validation }: DatasetSpec): Dataset {
  const fraction = validation?.last;
  if (fraction === undefined || dataset.rows) return dataset;
  const last = lastRows(dataset.train.targets.rows, fraction);
  const { train, held } = splitRows(dataset.train, last);
  const said = `validation: the last ${
    thousands(last.length)
  } of the training examples`;
  const sources = [...dataset.sources, said];
  return { ...dataset, train, validation: held, sources };
}

/**
 * Reads the examples to evaluate on: the test set, or the training examples if
 * there is no test set. If the spec names a data set such as `mnist`, only the
 * files of the test set are read.
 *
 * @throws {DatasetError} If the spec has no data set, or the files of the data
 * set do not match each other.
 */
export async function readScored(
  spec: DatasetSpec,
  source: Source,
  options: ReadOptions = {},
): Promise<Scored> {
  const name = datasetName(spec.dataset);
  if (name === undefined) {
    return scoredOf(await readDataset(spec, source, options));
  }
  const { image, classes } = catalogue[name];
  const [{ examples, from }] = await loadParts(name, spec, source, ["test"]);
  const about = { name, classes, image, sources: [from] };
  return { ...about, ...examples, part: "test" };
}

/**
 * Determines the task of the network from the loss and the labels of the
 * training, test and validation examples.
 */
function taskOfData(data: Dataset, { loss, labels }: DatasetSpec): Task {
  return taskOf(loss?.type ?? DEFAULT_LOSS, {
    outputs: data.train.targets.columns,
    classes: data.classes && labels.oneHot,
    targets: partsOf(data).map(({ targets }) => targets),
  });
}

/**
 * The settings of a spec for converting bytes to inputs, and labels to targets.
 */
function encodingOf({ inputs, labels, precision }: DatasetSpec) {
  const { scale, deskew, shape } = inputs;
  const { oneHot, from } = labels;
  return { scale, deskew, shape, oneHot, from, precision };
}

/** A data set with the class of each training example. */
interface Loaded {
  readonly dataset: Dataset;
  readonly classOf: ArrayLike<number>;
}

async function loadNamed(
  name: DatasetName,
  spec: DatasetSpec,
  source: Source,
): Promise<Loaded> {
  const { image, classes } = catalogue[name];
  const [train, test] = await loadParts(name, spec, source, ["train", "test"]);
  return {
    classOf: train.classOf,
    dataset: {
      name,
      train: train.examples,
      test: test.examples,
      classes,
      image,
      sources: [train.from, test.from],
    },
  };
}

/** The training examples or the test examples of a named data set. */
interface Part {
  readonly examples: Examples;
  readonly classOf: ArrayLike<number>;
  /** The origin of the examples, as a sentence for the user. */
  readonly from: string;
}

async function loadParts(
  name: DatasetName,
  spec: DatasetSpec,
  source: Source,
  wanted: readonly ("train" | "test")[],
): Promise<Part[]> {
  const { image, classes, ...splits } = catalogue[name];
  const encoding = { ...encodingOf(spec), classes: classes.length };
  const opened = await source.open(
    name,
    wanted.flatMap((part) => [splits[part].images, splits[part].labels]),
  );
  return await Promise.all(wanted.map(async (part, p) => {
    const [pictures, numbers] = opened.slice(2 * p);
    const inputs = await decode(pictures);
    const answers = await decode(numbers);
    const { elementsSha256 } = splits[part].images.contents;
    if (elementsSha256) setSha256(inputs.data, elementsSha256);
    const examples = labelled(inputs, answers, encoding);
    const where = [...new Set([pictures.place, numbers.place])].join(" and ");
    const from = `${part}: ${
      thousands(splits[part].count)
    } images of ${image.width} x ${image.height} from ${where}`;
    return { examples, classOf: answers.data, from };
  }));
}

/**
 * Decodes an IDX file with a verified SHA-256; the elements must be unsigned
 * bytes.
 */
async function decode({ contents, path }: Opened): Promise<NamedIdx> {
  const { shape, data } = await decodeIdx(contents, { name: path });
  if (data instanceof Uint8Array) return { shape, data, file: path };
  throw new DatasetError(
    `${path}: must be unsigned bytes: found elements of another type`,
    [path],
  );
}

/** Reads the rows that the spec itself contains; each different label is a class. */
function loadInline(
  { inputs, labels }: InlineDataset,
  { precision }: DatasetSpec,
): Loaded {
  const fill = precision === "float64" ? frame64 : frame;
  if (inputs.length !== labels.length) {
    throw new DatasetError(
      `dataset.labels must have ${inputs.length} rows, like dataset.inputs: found ${labels.length}`,
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
