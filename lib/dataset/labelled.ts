/**
 * Images and labels to examples: bytes stay bytes with their scale, and each
 * label becomes a row of targets, in one pass over the labels.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { DatasetError, type Idx, product } from "../format/mod.ts";
import { deskew } from "./deskew.ts";
import type { Examples } from "./examples.ts";

/** An array, and the file it was read from. */
export interface NamedIdx extends Idx {
  /** The file's name, for errors. */
  readonly file: string;
}

/** How bytes become numbers. */
export interface Encoding {
  /** How many classes there are. */
  readonly classes: number;
  /** What bytes 0 and 255 stand for. */
  readonly scale: readonly [number, number];
  /** The target of the wrong classes, and of the right one. */
  readonly oneHot: readonly [number, number];
  /** The precision of the targets. */
  readonly precision: "float32" | "float64";
  /** The label of the first class; default: 0. */
  readonly from?: number | undefined;
  /** Whether pictures are made upright. */
  readonly deskew?: boolean | undefined;
  /** `[rows, columns, channels]`, where the spec says that examples are images. */
  readonly shape?: readonly number[] | undefined;
}

/**
 * Pairs images with their labels. Bytes stay bytes; other numbers are taken as
 * they are.
 *
 * @param images `[count, ...]`, a row for each example.
 * @param labels `[count]`, each below `classes`.
 * @throws {DatasetError} If their counts differ, or a label is no class.
 */
export function labelled(
  images: NamedIdx,
  labels: NamedIdx,
  encoding: Encoding,
): Examples {
  mustMatch(images, labels);
  const [, ...sizes] = images.shape;
  return {
    inputs: inputsOf(images, sizes, encoding),
    targets: oneHot(images, labels, encoding),
  };
}

/**
 * Holds labels to one for each image.
 *
 * @throws {DatasetError} If their counts differ, or they are no labels.
 */
export function mustMatch(images: NamedIdx, labels: NamedIdx): void {
  const [rows] = images.shape;
  if (labels.shape.length === 1 && labels.shape[0] === rows) return;
  throw new DatasetError(
    `${labels.file}: must have ${rows} labels, one for each image of ${images.file}: found ${
      labels.shape.join(" x ")
    }`,
    [images.file, labels.file],
  );
}

function inputsOf(
  { data, file, shape: [rows] }: NamedIdx,
  sizes: readonly number[],
  encoding: Encoding,
): Examples["inputs"] {
  const { scale } = encoding;
  const shape = { rows, columns: product(sizes) };
  const isBytes = data instanceof Uint8Array;
  if (encoding.deskew) {
    const [height, width] = sizes;
    if (isBytes && sizes.length === 2) {
      return deskew({ ...shape, data, scale }, { width, height });
    }
    throw new DatasetError(
      `${file}: must be pictures in bytes, images by height by width, which alone inputs.deskew is for: found others`,
      [file],
    );
  }
  return isBytes
    ? { ...shape, data, scale }
    : { ...shape, data: numbersOf(encoding).from(data) };
}

function numbersOf({ precision }: Encoding) {
  return precision === "float64" ? Float64Array : Float32Array;
}

/** A row for each label: the second number in its class, the first elsewhere. */
function oneHot(
  images: NamedIdx,
  { data: labels, file }: NamedIdx,
  encoding: Encoding,
): Frame {
  const { classes, oneHot: [off, on], from = 0 } = encoding;
  const data = new (numbersOf(encoding))(labels.length * classes).fill(off);
  for (let b = 0; b < labels.length; b++) {
    const label = labels[b] - from;
    if (!(label >= 0 && label < classes)) {
      throw new DatasetError(
        `${file}: label ${b} must be from ${from} to ${
          from + classes - 1
        }, as image ${b} of ${images.file} is of one of ${classes} classes: found ${
          labels[b]
        }`,
        [images.file, file],
      );
    }
    data[b * classes + label] = on;
  }
  return { rows: labels.length, columns: classes, data };
}
