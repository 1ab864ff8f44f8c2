/**
 * Data sets in a folder of images, with one subfolder for each class.
 *
 * @module
 */

import { DatasetError } from "../format/mod.ts";
import { contained, decodeImage } from "../image/mod.ts";
import { mix32 } from "../random.ts";
import { bytesText, type FolderDataset, listed, visible } from "../spec/mod.ts";
import { counted, filesOf, MOST_FILE, MOST_NAMES } from "./folder_files.ts";
import { deskew } from "./deskew.ts";
import type { Dataset, Examples } from "./examples.ts";
import { heldOut, splitRows, stratified } from "./sample.ts";
import type { DatasetSpec, ReadOptions, Source } from "./source.ts";

/** Options for reading a folder. */
type FolderOptions = Pick<ReadOptions, "seed" | "maxBytes" | "onNote">;

/**
 * If the images have at least this many bytes, a note suggests converting the
 * folder to IDX files.
 */
const LONG = 2 ** 26;

/** The images of a folder, sorted by class and file name. */
export interface FolderImages {
  /** The names of the classes, sorted. */
  readonly classes: readonly string[];
  /** The images, each of shape `[rows][columns][channels]`. */
  readonly data: Uint8Array;
  /** The class index of each image. */
  readonly classOf: Uint32Array;
  /** The indexes of the test images, ascending; empty if the spec has no `test`. */
  readonly held: Uint32Array;
  /** Notes about files that were not read, one sentence each. */
  readonly notes: string[];
}

/**
 * Reads the images of a folder, resized to `inputs.shape`.
 *
 * @throws {DatasetError} If there are fewer than two classes, a class has no
 * image, or the images would take too much memory.
 */
export async function readFolder(
  { folder, test }: FolderDataset,
  shape: readonly number[],
  source: Source,
  { seed = 1, maxBytes = 2 ** 30, onNote }: FolderOptions,
): Promise<FolderImages> {
  const { classes, files, notes } = await filesOf(folder, source);
  const units = shape.reduce((all, side) => all * side, 1);
  const bytes = 2 * units * files.length; // twice the size of the images, since the split makes a copy
  if (bytes > maxBytes) {
    throw new DatasetError(
      `${folder} must take at most ${bytesText(maxBytes)} of memory: found ${
        bytesText(bytes)
      } for ${counted(files.length, "image")} of ${
        shape.join(" x ")
      }; write a smaller inputs.shape, or raise the limit with --max-memory`,
      [folder],
    );
  }
  const data = new Uint8Array(units * files.length);
  const classOf: number[] = [], problems: string[] = [];
  let length = 0;
  for (const { path, label } of files) {
    try {
      const file = await source.read(path, MOST_FILE);
      if (length < LONG && length + file.length >= LONG) {
        onNote?.(
          `reading ${
            counted(files.length, "file")
          } of ${folder}; to convert them to IDX files, which load faster, type the percept command data pack ${folder}`,
        );
      }
      length += file.length;
      const image = await decodeImage(file, path);
      data.set(contained(image, shape), units * classOf.length);
      classOf.push(label);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      problems.push(visible(error.message));
    }
  }
  for (const [label, name] of classes.entries()) {
    if (classOf.includes(label)) continue;
    throw new DatasetError(
      `${folder}/${name} must have at least one image that can be read; ${
        problems.find((problem) => problem.startsWith(`${folder}/${name}/`))
      }`,
      [folder],
    );
  }
  if (problems.length > 0) {
    notes.push(
      `${counted(problems.length, "file")} cannot be read: ${
        listed(problems, MOST_NAMES)
      }`,
    );
  }
  const rows = classOf.length;
  return {
    classes,
    data: data.subarray(0, units * rows),
    classOf: Uint32Array.from(classOf),
    held: test === undefined
      ? new Uint32Array()
      : stratified(classOf, heldOut(rows, test), seed, "test"),
    notes,
  };
}

/** Loads a data set from a folder of images. */
export async function loadFolder(
  dataset: FolderDataset,
  { inputs, labels: { oneHot: [off, on] }, precision }: DatasetSpec,
  source: Source,
  options: FolderOptions,
): Promise<{ dataset: Dataset; classOf: ArrayLike<number> }> {
  const { shape, scale } = inputs, { folder } = dataset;
  if (shape === undefined) {
    throw new DatasetError(
      `the spec must have inputs.shape, the size to which the images in ${folder} are resized: the field is missing; write inputs: { shape: [rows, columns, channels] }, such as [28, 28, 1] for gray or [64, 64, 3] for color`,
      [folder],
    );
  }
  const { classes, data, classOf, held, notes } = await readFolder(
    dataset,
    shape,
    source,
    options,
  );
  const [height, width, channels] = shape, rows = classOf.length;
  const bytes = { rows, columns: height * width * channels, data, scale };
  const Numbers = precision === "float64" ? Float64Array : Float32Array;
  const targets = new Numbers(rows * classes.length).fill(off);
  classOf.forEach((label, b) => targets[b * classes.length + label] = on);
  const all: Examples = {
    inputs: inputs.deskew ? deskew(bytes, { width, height }) : bytes,
    targets: { rows, columns: classes.length, data: targets },
  };
  const { train, held: test } = held.length > 0
    ? splitRows(all, held)
    : { train: all, held: undefined };
  const isHeld = new Set(held);
  const twice = test ? equalRows(test.inputs, train.inputs) : 0;
  if (twice > 0) {
    notes.push(
      `${twice} of the ${counted(held.length, "test image")} ${
        twice === 1 ? "is" : "are"
      } equal to a training image`,
    );
  }
  return {
    classOf: classOf.filter((_, b) => !isHeld.has(b)),
    dataset: {
      name: "folder",
      train,
      ...(test && { test }),
      classes,
      ...(channels === 1
        ? { image: { width, height } }
        : { bytes: true as const }),
      sources: [
        `train: ${counted(train.inputs.rows, "image")} of ${
          counted(classes.length, "class", "classes")
        } from ${folder}, in the size ${shape.join(" x ")}`,
        ...test
          ? [
            `test: ${
              counted(test.inputs.rows, "image")
            } of the training folder, selected with the random seed`,
          ]
          : [],
      ],
      notes,
    },
  };
}

/** The number of rows in `rows` that also occur in `others`. */
function equalRows(rows: Examples["inputs"], others: Examples["inputs"]) {
  const rowsOf = ({ data, rows, columns }: Examples["inputs"]) =>
    Array.from({ length: rows }, (_, r) => {
      const row = (data as Uint8Array).subarray(r * columns, (r + 1) * columns);
      return { row, hash: row.reduce((hash, byte) => mix32(hash, byte), 0) };
    });
  const byHash = new Map<number, Uint8Array[]>();
  for (const { row, hash } of rowsOf(others)) {
    const same = byHash.get(hash);
    if (same) same.push(row);
    else byHash.set(hash, [row]);
  }
  return rowsOf(rows).filter(({ row, hash }) =>
    byHash.get(hash)?.some((other) => other.every((byte, i) => byte === row[i]))
  ).length;
}
