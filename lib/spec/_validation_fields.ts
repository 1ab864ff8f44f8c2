/**
 * What is held out, and when to stop, as rules.
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
    "the share that is held out, each class by its part, and scored after every epoch",
  ),
  folds: optional(
    whole(2, 100, "must be a whole number from 2 to 100"),
    "how many folds, each scored by a network that never saw it; then one learns from all",
  ),
  group: optional(
    column,
    "with fraction or folds, the column of a table whose equal cells keep rows together",
  ),
  last: optional(
    openFraction,
    "the share at the end of the training examples, held out instead of a drawn one",
  ),
  file: optional(path, "another table with the same columns to validate on"),
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
    "the figure that tells which epoch was the best",
  ),
  patience: defaulted(
    upToMillion,
    5,
    "how many epochs without a better one end the run",
  ),
});

/** The fields of a spec that say how a network is judged while it learns. */
export const validationFields = {
  validation: optional(
    validation,
    "what is held out of the training examples; where absent, nothing",
  ),
  earlyStopping: optional(
    earlyStopping,
    "keeps the weights of the best epoch; where absent, of the last one",
  ),
};
