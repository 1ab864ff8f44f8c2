/**
 * The types of a checked spec: read-only, with every default filled in. The
 * allowed values and the defaults are in `schema.ts`. The types of a spec before
 * the check are in `spec_input.ts`; there, fields with a default may be absent.
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

/** A data set written in the spec, with a row of inputs and a row of labels for each example. */
export interface InlineDataset {
  /** The inputs: one row of numbers for each example. */
  readonly inputs: readonly (readonly number[])[];
  /** The targets: for each example, a row with one number for each unit of the last layer. */
  readonly labels: readonly (readonly number[])[];
}

/** A data set of the catalogue, or a random sample of its training examples. */
export interface NamedDataset {
  /** The name of the data set in the catalogue. */
  readonly name: DatasetName;
  /** The number of training examples to use; each class keeps its proportion (default: all). */
  readonly limit?: number | undefined;
}

/** The two IDX files of a training set or of a test set, gzipped or not. */
export interface IdxFiles {
  /** The path of the IDX file with the inputs. The first dimension of the array is the number of examples. */
  readonly images: string;
  /** The path of the IDX file with the class labels, whole numbers from 0. */
  readonly labels: string;
}

/** A data set in IDX files on the disk; paths are relative to the spec file. */
export interface IdxDataset {
  /** The files of the training set and of the test set. */
  readonly idx: {
    /** The training set. */
    readonly train: IdxFiles;
    /** The test set, scored once, after training (default: none). */
    readonly test?: IdxFiles | undefined;
  };
  /** The names of the classes, in the order of the labels (default: the labels). */
  readonly classes?: readonly string[] | undefined;
  /** Transpose each image, for files that store images column by column (default: false). */
  readonly transpose?: boolean | undefined;
}

/** A folder of images with one subfolder for each class; the subfolder's name is the class. */
export interface FolderDataset {
  /** The path of the folder, relative to the spec file. */
  readonly folder: string;
  /** The fraction of the images held out as the test set, scored once, after training (default: none). */
  readonly test?: number | undefined;
}

/**
 * The type of a column of a table. `{ number: "$ %" }` reads numbers and
 * removes the symbols `$` and `%` before or after each number.
 */
export type ColumnKind =
  | "names"
  | "date"
  | "ignore"
  | "number"
  | { readonly number: string };

/**
 * The test set of a table: a fraction of the rows, the rows of another file, the
 * last rows, or whole groups of rows.
 */
export type TableTest =
  | number
  | { readonly file: string }
  | { readonly last: number }
  | { readonly group: string; readonly fraction: number };

/** A table in a CSV file on the disk, with the names of the columns in its first line. */
export interface CsvDataset {
  /** The path of the file, relative to the spec file. */
  readonly csv: string;
  /**
   * The column to predict: classes, or numbers if the loss is mse or huber. If
   * there are several columns to predict, all of them must contain numbers.
   */
  readonly label: string | readonly string[];
  /** The test set, scored once, after training (default: none). */
  readonly test?: TableTest | undefined;
  /** Columns of numbers that are read as names (categories), such as a postcode. */
  readonly categorical?: readonly string[] | undefined;
  /** The separator between columns; `auto` detects the separator from the first lines (default: auto). */
  readonly separator?: "auto" | "," | ";" | "\t" | "|" | undefined;
  /** The decimal separator (default: "."). */
  readonly decimal?: "." | "," | undefined;
  /** The thousands separator (default: "", none). */
  readonly thousands?: "" | "," | "." | " " | "'" | undefined;
  /** The handling of missing values. */
  readonly missing?: {
    /** The texts of cells that mark a missing value, in upper or lower case (default: the empty cell, NA, N/A, NaN, null and ?). */
    readonly words?: readonly string[] | undefined;
    /**
     * The handling of a missing value: refuse the table, drop the row, or use
     * the column's mean (default: error).
     */
    readonly then?: "error" | "drop" | "mean" | undefined;
  } | undefined;
  /** The types of columns, by column name; the type of any other column is detected from its cells. */
  readonly columns?: { readonly [name: string]: ColumnKind } | undefined;
  /**
   * The handling of a category that is not in the training rows: report an
   * error, or set all inputs of the column to 0 (default: error).
   */
  readonly unseen?: "error" | "zeros" | undefined;
  /** The text encoding of the file (default: utf-8). */
  readonly encoding?: "utf-8" | "utf-16" | "windows-1252" | undefined;
}

/** A data set: a name of the catalogue, rows in the spec, or files on the disk. */
export type DatasetSource =
  | DatasetName
  | NamedDataset
  | InlineDataset
  | IdxDataset
  | CsvDataset
  | FolderDataset;

/** The validation set, or the folds of a cross-validation. */
export interface ValidationSpec {
  /** The fraction of the training examples held out for validation, stratified by class. */
  readonly fraction?: number | undefined;
  /** The number of folds of a cross-validation; the examples of each fold validate a network trained on the other folds. */
  readonly folds?: number | undefined;
  /** With `fraction` or `folds`: the column with the group of each row; the rows of a group stay in the same set. */
  readonly group?: string | undefined;
  /** The fraction of the training examples held out for validation, from the end of the training set. */
  readonly last?: number | undefined;
  /** The path of another table that is used as the validation set; the path is relative to the spec file. */
  readonly file?: string | undefined;
}

/**
 * Class weights: the loss and the gradient of an example are multiplied by the
 * weight of its class. With n training examples and k classes, `balanced` gives a
 * class of m examples the weight n / (k m).
 */
export type ClassWeights = "balanced" | {
  /** The weight of each class, by the name of the class (default: 1 for each class). */
  readonly [name: string]: number;
};

/** The metrics that early stopping can monitor. */
export type EpochMetric =
  | "loss"
  | "accuracy"
  | "validationLoss"
  | "validationAccuracy";

/** Early stopping: training stops when a metric no longer improves, and keeps the best weights. */
export interface EarlyStoppingSpec {
  /** The metric that decides which epoch is the best. */
  readonly metric: EpochMetric;
  /** The number of epochs without improvement after which training stops. */
  readonly patience: number;
}

/** Elastic distortion of images, which imitates differences in handwriting (Simard et al., 2003). */
export interface ElasticSpec {
  /** The strength: the factor that multiplies the smoothed random displacements, in pixels. */
  readonly alpha: number;
  /** The smoothness: the standard deviation of the Gaussian filter of the displacements, in pixels. */
  readonly sigma: number;
}

/**
 * Random distortion of training images, new in every epoch. In Deno and in web
 * pages (also in a bundle), workers distort the images of the next epoch during
 * training. In Node.js, the main thread distorts the images before each epoch. The
 * distorted images have the same bits in Deno, in web pages and in Node.js.
 */
export interface AugmentSpec {
  /** The largest horizontal and vertical shift, in pixels. */
  readonly shift?: number | undefined;
  /** The largest rotation in either direction, in degrees. */
  readonly rotate?: number | undefined;
  /** The largest shear: the sideways shift of a row, as a fraction of its distance from the center. */
  readonly shear?: number | undefined;
  /** The largest change of width and of height, as a fraction: 0.1 allows up to 10 %. */
  readonly scale?: number | undefined;
  /** Elastic distortion, by a smooth random field of displacements. */
  readonly elastic?: ElasticSpec | undefined;
}

/** The interval between two checkpoints. Both `epochs` and `seconds` may be set. */
export interface CheckpointSpec {
  /** The number of epochs between checkpoints. */
  readonly epochs?: number | undefined;
  /** The number of seconds of training between checkpoints. */
  readonly seconds?: number | undefined;
}

/** The model that gives a network its initial weights. */
export interface InitializeSpec {
  /** The path of a model file or of the folder of a run, relative to the spec file. */
  readonly from: string;
}

/** A checked spec, with every default filled in. */
export interface Spec {
  /** The version of the spec language. */
  readonly version: 1;
  /** The name of the network, and of its folder in `runs/`. */
  readonly name: string;
  /** Free text about the spec. */
  readonly description?: string | undefined;
  /** The data set; absent if a program passes the examples to `train`. */
  readonly dataset?: DatasetSource | undefined;
  /** The preprocessing of inputs. */
  readonly inputs: {
    /** The numbers that the bytes 0 and 255 are scaled to. */
    readonly scale: readonly [number, number];
    /** The number of inputs; required only without a data set and without `inputs.shape`. */
    readonly units?: number | undefined;
    /** The shape of an image, `[rows, columns, channels]`, for layers that take images. */
    readonly shape?: readonly number[] | undefined;
    /** Standardize inputs to mean 0 and standard deviation 1 (default: true for numeric columns of a table, false otherwise). */
    readonly standardize?: boolean | undefined;
    /**
     * Deskew images: shear each image so that its drawing is upright (default:
     * false). The shear is computed from the image moments.
     */
    readonly deskew?: boolean | undefined;
  };
  /** Random distortion of training images, new in every epoch (default: none). */
  readonly augment?: AugmentSpec | undefined;
  /** The conversion of labels to targets. */
  readonly labels: {
    /**
     * The two target values of a one-hot encoding: the first value for the
     * wrong classes, the second value for the correct class.
     */
    readonly oneHot: readonly [number, number];
    /** The smallest label in IDX files, which becomes class 0 (default: 0). */
    readonly from?: number | undefined;
    /** For a table: standardize numeric labels during training. */
    readonly standardize?: boolean | undefined;
  };
  /** The layers in order, without the input layer. */
  readonly layers: readonly LayerSpec[];
  /** The loss function. */
  readonly loss: LossSpec;
  /** The weight of each class in the training loss (default: 1 for every class). */
  readonly classWeights?: ClassWeights | undefined;
  /** The optimizer. */
  readonly optimizer: OptimizerSpec;
  /** Gradient clipping (default: none). */
  readonly clip?: ClipSpec | undefined;
  /**
   * Regularization of weights and biases (default: none). The reported loss does
   * not include the penalties.
   */
  readonly regularization?: RegularizationSpec | undefined;
  /** The learning rate: a number, or a schedule. */
  readonly learningRate: number | ScheduleSpec;
  /** The number of examples in a batch; `full` is the whole training set. */
  readonly batchSize: number | "full";
  /** The number of passes over the training set. */
  readonly epochs: number;
  /** Shuffle the training examples in each epoch. */
  readonly shuffle: boolean;
  /** The random seed. */
  readonly seed: number;
  /** The model that gives the network its initial weights (default: random weights). */
  readonly initialize?: InitializeSpec | undefined;
  /** The precision of parameters and arithmetic. */
  readonly precision: Precision;
  /** Examples held out of the training set for validation (default: none). */
  readonly validation?: ValidationSpec | undefined;
  /** Early stopping (default: none; training keeps the weights of the last epoch). */
  readonly earlyStopping?: EarlyStoppingSpec | undefined;
  /** The interval between two checkpoints (default: a checkpoint is saved only if the training is interrupted). */
  readonly checkpoint?: CheckpointSpec | undefined;
  /** The trials that the command `sweep` trains (default: none). */
  readonly sweep?: SweepSpec | undefined;
}
