/**
 * What the parts of a record must be.
 *
 * @module
 */

import { isMapping } from "../format/mod.ts";
import { isImageForm } from "../image/mod.ts";
import type { EpochRecord, FoldFigures } from "./run_record.ts";

const isText = (value: unknown) => typeof value === "string";
const isWhole = (value: unknown, least = 1) =>
  Number.isSafeInteger(value) && value as number >= least;

const isNumber = (value: unknown) => typeof value === "number";

const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

const isTextMap = (value: unknown) =>
  isMapping(value) && Object.values(value).every(isText);

const isMaybe = (
  is: (value: unknown) => boolean,
  value: unknown,
) => value === undefined || is(value);

const isExamples = (value: unknown) =>
  isMapping(value) && isWhole(value.rows) && isWhole(value.columns) &&
  isText(value.sha256);

/** Figures of an epoch or of what was held out; JSON has null for a loss of NaN. */
const isFigures = (value: unknown): boolean =>
  isMapping(value) && (value.loss === null || isNumber(value.loss)) &&
  isMaybe(isNumber, value.accuracy);

const isFold = (fold: FoldFigures) =>
  isFigures(fold) &&
  [fold.fold, fold.epochs, fold.held, fold.learned].every((n) => isWhole(n));

/** Whether a value is the figures of an epoch, as records and logs have them. */
export function isEpochRecord(value: unknown): value is EpochRecord {
  return isMapping(value) && isFigures(value) && isNumber(value.elapsedMs) &&
    isMaybe(isFigures, value.validation);
}

/** What the reader relies on. */
export const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  status: (value) =>
    ["training", "interrupted", "diverged", "failed", "done"]
      .includes(value as string),
  spec: isMapping,
  specSha256: isText,
  seed: Number.isSafeInteger,
  options: (value) =>
    isMapping(value) && isMaybe((n) => isWhole(n), value.limit) &&
    isMaybe((n) => isWhole(n), value.maxMemory) &&
    isMaybe(isText, value.data) && isMaybe(isTexts, value.folders) &&
    isMaybe((n) => isWhole(n, 0), value.dataSeed),
  trial: (value) =>
    isMaybe((trial) =>
      isMapping(trial) && isWhole(trial.index, 0) &&
      isMapping(trial.settings) && isText(trial.sha256), value),
  data: (value) =>
    isMapping(value) && isText(value.name) && isTexts(value.sources) &&
    isExamples(value.train) && isMaybe(isImageForm, value.form) &&
    [value.test, value.validation].every((part) => isMaybe(isExamples, part)),
  engine: isText,
  threads: isWhole,
  versions: isTextMap,
  machine: isMapping,
  began: isText,
  ended: (value) => isMaybe(isText, value),
  error: (value) => isMaybe(isText, value),
  epochs: (value) => Array.isArray(value) && value.every(isEpochRecord),
  best: (value) => isMaybe((n) => isWhole(n), value),
  classes: (value) => isMaybe(isTexts, value),
  folds: (value) =>
    isMaybe((folds) => Array.isArray(folds) && folds.every(isFold), value),
  model: (value) =>
    isMaybe((model) =>
      isMapping(model) && model.file === "model.safetensors" &&
      isWhole(model.bytes) && isText(model.sha256), value),
};
