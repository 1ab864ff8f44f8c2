/**
 * What is learned from, as rules: `dataset`, `inputs`, `labels`.
 *
 * @module
 */

import { catalogue, type DatasetName } from "../catalogue.ts";
import { pair, rows, upToMillion } from "./_common_kinds.ts";
import {
  defaulted,
  type Either,
  mapping,
  optional,
  required,
  type Words,
} from "./_kinds.ts";

const datasetNames = Object.keys(catalogue) as DatasetName[];

const datasetName: Words<DatasetName> = {
  kind: "words",
  rule: `must be ${datasetNames.join(", ")}, or inline inputs and labels`,
  words: datasetNames,
};

const inline = mapping({
  inputs: required(rows, "a row of numbers for each example"),
  labels: required(
    rows,
    "a row of targets for each, as wide as the last layer",
  ),
});

const dataset: Either<typeof datasetName | typeof inline> = {
  kind: "either",
  rule: datasetName.rule,
  of: [datasetName, inline],
};

/** The fields of a spec that say what is learned from, and how it arrives. */
export const dataFields = {
  dataset: optional(
    dataset,
    "what is learned from: a data set by name, or rows written in the spec",
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
