/**
 * The schema of `validation` and `earlyStopping`.
 *
 * @module
 */

import { openFraction, path, upToMillion } from "./_common_kinds.ts";
import { defaulted, mapping, oneOf, optional, whole } from "./_kinds.ts";
import { column } from "./_table_fields.ts";
import type { EpochMetric } from "./spec.ts";

const fields = {
  fraction: optional(
    openFraction,
    "the fraction of the training examples to hold out, stratified by class; the network is evaluated on these examples after every epoch",
  ),
  folds: optional(
    whole(2, 100, "must be a whole number from 2 to 100"),
    "the number of folds of cross-validation: for each fold, a network is trained on the other folds and evaluated on this fold; then one network is trained on all examples",
  ),
  group: optional(
    column,
    "the column with the group of each row, for use with `fraction` or `folds`: a group is never split between training and validation",
  ),
  last: optional(
    openFraction,
    "the fraction of the training examples held out for validation: the last examples, not random examples",
  ),
  file: optional(
    path,
    "the path of a CSV file that has the validation set and the same columns as the training file",
  ),
};

const validation = { ...mapping(fields), filled: true } as const;

const earlyStopping = mapping({
  metric: defaulted(
    oneOf<EpochMetric>({
      loss: true,
      accuracy: true,
      validationLoss: true,
      validationAccuracy: true,
    }),
    "validationLoss",
    "the metric that decides which epoch is the best",
  ),
  patience: defaulted(
    upToMillion,
    5,
    "the number of epochs without improvement after which training stops",
  ),
});

/** The spec fields that configure validation and early stopping. */
export const validationFields = {
  validation: optional(
    validation,
    "examples held out of the training set for validation (default: none)",
  ),
  earlyStopping: optional(
    earlyStopping,
    "stop training when the metric does not improve, and keep the weights of the best epoch (default: none; the weights of the last epoch are kept)",
  ),
};
