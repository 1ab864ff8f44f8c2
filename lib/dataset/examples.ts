/**
 * What a network learns from: inputs beside the targets it should give.
 *
 * @module
 */

import type { Column } from "./columns.ts";
import { argmax, HALF, type Numbers, type Task } from "../formula/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { ImageForm } from "../image/mod.ts";
import type { LabelScale } from "./label_scale.ts";
import type { ExampleFacts } from "../spec/mod.ts";

/** Examples as engines take them: row `b` of one goes with row `b` of the other. */
export interface Examples {
  /** What the network sees. */
  readonly inputs: Frame | ByteFrame;
  /** What it should answer, as wide as its last layer. */
  readonly targets: Frame;
  /**
   * What the loss and the gradient of each example are multiplied by in training;
   * default: 1. A batch's loss and gradient are still divided by its size.
   */
  readonly weights?: Numbers | undefined;
}

/** The rows of a table as a run found them, and which of them it held out to test on. */
export interface TableRecord {
  /** How many rows there were. */
  readonly rows: number;
  /** The SHA-256 of their cells, as they are read. */
  readonly sha256: string;
  /** A bit for each row, the lowest first, 1 where it is held out; in base64. */
  readonly test?: string | undefined;
}

/** The rows of a table that are learned from, for folds that are fitted each for itself. */
export interface TableRows {
  /** What is kept on record. */
  readonly record: TableRecord;
  /** The group of each row, where validation keeps groups together. */
  readonly groups: Uint32Array | undefined;
  /**
   * Holds rows out and fits the columns on the others alone.
   *
   * @param held Places among the rows that are learned from, ascending.
   */
  split(
    held: Uint32Array,
  ): { readonly train: Examples; readonly held: Examples };
}

/** A data set in memory, ready to train on. */
export interface Dataset {
  /** The catalogue's name, or `inline`. */
  readonly name: string;
  /** What is learned from. */
  readonly train: Examples;
  /** What is only scored, once, at the end; absent for inline data. */
  readonly test?: Examples;
  /** What is scored after every epoch, where the spec's validation has a group, last or file. */
  readonly validation?: Examples;
  /** The classes in the order of the outputs, where labels are one-hot. */
  readonly classes?: readonly string[];
  /** Width and height in pixels, where the inputs are pictures. */
  readonly image?: { readonly width: number; readonly height: number };
  /** How the training images look, where they are gray, in bytes, and large enough to tell. */
  readonly form?: ImageForm;
  /** Whether inputs are bytes, which `inputs.scale` is for, though no gray pictures. */
  readonly bytes?: true;
  /** What its columns became, where it is a table. */
  readonly columns?: readonly Column[];
  /** What bytes 0 and 255 become, where the bytes say it and not the spec. */
  readonly scale?: readonly [number, number];
  /**
   * What numbers of files were scaled by, (number - mean) / deviation: one for each
   * column, or for each channel of images.
   */
  readonly scales?: readonly LabelScale[];
  /** Whether `inputs.scale` was applied to numbers that are no bytes. */
  readonly isScaled?: true;
  /** The least and the largest number learned from, before any scaling, where they are not usual bytes. */
  readonly range?: readonly [number, number];
  /** What the outputs of a network stand for. */
  readonly task?: Task;
  /** The rows of a table that are learned from, for folds of them, and what is kept on record. */
  readonly rows?: TableRows;
  /** The cells of the first rows of what is scored, as they are in a table's file. */
  readonly cells?: readonly (readonly string[])[];
  /** Where each part came from, in words for a person. */
  readonly sources: readonly string[];
  /** How each column of a table is read: `area: number, 12 to 244`. */
  readonly reading?: readonly string[];
  /** What is doubtful in the data, a sentence each. */
  readonly notes?: readonly string[];
}

/** How many rows have their cells kept. */
export const CELLS_KEPT = 16;

/** Examples to score a network on, and what a report says of them. */
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
  /** Which rows they are: `rows` are those of another file, which a person gave. */
  readonly part: "test" | "training" | "rows";
}

/** What a network is scored on: the test set, or the training rows where there is none. */
export function scoredOf({ train, test, ...rest }: Dataset): Scored {
  return { ...rest, ...(test ?? train), part: test ? "test" : "training" };
}

/** What a spec is held to, of examples that are in memory. */
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

/** All examples of a data set. */
export function partsOf({ train, test, validation }: Dataset): Examples[] {
  return [train, test, validation].filter((part) => part !== undefined);
}

/** How many examples each class has. */
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
