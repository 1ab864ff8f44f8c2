/**
 * Conversion of images and labels to examples: images are stored as bytes with a
 * scale, and labels are one-hot encoded.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { DatasetError, type Idx, product } from "../format/mod.ts";
import { deskew } from "./deskew.ts";
import type { Examples } from "./examples.ts";

/** An array with the name of its file. */
export interface NamedIdx extends Idx {
  /** The file's name, for error messages. */
  readonly file: string;
}

/** The settings for converting bytes to inputs, and labels to targets. */
export interface Encoding {
  /** The number of classes. */
  readonly classes: number;
  /** The numbers that bytes 0 and 255 are scaled to. */
  readonly scale: readonly [number, number];
  /** The target number for wrong classes, and the target number for the right class. */
  readonly oneHot: readonly [number, number];
  /** The precision of the targets. */
  readonly precision: "float32" | "float64";
  /** The label of the first class; default: 0. */
  readonly from?: number | undefined;
  /** Whether images are deskewed. */
  readonly deskew?: boolean | undefined;
  /**
   * The shape `[rows, columns, channels]`, if `inputs.shape` in the spec says
   * that each example is an image.
   */
  readonly shape?: readonly number[] | undefined;
}

/**
 * Pairs images with their labels. Bytes stay bytes, with a scale that converts
 * them to numbers later; other numbers are not scaled.
 *
 * @param images An array of shape `[count, ...]`, one row for each example.
 * @param labels An array of shape `[count]`; each label is the number of a
 *   class, counted from `encoding.from`.
 * @throws {DatasetError} If the numbers of images and labels differ, or a label is
 * not a class.
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
 * Checks that there is one label for each image.
 *
 * @throws {DatasetError} If the numbers of images and labels differ, or the array
 * of labels has the wrong shape or type.
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
      `${file}: must be an array of bytes with 3 dimensions (images, rows and columns) for inputs.deskew: found another type or shape`,
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

/** One-hot targets: the number `on` for the class of a label, and `off` for the other classes. */
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
        `${file}: the label at index ${b} must be from ${from} to ${
          from + classes - 1
        }, since there are ${classes} classes: found ${labels[b]}`,
        [images.file, file],
      );
    }
    data[b * classes + label] = on;
  }
  return { rows: labels.length, columns: classes, data };
}
