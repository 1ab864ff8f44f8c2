/**
 * What is learned from, as rules: `dataset`, `inputs`, `labels`.
 *
 * @module
 */

import { catalogue, type DatasetName } from "../catalogue.ts";
import { pair, path, rows, upToMillion } from "./_common_kinds.ts";
import {
  defaulted,
  type Either,
  mapping,
  oneOf,
  optional,
  required,
  type Words,
} from "./_kinds.ts";

const datasetNames = Object.keys(catalogue) as DatasetName[];

const datasetName: Words<DatasetName> = {
  kind: "words",
  rule: `must be ${
    datasetNames.join(", ")
  }, { name, limit }, { inputs, labels } or { idx }`,
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
  typeof datasetName | typeof named | typeof inline | typeof idx
> = {
  kind: "either",
  rule: datasetName.rule,
  of: [datasetName, named, inline, idx],
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
    }),
    {},
    "how inputs arrive",
  ),
  labels: defaulted(
    mapping({
      oneHot: defaulted(
        pair,
        [0, 1],
        "the target of the outputs that are wrong, and of the one that is right",
      ),
    }),
    {},
    "how labels become targets",
  ),
};
