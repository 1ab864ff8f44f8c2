/**
 * The types of the parts of a run's record, and functions that check the values
 * of its fields.
 *
 * @module
 */

import { isMapping } from "../format/mod.ts";
import { isImageForm } from "../image/mod.ts";
import type { ValidationFigures } from "../train/mod.ts";

/** The size and the hash of a set of examples, which identify the examples. */
export interface ExamplesRecord {
  /** The number of examples. */
  readonly rows: number;
  /** The number of inputs of each example. */
  readonly columns: number;
  /**
   * The SHA-256 of the examples: of their shapes, their scale and their values;
   * see `examplesSha256`.
   */
  readonly sha256: string;
}

/** The metrics of one fold of a cross-validation. */
export interface FoldFigures extends ValidationFigures {
  /** The number of the fold, counted from 1. */
  readonly fold: number;
  /** The number of held-out examples, which are the examples of the fold. */
  readonly held: number;
  /** The number of training examples. */
  readonly learned: number;
  /** The number of epochs trained, which early stopping can reduce. */
  readonly epochs: number;
  /**
   * In regression with one label: the root of the mean squared error, in the unit of
   * the label.
   */
  readonly rmse?: number | undefined;
  /**
   * In regression: R squared; for several labels, the mean of the R squared of
   * all labels. R squared is absent if, in each label column, all examples
   * of the fold have the same value.
   */
  readonly rSquared?: number | undefined;
}

/** The metrics of a set of examples. */
export interface FiguresRecord {
  /** The mean loss. */
  readonly loss: number;
  /** The fraction of examples that were predicted correctly. The accuracy is absent in regression. */
  readonly accuracy?: number | undefined;
}

/** The facts about a run that is a trial of a sweep. */
export interface TrialRecord {
  /** The number of the trial, counted from 0. */
  readonly index: number;
  /**
   * The values of the spec fields that differ between trials. Each key is the
   * path of a spec field, such as `learningRate`.
   */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The SHA-256 of the trial's spec, computed before the data is loaded. */
  readonly sha256: string;
}

/** The recorded metrics of an epoch. */
export interface EpochRecord extends FiguresRecord {
  /** Milliseconds of training from the start of the run to the end of the epoch. */
  readonly elapsedMs: number;
  /** The metrics of the validation examples, if there are any. */
  readonly validation?: FiguresRecord | undefined;
}

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

/**
 * Whether a value contains the metrics of a set of examples. In JSON, a loss of
 * NaN is null.
 */
const isFigures = (value: unknown): boolean =>
  isMapping(value) && (value.loss === null || isNumber(value.loss)) &&
  isMaybe(isNumber, value.accuracy);

const isFold = (fold: FoldFigures) =>
  isFigures(fold) &&
  [fold.rmse, fold.rSquared].every((score) => isMaybe(isNumber, score)) &&
  [fold.fold, fold.epochs, fold.held, fold.learned].every((n) => isWhole(n));

/** Whether a value has the type `EpochRecord`. */
export function isEpochRecord(value: unknown): value is EpochRecord {
  return isMapping(value) && isFigures(value) && isNumber(value.elapsedMs) &&
    isMaybe(isFigures, value.validation);
}

/**
 * For each field of a record, a function that checks the value of the field.
 * Scores have no check, since they are only printed.
 */
export const recordKinds: Readonly<
  Record<string, (value: unknown) => boolean>
> = {
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
  initialized: (value) =>
    isMaybe((model) => isMapping(model) && isText(model.sha256), value),
  engine: isText,
  caution: (value) => isMaybe(isText, value),
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
