/**
 * The schema of the data fields: `dataset`, `inputs` and `labels`.
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
    "the name of the data set",
  ),
  limit: optional(
    upToMillion,
    "the number of training examples to use; each class keeps its proportion (default: all)",
  ),
});

const inline = mapping({
  inputs: required(rows, "the inputs: one row of numbers for each example"),
  labels: required(
    rows,
    "the targets: for each example, a row with one number for each unit of the last layer",
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
    "an IDX file of inputs: an array of any shape and number type; the first dimension is the number of examples",
  ),
  labels: required(
    path,
    "an IDX file of class labels, which are whole numbers from 0",
  ),
});

const idx = mapping({
  idx: required(
    mapping({
      train: required(idxFiles, "the training set"),
      test: optional(
        idxFiles,
        "the test set, on which the trained network is evaluated once",
      ),
    }),
    "IDX files, gzipped or not; paths are relative to the spec file",
  ),
  classes: optional(
    classNames,
    "the names of the classes of IDX files, in the order of the labels (default: the label numbers, such as 0 and 1)",
  ),
  transpose: optional(
    flag,
    "transpose the images of IDX files, which is needed for EMNIST (default: false)",
  ),
});

const folder = mapping({
  folder: required(
    folderPath,
    "a folder of images (PNG, JPEG, GIF, BMP, WebP) with one subfolder for each class; inputs.shape is required, and each image is resized to this shape",
  ),
  test: optional(
    openFraction,
    "the test set, on which the trained network is evaluated once: the fraction of the images of each class, drawn at random with the seed",
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

/** The spec fields that describe the data set and its preprocessing. */
export const dataFields = {
  dataset: optional(
    dataset,
    "the data set: its name, rows of numbers written in the spec, or files",
  ),
  inputs: defaulted(
    mapping({
      scale: defaulted(
        pair,
        [0, 1],
        "the two numbers to which the bytes 0 and 255 are scaled; if the field is omitted, the bytes are scaled only if the largest byte is over 1",
      ),
      units: optional(
        upToMillion,
        "the number of inputs; required only if the spec has neither a data set nor inputs.shape",
      ),
      shape: optional(
        imageShape,
        "the shape of an image, for layers that take images; not needed for a data set with a name, such as mnist",
      ),
      standardize: optional(
        flag,
        "standardize inputs to mean 0 and standard deviation 1 (default: true for numeric columns of a table, false for IDX files and folders of images); images are standardized per channel",
      ),
      deskew: optional(
        flag,
        "deskew images: shear each image so that its drawing is upright; the shear is computed from the image moments (default: false)",
      ),
    }),
    {},
    "the preprocessing of inputs",
  ),
  ...augmentFields,
  labels: defaulted(
    mapping({
      oneHot: defaulted(
        pair,
        [0, 1],
        "the two target values of a one-hot encoding: the first for the wrong classes, the second for the right class",
      ),
      from: optional(
        whole(0, MOST, "must be a whole number from 0 to a million"),
        "the smallest label in IDX files, which becomes class 0 (default: 0)",
      ),
      standardize: optional(
        flag,
        "standardize numeric labels of a table in training (default: true if the last activation is identity)",
      ),
    }),
    {},
    "the conversion of labels to targets",
  ),
};
