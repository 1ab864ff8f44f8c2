/**
 * What a network learns from: inputs beside the targets it should give.
 *
 * @module
 */

import type { Column } from "./columns.ts";
import { argmax, HALF, type Task } from "../formula/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { ExampleFacts } from "../spec/mod.ts";

/** Examples as engines take them: row `b` of one goes with row `b` of the other. */
export interface Examples {
  /** What the network sees. */
  readonly inputs: Frame | ByteFrame;
  /** What it should answer, as wide as its last layer. */
  readonly targets: Frame;
}

/** A data set in memory, ready to train on. */
export interface Dataset {
  /** The catalogue's name, or `inline`. */
  readonly name: string;
  /** What is learned from. */
  readonly train: Examples;
  /** What is only scored, once, at the end; absent for inline data. */
  readonly test?: Examples;
  /** The classes in the order of the outputs, where labels are one-hot. */
  readonly classes?: readonly string[];
  /** Width and height in pixels, where the inputs are pictures. */
  readonly image?: { readonly width: number; readonly height: number };
  /** What its columns became, where it is a table. */
  readonly columns?: readonly Column[];
  /** What the outputs of a network stand for. */
  readonly task?: Task;
  /** Where each part came from, in words for a person. */
  readonly sources: readonly string[];
}

/** Examples to score a network on, and what a report says of them. */
export interface Scored
  extends
    Examples,
    Pick<Dataset, "name" | "classes" | "image" | "columns" | "sources"> {
  /** Whether they were never learned from. */
  readonly onTest: boolean;
}

/** What a network is scored on: the test set, or the training rows where there is none. */
export function scoredOf({ train, test, ...rest }: Dataset): Scored {
  return { ...rest, ...(test ?? train), onTest: test !== undefined };
}

/** What a spec is held to, of examples that are in memory. */
export function exampleFacts(
  { train, test, classes, task }: Dataset,
): ExampleFacts {
  const parts = [train, ...(test ? [test] : [])];
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
  };
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
