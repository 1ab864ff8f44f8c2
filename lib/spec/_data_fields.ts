/**
 * What is learned from, as rules: `dataset`, `inputs`, `labels`.
 *
 * @module
 */

import { augmentFields } from "./_augment_fields.ts";
import { catalogue, type DatasetName } from "../catalogue.ts";
import {
  flag,
  folderPath,
  imageShape,
  MOST,
  openFraction,
  pair,
  path,
  rows,
  upToMillion,
} from "./_common_kinds.ts";
import {
  defaulted,
  type Either,
  type List,
  mapping,
  oneOf,
  optional,
  required,
  type Text,
  whole,
  type Words,
} from "./_kinds.ts";
import { csv } from "./_table_fields.ts";

const datasetNames = Object.keys(catalogue) as DatasetName[];

const datasetName: Words<DatasetName> = {
  kind: "words",
  rule: `must be ${
    datasetNames.join(", ")
  }, { name, limit }, { inputs, labels }, { idx }, { folder } or { csv, label }`,
  words: datasetNames,
};

const named = mapping({
  name: required(
    oneOf<DatasetName>({ mnist: true, "fashion-mnist": true, digits: true }),
    "a data set by name",
  ),
  limit: optional(
    upToMillion,
    "how many training examples to take, each class by its share; else all",
  ),
});

const inline = mapping({
  inputs: required(rows, "a row of numbers for each example"),
  labels: required(
    rows,
    "a row of targets for each, as wide as the last layer",
  ),
});

const className: Text = {
  kind: "text",
  rule: "must be the name of a class",
  longest: 1000,
};

const classNames: List<typeof className> = {
  kind: "list",
  rule: "must be a list of 2 to 65,536 names of classes",
  of: className,
  least: 2,
  most: 65_536,
};

const idxFiles = mapping({
  images: required(
    path,
    "a file of any shape and kind of numbers, an example to a row",
  ),
  labels: required(path, "a file of their classes, whole numbers from 0"),
});

const idx = mapping({
  idx: required(
    mapping({
      train: required(idxFiles, "what is learned from"),
      test: optional(idxFiles, "what is only scored, once, at the end"),
    }),
    "IDX files on the disk, zipped or not; their paths are from the spec's own file",
  ),
  classes: optional(
    classNames,
    "the names of the classes of IDX files, that of the smallest label first; else the labels themselves",
  ),
  transpose: optional(
    flag,
    "whether IDX files have the rows of each image as columns, as those of EMNIST do; else not",
  ),
});

const folder = mapping({
  folder: required(
    folderPath,
    "a folder of images (PNG, JPEG, GIF, BMP, WebP), one folder in it for each class; each image is resized to inputs.shape, which must be given, whatever its proportions",
  ),
  test: optional(
    openFraction,
    "the share of the images of each class that is only scored, once, at the end, drawn by the seed",
  ),
});

const dataset: Either<
  | typeof datasetName
  | typeof named
  | typeof inline
  | typeof idx
  | typeof folder
  | typeof csv
> = {
  kind: "either",
  rule: datasetName.rule,
  of: [datasetName, named, inline, idx, csv, folder],
};

/** The fields of a spec that say what is learned from, and how it arrives. */
export const dataFields = {
  dataset: optional(
    dataset,
    "what is learned from: a data set by name, rows written in the spec, or files",
  ),
  inputs: defaulted(
    mapping({
      scale: defaulted(
        pair,
        [0, 1],
        "what bytes 0 and 255 become, and 0 and 255 in files of other numbers if it is written; if it is not, bytes up to 1 become 0 and 1, and other numbers are taken as they are",
      ),
      units: optional(
        upToMillion,
        "how many inputs there are, where no data set says it",
      ),
      shape: optional(
        imageShape,
        "the rows, columns and channels of an image, for layers that take images; known for data sets by name",
      ),
      standardize: optional(
        flag,
        "whether inputs get mean 0 and deviation 1: numbers of a table do unless false is written, IDX files and folders of images (all pixels of a channel together) if true is",
      ),
      deskew: optional(
        flag,
        "whether pictures are made upright, by the moments of their ink; else not",
      ),
    }),
    {},
    "how inputs arrive",
  ),
  ...augmentFields,
  labels: defaulted(
    mapping({
      oneHot: defaulted(
        pair,
        [0, 1],
        "the target of the outputs that are wrong, and of the one that is right",
      ),
      from: optional(
        whole(0, MOST, "must be a whole number from 0 to a million"),
        "the smallest label of IDX files, which is class 0; 0 where absent",
      ),
      standardize: optional(
        flag,
        "whether the numbers that a table has as labels get mean 0 and deviation 1 in training; they do where the last activation is identity",
      ),
    }),
    {},
    "how labels become targets",
  ),
};
