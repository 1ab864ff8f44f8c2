/**
 * A run on record, `run.json`: what was trained, on what, by what, and what it
 * came to; enough to go on with the run, to repeat it and to hold it to its word.
 *
 * @module
 */

import type { TableRecord } from "../dataset/mod.ts";
import { checkSpec, type Spec } from "../spec/mod.ts";
import type { ValidationFigures } from "../train/mod.ts";
import { isMapping, sha256 } from "../format/mod.ts";

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
  };
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

/** Checks what may be a record; the figures are taken as they are. */
export async function decodeRecord(
  text: string,
  path: string,
): Promise<RunRecord> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RunError(`${path} must be JSON: found other text`);
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
  return record as unknown as RunRecord;
}

const isText = (value: unknown) => typeof value === "string";

const isExamples = (value: unknown) =>
  isMapping(value) && Number.isSafeInteger(value.rows) && isText(value.sha256);

/** What the reader relies on. */
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  status: (value) =>
    ["training", "interrupted", "diverged", "failed", "done"]
      .includes(value as string),
  spec: isMapping,
  specSha256: isText,
  seed: Number.isSafeInteger,
  options: (value) =>
    isMapping(value) &&
    ["undefined", "number"].includes(typeof value.limit) &&
    ["undefined", "number"].includes(typeof value.maxMemory) &&
    ["undefined", "string"].includes(typeof value.data) &&
    (value.folders === undefined ||
      Array.isArray(value.folders) && value.folders.every(isText)),
  data: (value) =>
    isMapping(value) && isExamples(value.train) &&
    [value.test, value.validation].every((part) =>
      part === undefined || isExamples(part)
    ),
  engine: isText,
  threads: Number.isSafeInteger,
  versions: isMapping,
  machine: isMapping,
  began: isText,
  epochs: (value) =>
    Array.isArray(value) &&
    value.every((epoch) => isMapping(epoch) && typeof epoch.loss === "number"),
  folds: (value) =>
    value === undefined ||
    Array.isArray(value) &&
      value.every((fold) => isMapping(fold) && Number.isSafeInteger(fold.fold)),
  model: (value) =>
    value === undefined ||
    isMapping(value) && /^[\w.-]+$/.test(`${value.file}`) &&
      isText(value.sha256),
};
