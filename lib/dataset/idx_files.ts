/**
 * Data sets in the user's own IDX files: arrays of any rank and type. The
 * labels determine the number of classes.
 *
 * @module
 */

import { type IdxDataset, type IdxFiles, thousands } from "../spec/mod.ts";
import { DatasetError, decodeIdx, type Idx, product } from "../format/mod.ts";
import type { Dataset } from "./examples.ts";
import {
  type Encoding,
  labelled,
  mustMatch,
  type NamedIdx,
} from "./labelled.ts";
import type { ReadOptions, Source } from "./source.ts";

/** The largest number of inputs; the field `inputs.units` has the same limit. */
const mostColumns = 1_000_000;

/**
 * The largest number of classes. A label of 4 bytes could require 2^31 classes,
 * each with a name, an output and a line in the report. The largest data sets,
 * such as ImageNet, have about 20,000 classes.
 */
const mostClasses = 65_536;

/**
 * Loads a data set from the IDX files of a spec.
 *
 * @param encoding The settings for converting bytes to inputs and labels to
 * targets, without `classes`; the labels determine the number of classes.
 * @returns The data set, and the class of each training example.
 * @throws {IdxError} If a file is not a complete IDX file.
 * @throws {DatasetError} If a file does not exist, or the shapes of the files do
 * not match.
 */
export async function loadIdxFiles(
  { idx: { train, test }, classes: names, transpose }: IdxDataset,
  encoding: Omit<Encoding, "classes">,
  source: Source,
  { maxBytes = 2 ** 30 }: Pick<ReadOptions, "maxBytes">,
): Promise<{ dataset: Dataset; classOf: ArrayLike<number> }> {
  let left = maxBytes;
  const read = async (file: string): Promise<NamedIdx> => {
    const bytes = await source.read(file, left);
    const idx = await decodeIdx(bytes, { name: file, maxBytes: left });
    left -= idx.data.byteLength;
    return { ...idx, file };
  };
  const readImages = async (file: string) => {
    const images = await read(file);
    return transpose ? { ...transposed(images), file } : images;
  };
  const readPart = async ({ images, labels }: IdxFiles) => ({
    images: await readImages(images),
    labels: await read(labels),
  });
  const learned = await readPart(train);
  const scored = test && await readPart(test);
  const parts = [learned, ...(scored ? [scored] : [])];
  for (const { images, labels } of parts) {
    mustMatch(images, labels);
    mustBeInputs(images, learned.images, encoding);
  }
  const { from = 0 } = encoding;
  const classes = names?.length ??
    Math.max(...parts.map(({ labels }) => classCount(labels, from)));
  for (const { labels } of names ? parts : []) {
    mustBeNamed(labels, from, names!);
  }
  const bytes = encoding.precision === "float64" ? 8 : 4;
  const rows = parts.reduce((sum, { labels }) => sum + labels.data.length, 0);
  if (rows * classes * bytes > left) {
    throw new DatasetError(
      `${
        parts.map(({ labels }) => labels.file).join(" and ")
      }: the targets, ${rows} labels x ${classes} classes, must fit in ${left} bytes of memory: found ${
        rows * classes * bytes
      } bytes; raise the limit with --max-memory`,
      parts.map(({ labels }) => labels.file),
    );
  }
  const examples = parts.map(({ images, labels }) =>
    labelled(images, labels, { ...encoding, classes })
  );
  const [, height, width] = learned.images.shape;
  const areBytes = learned.images.data instanceof Uint8Array;
  const pictures = areBytes && learned.images.shape.length === 3;
  return {
    classOf: Array.from(learned.labels.data, (label) => label - from),
    dataset: {
      name: "idx",
      train: examples[0],
      ...(scored ? { test: examples[1] } : {}),
      classes: names ??
        Array.from({ length: classes }, (_, c) => `${c + from}`),
      ...(pictures
        ? { image: { width, height } }
        : areBytes
        ? { bytes: true as const }
        : {}),
      sources: parts.map(({ images, labels }, p) =>
        `${p === 0 ? "train" : "test"}: ${
          thousands(images.shape[0])
        } examples of ${sizesOf(images)} from ${images.file} and ${labels.file}`
      ),
    },
  };
}

/** The shape of an example as text, such as `28 x 28`, or 1 for a single number. */
function sizesOf({ shape }: Pick<NamedIdx, "shape">): string {
  return shape.slice(1).join(" x ") || "1";
}

/** Checks that images can be inputs, and have the same shape as the training images. */
function mustBeInputs(
  { file, shape, data }: NamedIdx,
  first: NamedIdx,
  { shape: image }: Omit<Encoding, "classes">,
): void {
  const must = (what: string) =>
    new DatasetError(`${file}: must ${what}`, [file]);
  const columns = product(shape.slice(1));
  if (shape[0] === 0 || columns === 0 || columns > mostColumns) {
    throw must(
      `have at least one example, and 1 to ${mostColumns} numbers in each example: found the shape ${
        shape.join(" x ")
      }`,
    );
  }
  const [rows, width, channels = 1] = shape.slice(1);
  if (
    image && shape.length > 2 && shape.length < 5 &&
    `${[rows, width, channels]}` !== `${image}`
  ) {
    throw must(
      `have images of ${
        image.join(" x ")
      } (rows x columns x channels), the shape in inputs.shape: found ${
        sizesOf({ shape })
      }`,
    );
  }
  if (columns !== product(first.shape.slice(1))) {
    throw must(
      `have examples of the shape ${
        sizesOf(first)
      }, like ${first.file}: found ${sizesOf({ shape })}`,
    );
  }
  if (data.constructor !== first.data.constructor) {
    throw must(
      `have the same type of numbers as ${first.file}: found another type`,
    );
  }
  if (data instanceof Uint8Array) return;
  const odd = data.findIndex((number) => !Number.isFinite(number));
  if (odd < 0) return;
  throw must(
    `have finite numbers: found ${data[odd]} in example ${
      Math.floor(odd / columns)
    }`,
  );
}

/** Checks that each label has a class name. */
function mustBeNamed(
  labels: NamedIdx,
  from: number,
  names: readonly string[],
): void {
  const { file } = labels, found = classCount(labels, from);
  if (found <= names.length) return;
  throw new DatasetError(
    `${file}: labels must be from ${from} to ${
      from + names.length - 1
    }, since dataset.classes has ${names.length} names: found ${
      from + found - 1
    }`,
    [file],
  );
}

/**
 * Transposes images that are stored column by column.
 *
 * @param shape `[count, columns, rows]` or `[count, columns, rows, channels]`.
 * @returns The images as `[count, rows, columns]` or
 * `[count, rows, columns, channels]`.
 * @throws {DatasetError} If the arrays are not images.
 */
export function transposed({ shape, data, file }: NamedIdx): Idx {
  if (shape.length < 3 || shape.length > 4) {
    throw new DatasetError(
      `${file}: must be images, with 3 or 4 dimensions, for dataset.transpose: found ${
        shape.join(" x ")
      }`,
      [file],
    );
  }
  const [count, columns, rows, channels = 1] = shape;
  const turned = data.slice();
  let at = 0;
  for (let b = 0; b < count; b++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const from = ((b * columns + c) * rows + r) * channels;
        for (let k = 0; k < channels; k++) turned[at++] = data[from + k];
      }
    }
  }
  return { shape: [count, rows, columns, ...shape.slice(3)], data: turned };
}

/** The number of classes, from the label `from` to the largest label. */
function classCount({ file, data }: NamedIdx, from: number): number {
  let largest = from;
  for (const [b, label] of data.entries()) {
    if (!(Number.isInteger(label) && label >= from)) {
      throw new DatasetError(
        `${file}: the label at index ${b} must be a whole number of at least ${from}: found ${label}`,
        [file],
      );
    }
    if (label - from >= mostClasses) {
      throw new DatasetError(
        `${file}: the label at index ${b} must be at most ${
          from + mostClasses - 1
        }, since at most ${mostClasses} classes are allowed: found ${label}`,
        [file],
      );
    }
    if (label > largest) largest = label;
  }
  return largest - from + 1;
}
