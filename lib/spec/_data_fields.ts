/**
 * What is learned from, as rules: `dataset`, `inputs`, `labels`.
 *
 * @module
 */

import { augmentFields } from "./_augment_fields.ts";
import { catalogue, type DatasetName } from "../catalogue.ts";
import {
  flag,
  imageShape,
  MOST,
  pair,
  path,
  rows,
  upToMillion,
} from "./_common_kinds.ts";
import {
  defaulted,
  type Either,
  mapping,
  oneOf,
  optional,
  required,
  whole,
  type Words,
} from "./_kinds.ts";
import { csv } from "./_table_fields.ts";

const datasetNames = Object.keys(catalogue) as DatasetName[];

const datasetName: Words<DatasetName> = {
  kind: "words",
  rule: `must be ${
    datasetNames.join(", ")
  }, { name, limit }, { inputs, labels }, { idx } or { csv, label }`,
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
});

const dataset: Either<
  | typeof datasetName
  | typeof named
  | typeof inline
  | typeof idx
  | typeof csv
> = {
  kind: "either",
  rule: datasetName.rule,
  of: [datasetName, named, inline, idx, csv],
};

/** The fields of a spec that say what is learned from, and how it arrives. */
export const dataFields = {
  dataset: optional(
    dataset,
    "what is learned from: a data set by name, rows written in the spec, or files",
  ),
  inputs: defaulted(
    mapping({
      scale: defaulted(pair, [0, 1], "what bytes 0 and 255 become"),
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
        "whether numbers of a table get mean 0 and deviation 1; else they do",
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
