/**
 * A run on record, `run.json`: what was trained, on what, by what, and what it
 * came to; enough to go on with the run, to repeat it and to hold it to its word.
 *
 * @module
 */

import type { TableRecord } from "../dataset/mod.ts";
import type { ImageForm } from "../image/mod.ts";
import type { Spec } from "../spec/mod.ts";
import type { ValidationFigures } from "../train/mod.ts";

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

/** What a run is in a sweep. */
export interface TrialRecord {
  /** Its number, from 0. */
  readonly index: number;
  /** The fields that differ from trial to trial, by their paths. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The SHA-256 of its spec as it was before data was read. */
  readonly sha256: string;
}

/** What `run.json` holds. */
export interface RunRecord {
  /** The version of what it means. */
  readonly version: 1;
  /** How far the run came. */
  readonly status: RunStatus;
  /** Which trial of a sweep it is. */
  readonly trial?: TrialRecord | undefined;
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
    /** The seed that the data is drawn by, where that is not the spec's. */
    readonly dataSeed?: number | undefined;
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
