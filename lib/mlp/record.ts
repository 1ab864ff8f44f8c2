/**
 * A run on record, `run.json`: what was trained, on what, by what, and what it
 * came to; enough to go on with the run, to repeat it and to hold it to its word.
 *
 * @module
 */

import { planNetwork } from "../network/mod.ts";
import type { TableRecord } from "../dataset/mod.ts";
import { checkSpec, type Spec } from "../spec/mod.ts";
import type { ValidationFigures } from "../train/mod.ts";
import { isMapping, parseJson, sha256 } from "../format/mod.ts";
import { type ImageForm, isImageForm } from "../image/mod.ts";

/** How far a run came. */
export type RunStatus =
  | "training"
  | "interrupted"
  | "diverged"
  | "failed"
  | "done";

/** Examples, by what they are known again. */
export interface ExamplesRecord {
  /** How many there are. */
  readonly rows: number;
  /** How wide each is. */
  readonly columns: number;
  /** Of shapes, scale and numbers; see `examplesSha256`. */
  readonly sha256: string;
}

/** A network that learned from all folds but one, scored on that one. */
export interface FoldFigures extends ValidationFigures {
  /** The fold that was held out, from 1. */
  readonly fold: number;
  /** How many examples it has. */
  readonly held: number;
  /** How many were learned from. */
  readonly learned: number;
  /** How many epochs that took: fewer than planned with early stopping. */
  readonly epochs: number;
}

/** Figures of examples; where answers are numbers, no share of them is right. */
export interface FiguresRecord {
  /** Their mean loss. */
  readonly loss: number;
  /** The share of them that was answered right. */
  readonly accuracy?: number | undefined;
}

/** The figures of an epoch, on record. */
export interface EpochRecord extends FiguresRecord {
  /** Milliseconds of training from the beginning of the run to the epoch's end. */
  readonly elapsedMs: number;
  /** Of the examples that are held out, where some are. */
  readonly validation?: FiguresRecord | undefined;
}

/** What `run.json` holds. */
export interface RunRecord {
  /** The version of what it means. */
  readonly version: 1;
  /** How far the run came. */
  readonly status: RunStatus;
  /** What went wrong, where something did. */
  readonly error?: string | undefined;
  /** The spec, with every default in its place. */
  readonly spec: Spec;
  /** The SHA-256 of the spec as JSON without spaces. */
  readonly specSha256: string;
  /** The spec's seed, where a reader looks for it. */
  readonly seed: number;
  /** What the command line said beside the spec. */
  readonly options: {
    /** How many training examples were taken. */
    readonly limit?: number | undefined;
    /** How many bytes training may take, where that is not the usual. */
    readonly maxMemory?: number | undefined;
    /** The folder the data set's files came from. */
    readonly data?: string | undefined;
    /** The folder that paths of the spec are from, and another they may lead into. */
    readonly folders?: readonly string[] | undefined;
  };
  /** What was learned from and scored on. */
  readonly data: {
    readonly name: string;
    readonly sources: readonly string[];
    readonly train: ExamplesRecord;
    readonly test?: ExamplesRecord | undefined;
    readonly validation?: ExamplesRecord | undefined;
    /**
     * The rows of a table. A run that began before there was this has folds that
     * are standardized from numbers in the network's precision.
     */
    readonly table?: TableRecord | undefined;
    /** How the training images look; a run that began before there was this has none. */
    readonly form?: ImageForm | undefined;
    /** The least and the largest number learned from, where they are not usual bytes. */
    readonly range?: readonly [number, number] | undefined;
    /** Whether `inputs.scale` was applied to numbers that are no bytes. */
    readonly isScaled?: true | undefined;
  };
  /** The model file whose weights the run started with, if the spec names one. */
  readonly initialized?: { readonly sha256: string } | undefined;
  /** What did the arithmetic. */
  readonly engine: string;
  /** On how many threads; the bits do not depend on it. */
  readonly threads: number;
  /** Of this package and of what it ran on. */
  readonly versions: Readonly<Record<string, string>>;
  /** What it ran on. */
  readonly machine: {
    readonly os: string;
    readonly arch: string;
    readonly cores: number;
  };
  /** When it began, and when it last ended, in ISO 8601. */
  readonly began: string;
  readonly ended?: string | undefined;
  /** With folds, those that are scored. */
  readonly folds?: readonly FoldFigures[] | undefined;
  /** The figures of each epoch; while it trains they are in `log.jsonl`. */
  readonly epochs: readonly EpochRecord[];
  /** With early stopping, the epoch whose weights were kept, from 1. */
  readonly best?: number | undefined;
  /** What the network scored, and on what, where answers are classes. */
  readonly score?: Readonly<Record<string, unknown>> | undefined;
  /** How near its answers are, and on what, where they are numbers. */
  readonly regression?: object | undefined;
  /** What its answers are worth as probabilities, where they are any. */
  readonly logLoss?: number | undefined;
  readonly calibrationError?: number | undefined;
  /** Rows are labels, columns are guesses. */
  readonly confusion?: readonly (readonly number[])[] | undefined;
  /** The classes in the order of rows and columns. */
  readonly classes?: readonly string[] | undefined;
  /** Precision, recall and F1 of each, and their means. */
  readonly classScores?: readonly object[] | undefined;
  readonly meanScore?: object | undefined;
  /** The saved network. */
  readonly model?: {
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
  } | undefined;
}

/** A folder that is no run, or a run that cannot be used as was asked. */
export class RunError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "RunError";
}

/** The SHA-256 by which a spec is known again. */
export async function specSha256(spec: Spec): Promise<string> {
  return await sha256(JSON.stringify(spec));
}

/**
 * Checks what may be a record: that its parts are what the readers of records
 * rely on, and agree with its spec. Scores are taken as they are.
 *
 * @param bytes JSON in UTF-8.
 * @param path What they are of.
 * @throws {RunError} If they are no record, or one that was changed.
 * @throws {SpecError} If its spec is none.
 */
export async function decodeRecord(
  bytes: Uint8Array,
  path: string,
): Promise<RunRecord> {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (cause) {
    throw new RunError(`${path} ${(cause as Error).message}`, { cause });
  }
  const record = isMapping(value) ? value : {};
  if (record.version !== 1) {
    throw new RunError(
      `${path} must be a run's record of version 1: found ${
        typeof record.version === "number"
          ? `version ${record.version}`
          : "something else"
      }`,
    );
  }
  const wrong = Object.keys(KINDS).find((key) => !KINDS[key](record[key]));
  if (wrong !== undefined) {
    throw new RunError(`${path} must have ${wrong}: found it damaged`);
  }
  const hash = await sha256(JSON.stringify(record.spec));
  const { spec, seed, options } = record as unknown as RunRecord;
  if (hash !== record.specSha256 || seed !== spec.seed) {
    throw new RunError(
      `${path} must have the spec and the seed that the run began with: found them changed`,
    );
  }
  const { maxMemory } = options;
  checkSpec(spec, { source: path, maxMemory }); // it stays as written, for its hash
  mustAgree(record as unknown as RunRecord, path);
  return record as unknown as RunRecord;
}

/** Holds what is on record to the spec and to the rows it was learned from. */
function mustAgree(
  { spec, epochs, best, folds = [], data, classes, initialized }: RunRecord,
  path: string,
): void {
  const { rows, columns } = data.train, count = spec.validation?.folds ?? 0;
  const known = new Set(folds.map(({ fold }) => fold));
  const facts: Readonly<Record<string, boolean>> = {
    [`at most the ${spec.epochs} epochs of its spec`]:
      epochs.length <= spec.epochs,
    "the SHA-256 of the model that its spec starts from":
      (initialized !== undefined) === (spec.initialize !== undefined),
    "a best epoch among its epochs": best === undefined ||
      epochs.length === 0 || best <= epochs.length,
    [`each of the ${count} folds of its spec at most once, of the ${rows} rows`]:
      known.size === folds.length &&
      folds.every(({ fold, held, learned, epochs }) =>
        fold <= count && held + learned === rows && epochs <= spec.epochs
      ),
    [`rows of ${spec.inputs.units} columns, as its spec has inputs`]:
      spec.inputs.units === undefined || spec.inputs.units === columns,
    "at most as many classes as the spec has outputs or two": !classes ||
      classes.length <= Math.max(2, planNetwork(spec, columns).outputs),
  };
  const wrong = Object.keys(facts).find((fact) => !facts[fact]);
  if (wrong !== undefined) {
    throw new RunError(`${path} must have ${wrong}: found others`);
  }
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
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  status: (value) =>
    ["training", "interrupted", "diverged", "failed", "done"]
      .includes(value as string),
  spec: isMapping,
  specSha256: isText,
  seed: Number.isSafeInteger,
  options: (value) =>
    isMapping(value) && isMaybe((n) => isWhole(n), value.limit) &&
    isMaybe((n) => isWhole(n), value.maxMemory) &&
    isMaybe(isText, value.data) && isMaybe(isTexts, value.folders),
  data: (value) =>
    isMapping(value) && isText(value.name) && isTexts(value.sources) &&
    isExamples(value.train) && isMaybe(isImageForm, value.form) &&
    [value.test, value.validation].every((part) => isMaybe(isExamples, part)),
  initialized: (value) =>
    isMaybe((model) => isMapping(model) && isText(model.sha256), value),
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
