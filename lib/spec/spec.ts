/**
 * What a spec says, once it has been checked: every default filled in, nothing
 * to change. `schema.ts` is the same as rules; `spec_input.ts` says what may be
 * written for it.
 *
 * @module
 */

import type { DatasetName } from "../catalogue.ts";
import type {
  ClipSpec,
  LossSpec,
  OptimizerSpec,
  RegularizationSpec,
  ScheduleSpec,
} from "../formula/mod.ts";
import type { LayerSpec } from "../layer/mod.ts";
import type { SweepSpec } from "./sweep_spec.ts";

/** The precision of parameters and arithmetic. */
export type Precision = "float32" | "float64";

/** A data set written in the spec itself: a row of each for every example. */
export interface InlineDataset {
  /** What the network sees. */
  readonly inputs: readonly (readonly number[])[];
  /** What it should answer, as wide as the last layer. */
  readonly labels: readonly (readonly number[])[];
}

/** A data set of the catalogue, or a sample of it. */
export interface NamedDataset {
  /** Its name in the catalogue. */
  readonly name: DatasetName;
  /** How many training examples to take, each class by its share; else all. */
  readonly limit?: number | undefined;
}

/** A part of a data set in two IDX files, zipped or not. */
export interface IdxFiles {
  /** The path of an array of any rank and kind, an example to a row of the first dimension. */
  readonly images: string;
  /** The path of the classes of the examples, whole numbers from 0. */
  readonly labels: string;
}

/** A data set in IDX files on the disk; paths are from the spec's own file. */
export interface IdxDataset {
  /** Its files. */
  readonly idx: {
    /** What is learned from. */
    readonly train: IdxFiles;
    /** What is only scored, once, at the end. */
    readonly test?: IdxFiles | undefined;
  };
  /** The names of the classes, that of the smallest label first; else the labels themselves. */
  readonly classes?: readonly string[] | undefined;
  /** Whether the files have the rows of each image as columns; else they have not. */
  readonly transpose?: boolean | undefined;
}

/** A folder of images, one folder in it for each class, named for it. */
export interface FolderDataset {
  /** Its path, from the spec's own file. */
  readonly folder: string;
  /** The share of the images that is only scored, once, at the end; none, where absent. */
  readonly test?: number | undefined;
}

/** How a column is read, where that is said; signs are stripped from its numbers. */
export type ColumnKind =
  | "names"
  | "date"
  | "ignore"
  | "number"
  | { readonly number: string };

/** Rows of a table that are only scored: a share, the last, whole groups or a file. */
export type TableTest =
  | number
  | { readonly file: string }
  | { readonly last: number }
  | { readonly group: string; readonly fraction: number };

/** A table in a CSV file on the disk, its columns named in the first line. */
export interface CsvDataset {
  /** Its path, from the spec's own file. */
  readonly csv: string;
  /** The column to learn: classes, or numbers for mse and huber; of several, numbers. */
  readonly label: string | readonly string[];
  /** The rows that are only scored, once, at the end; none, where absent. */
  readonly test?: TableTest | undefined;
  /** Columns that are read as names, such as a postcode. */
  readonly categorical?: readonly string[] | undefined;
  /** What stands between columns; told from the first lines, where absent. */
  readonly separator?: "auto" | "," | ";" | "\t" | "|" | undefined;
  /** The decimal sign; a point, where absent. */
  readonly decimal?: "." | "," | undefined;
  /** What groups the digits of a number; nothing, where absent. */
  readonly thousands?: "" | "," | "." | " " | "'" | undefined;
  /** Cells without a value. */
  readonly missing?: {
    /** The words for it, case ignored; else the empty cell, NA, N/A, NaN, null and ?. */
    readonly words?: readonly string[] | undefined;
    /** What to do about it; else error. */
    readonly then?: "error" | "drop" | "mean" | undefined;
  } | undefined;
  /** How columns are read, by name; others as their cells look. */
  readonly columns?: { readonly [name: string]: ColumnKind } | undefined;
  /** What to do with a name that no training row has; else error. */
  readonly unseen?: "error" | "zeros" | undefined;
  /** The encoding of the text; UTF-8, where absent. */
  readonly encoding?: "utf-8" | "utf-16" | "windows-1252" | undefined;
}

/** What may be learned from: by name, written in the spec, or on the disk. */
export type DatasetSource =
  | DatasetName
  | NamedDataset
  | InlineDataset
  | IdxDataset
  | CsvDataset
  | FolderDataset;

/** What is held out of the training examples: a share, a file, or each fold once. */
export interface ValidationSpec {
  /** The share that is held out and scored after every epoch. */
  readonly fraction?: number | undefined;
  /** How many folds, each of which is scored by a network that never saw it. */
  readonly folds?: number | undefined;
  /** The column of a table whose equal cells keep rows together, with fraction or folds. */
  readonly group?: string | undefined;
  /** The share at the end of the training examples, held out instead of a drawn one. */
  readonly last?: number | undefined;
  /** Another table to validate on, its path from the spec's own file. */
  readonly file?: string | undefined;
}

/**
 * What the loss and the gradient of an example are multiplied by, by its class.
 * `balanced`: the number of examples, divided by the number of classes and by
 * the number of examples of the class, counted over what is learned from.
 */
export type ClassWeights = "balanced" | {
  /** The weight of a class by its name. */
  readonly [name: string]: number;
};

/** The figures of an epoch that early stopping may watch. */
export type EpochMetric =
  | "loss"
  | "accuracy"
  | "validationLoss"
  | "validationAccuracy";

/** Whose weights are kept, and when a run ends before its last epoch. */
export interface EarlyStoppingSpec {
  /** The figure that tells which epoch was the best. */
  readonly metric: EpochMetric;
  /** How many epochs without a better one end the run. */
  readonly patience: number;
}

/** How far pictures are bent, as if written by another hand. */
export interface ElasticSpec {
  /** How far: what displacements, from -1 to 1 before they are smoothed, are multiplied by. */
  readonly alpha: number;
  /** How smoothly: the deviation in pixels of the Gaussian that smooths them. */
  readonly sigma: number;
}

/**
 * How far pictures may be distorted, each anew in every epoch. Where the host has
 * workers (Deno and web pages, also in a bundle), they distort the next epoch's
 * pictures while the network trains; elsewhere, as in Node.js, the calling thread
 * distorts before each epoch. The bits are the same.
 */
export interface AugmentSpec {
  /** Up to so many pixels across, and so many down. */
  readonly shift?: number | undefined;
  /** Up to so many degrees either way. */
  readonly rotate?: number | undefined;
  /** Rows move aside by up to this much of their distance from the middle. */
  readonly shear?: number | undefined;
  /** Wider and higher or less so, each by up to this share. */
  readonly scale?: number | undefined;
  /** Bent, by smooth fields of displacements. */
  readonly elastic?: ElasticSpec | undefined;
}

/** When a run's place is saved; both may be given. */
export interface CheckpointSpec {
  /** After so many epochs. */
  readonly epochs?: number | undefined;
  /** After so many seconds of training. */
  readonly seconds?: number | undefined;
}

/** A checked spec, with every default in its place. */
export interface Spec {
  /** The version of the spec language. */
  readonly version: 1;
  /** The network's name, also that of its folder under `runs/`. */
  readonly name: string;
  /** What the spec is for, in words. */
  readonly description?: string | undefined;
  /** What is learned from; absent where a program hands the data over. */
  readonly dataset?: DatasetSource | undefined;
  /** How inputs arrive. */
  readonly inputs: {
    /** What bytes 0 and 255 become. */
    readonly scale: readonly [number, number];
    /** How many inputs there are, where no data set says it. */
    readonly units?: number | undefined;
    /** `[rows, columns, channels]` of an image, for layers that take images. */
    readonly shape?: readonly number[] | undefined;
    /** Whether inputs get mean 0 and deviation 1; where absent, they do not. */
    readonly standardize?: boolean | undefined;
    /** Whether pictures are made upright; they are not, where absent. */
    readonly deskew?: boolean | undefined;
  };
  /** How pictures are distorted before they are learned from; not at all, where absent. */
  readonly augment?: AugmentSpec | undefined;
  /** How labels become targets. */
  readonly labels: {
    /** The target of the outputs that are wrong, and of the one that is right. */
    readonly oneHot: readonly [number, number];
    /** The smallest label of IDX files, which is class 0; 0 where absent. */
    readonly from?: number | undefined;
    /** Whether the numbers that a table has as labels are standardized in training. */
    readonly standardize?: boolean | undefined;
  };
  /** The layers in order, without the input layer. */
  readonly layers: readonly LayerSpec[];
  /** What is made small. */
  readonly loss: LossSpec;
  /** How much each class counts in training; all the same, where absent. */
  readonly classWeights?: ClassWeights | undefined;
  /** How a slope becomes a step. */
  readonly optimizer: OptimizerSpec;
  /** To what the mean slopes of a step are cut; as they are, where absent. */
  readonly clip?: ClipSpec | undefined;
  /** What keeps weights and biases small; nothing, where absent. */
  readonly regularization?: RegularizationSpec | undefined;
  /** The length of a step down the gradient, or how it changes. */
  readonly learningRate: number | ScheduleSpec;
  /** How many examples make a step; `full` is all of them. */
  readonly batchSize: number | "full";
  /** How many times every example is learned from. */
  readonly epochs: number;
  /** Whether each epoch has an order of its own. */
  readonly shuffle: boolean;
  /** What all chance in a run follows from. */
  readonly seed: number;
  /** The precision of parameters and arithmetic. */
  readonly precision: Precision;
  /** What is held out of the training examples; nothing, where absent. */
  readonly validation?: ValidationSpec | undefined;
  /** When to stop; after the last epoch and with its weights, where absent. */
  readonly earlyStopping?: EarlyStoppingSpec | undefined;
  /** When a run's place is saved; only when it is interrupted, where absent. */
  readonly checkpoint?: CheckpointSpec | undefined;
  /** Many trials of it, which are trained in place of it; none, where absent. */
  readonly sweep?: SweepSpec | undefined;
}
