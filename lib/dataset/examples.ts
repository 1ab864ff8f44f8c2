/**
 * Examples: the inputs and targets of a network.
 *
 * @module
 */

import type { Column } from "./columns.ts";
import { argmax, HALF, type Numbers, type Task } from "../formula/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { ImageForm } from "../image/mod.ts";
import type { LabelScale } from "./label_scale.ts";
import type { ExampleFacts } from "../spec/mod.ts";

/** Inputs and targets: row `b` of `inputs` belongs to row `b` of `targets`. */
export interface Examples {
  /** The inputs, one row per example. */
  readonly inputs: Frame | ByteFrame;
  /** The targets, with one row per example and one column per output. */
  readonly targets: Frame;
  /**
   * The weight of each example: a factor for the loss and the gradient of the
   * example in training; default: 1. The loss and the gradient of a batch are
   * divided by the size of the batch, not by the sum of weights.
   */
  readonly weights?: Numbers | undefined;
}

/**
 * A record of a table, made when a network is first trained on the table. A
 * later run uses this record to find the same test rows, even if rows were
 * added at the end of the table.
 */
export interface TableRecord {
  /** The number of rows. */
  readonly rows: number;
  /**
   * The SHA-256 of the decoded values of the columns: numbers, or indexes of
   * names.
   */
  readonly sha256: string;
  /** The test rows as a base64 bit mask, lowest bit first. */
  readonly test?: string | undefined;
}

/**
 * The training rows of a table, which cross-validation can split into folds.
 * The means and standard deviations of the columns are computed again for each
 * fold, from the training rows of the fold.
 */
export interface TableRows {
  /** The record of the table. */
  readonly record: TableRecord;
  /** The group of each row, if validation keeps the rows of a group together. */
  readonly groups: Uint32Array | undefined;
  /**
   * Splits the rows; the means and standard deviations of the columns are
   * computed only from the rows that are not held out.
   *
   * @param held The indexes of the rows to hold out, ascending.
   */
  split(
    held: Uint32Array,
  ): { readonly train: Examples; readonly held: Examples };
}

/** A data set in memory. */
export interface Dataset {
  /**
   * The name of a data set in `catalogue.ts`, such as `mnist`; otherwise
   * `inline`, `csv`, `idx` or `folder`.
   */
  readonly name: string;
  /** The training examples. */
  readonly train: Examples;
  /** The test examples, which are scored once after training; absent for inline data. */
  readonly test?: Examples;
  /**
   * The validation examples, if the spec's `validation` has the field `last`, the
   * field `file`, or both fields `group` and `fraction`.
   */
  readonly validation?: Examples;
  /** The class names in the order of the outputs, for one-hot targets. */
  readonly classes?: readonly string[];
  /** The width and height in pixels, if the inputs are grayscale images. */
  readonly image?: { readonly width: number; readonly height: number };
  /**
   * A description of the training images, if they are grayscale images stored
   * as bytes, of at least 8 x 8 pixels.
   */
  readonly form?: ImageForm;
  /**
   * True if the inputs are bytes but not grayscale images; `inputs.scale` applies
   * to all bytes.
   */
  readonly bytes?: true;
  /**
   * The input columns of a table; the mean and deviation, or the names, of each
   * column are used to encode its cells as inputs.
   */
  readonly columns?: readonly Column[];
  /**
   * The numbers that bytes 0 and 255 are scaled to, if these numbers were
   * detected and not set in the spec.
   */
  readonly scale?: readonly [number, number];
  /**
   * The mean and deviation for scaling numbers from files as (number - mean) /
   * deviation: one scale for each column or, for images, one scale for each
   * channel.
   */
  readonly scales?: readonly LabelScale[];
  /** Whether `inputs.scale` was applied to numbers that are not bytes. */
  readonly isScaled?: true;
  /**
   * The smallest and the largest number of the training inputs before scaling;
   * absent if the inputs are bytes and the largest byte is at least 128.
   */
  readonly range?: readonly [number, number];
  /** The task of the network, which the loss and the labels determine. */
  readonly task?: Task;
  /** The training rows of a table. */
  readonly rows?: TableRows;
  /**
   * The input cells of the first 16 test rows (without a test set: training rows),
   * as written in the file.
   */
  readonly cells?: readonly (readonly string[])[];
  /** The origin of each part of the data set, one sentence per part. */
  readonly sources: readonly string[];
  /**
   * For each column of a table, how the column is read, such as
   * `area: number, 12 to 244`.
   */
  readonly reading?: readonly string[];
  /** Notes about doubtful data, one sentence each. */
  readonly notes?: readonly string[];
}

/** The largest number of table rows in the field `cells` of a `Dataset`. */
export const CELLS_KEPT = 16;

/** Examples to evaluate a network on, and their description for the report. */
export interface Scored extends
  Examples,
  Pick<
    Dataset,
    | "name"
    | "classes"
    | "image"
    | "columns"
    | "cells"
    | "sources"
    | "reading"
    | "notes"
  > {
  /** The part of the data set; `rows` means the rows of a file that the user gave. */
  readonly part: "test" | "training" | "rows";
}

/**
 * The examples to evaluate on: the test set, or the training examples if there
 * is no test set.
 */
export function scoredOf({ train, test, ...rest }: Dataset): Scored {
  return { ...rest, ...(test ?? train), part: test ? "test" : "training" };
}

/**
 * The facts about the examples of a data set. The facts about the examples,
 * such as the numbers of inputs and outputs, are used to check a spec.
 */
export function exampleFacts(data: Dataset): ExampleFacts {
  const { train, classes, task, scale } = data, parts = partsOf(data);
  const frames = parts.flatMap(({ inputs, targets }) => [inputs, targets]);
  const targets = parts.map(({ targets }) => targets);
  return {
    width: train.inputs.columns,
    outputs: train.targets.columns,
    count: train.inputs.rows,
    bytes: frames.reduce((sum, { data }) => sum + data.byteLength, 0),
    task,
    classes: classes && classCounts(classes, targets),
    range: rangeOf(targets),
    scale,
  };
}

/** The training, test and validation examples of a data set. */
export function partsOf({ train, test, validation }: Dataset): Examples[] {
  return [train, test, validation].filter((part) => part !== undefined);
}

/** The number of examples in each class. */
export function classCounts(
  classes: readonly string[],
  targets: readonly Frame[],
): { name: string; count: number }[] {
  const counts = classes.map((name) => ({ name, count: 0 }));
  for (const { rows, columns, data } of targets) {
    for (let r = 0; r < rows; r++) {
      const row = data.subarray(r * columns, (r + 1) * columns);
      counts[columns === 1 ? Number(row[0] > HALF) : argmax(row)].count++;
    }
  }
  return counts;
}

function rangeOf(targets: readonly Frame[]): readonly [number, number] {
  let low = Infinity, high = -Infinity;
  for (const { data } of targets) {
    for (const value of data) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}
