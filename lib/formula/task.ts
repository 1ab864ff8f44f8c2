/**
 * What the outputs of a network stand for. It is decided once, from the loss and
 * all labels; training figures, reports, predictions and exports follow it.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { losses, type LossName } from "./losses.ts";
import { HALF } from "./right.ts";

/** What the outputs of a network stand for. */
export type Task =
  /** Each output is a class; an example is of one of them. */
  | { readonly type: "classes" }
  /** One output; above the cut it is the second of two classes. */
  | {
    readonly type: "binary";
    readonly cut: number;
    /** The labels of the two classes, the lower first, where numbers told them. */
    readonly labels?: readonly [number, number] | undefined;
  }
  /** Each output is a label of its own, which an example has above the cut. */
  | { readonly type: "labels"; readonly cut: number }
  /** Each output is a number. */
  | { readonly type: "numbers" };

/** What decides the task beside the loss. */
export interface TaskFacts {
  /** How many outputs there are. */
  readonly outputs: number;
  /** The targets of the two sides, where the labels are given as classes. */
  readonly classes?: readonly [number, number] | undefined;
  /** All targets, those that are not learned from too. */
  readonly targets?: readonly Frame[] | undefined;
}

/**
 * Decides the task.
 *
 * - Labels that are given as classes, such as names in a table, are classes.
 * - `crossEntropy` is for one class of several; `binaryCrossEntropy` for two
 *   classes in one output, or for labels that are independent of each other.
 * - For `mse` and `huber`, targets that are all one-hot rows are classes, and one
 *   column of exactly two values is two classes, cut halfway between them.
 * - Everything else is numbers.
 */
export function taskOf(
  loss: LossName,
  { outputs, classes, targets = [] }: TaskFacts,
): Task {
  if (classes) {
    return outputs === 1
      ? { type: "binary", cut: (classes[0] + classes[1]) / 2 }
      : { type: "classes" };
  }
  switch (losses[loss].labels) {
    case "classes":
      return { type: "classes" };
    case "labels":
      return { type: outputs === 1 ? "binary" : "labels", cut: HALF };
  }
  if (outputs > 1) {
    const all = targets.length > 0 && targets.every(isOneHot);
    return { type: all ? "classes" : "numbers" };
  }
  const values = twoValues(targets);
  if (!values) return { type: "numbers" };
  const [a, b] = values;
  const labels = a < b ? [a, b] as const : [b, a] as const;
  return { type: "binary", cut: (a + b) / 2, labels };
}

/** What `isRight` needs of a task; nothing for the largest of several outputs. */
export function cutOf(task: Task): number | undefined {
  return "cut" in task ? task.cut : undefined;
}

/**
 * The names of classes that have none: the positions of the outputs or, of one
 * output, its two labels, the lower first.
 *
 * @param about.targets The width of the targets, and some of them.
 * @returns Nothing where the outputs are no classes.
 */
export function classNames(
  task: Task,
  { loss, targets: { columns, data } }: {
    readonly loss: LossName;
    readonly targets: {
      readonly columns: number;
      readonly data: ArrayLike<number>;
    };
  },
): readonly string[] | undefined {
  if (task.type === "classes") {
    return Array.from({ length: columns }, (_, c) => `${c}`);
  }
  if (task.type !== "binary") return undefined;
  if (losses[loss].labels === "labels") return ["0", "1"];
  const one = data[0], other = 2 * task.cut - one;
  return [Math.min(one, other), Math.max(one, other)].map((label) =>
    // without the digits that float32 adds: 0.1, not 0.10000000149
    `${Number.isInteger(label) ? label : Number(label.toPrecision(6))}`
  );
}

/** Whether each row has a single 1 and else 0. */
function isOneHot({ rows, columns, data }: Frame): boolean {
  for (let r = 0; r < rows; r++) {
    let ones = 0;
    for (let o = 0; o < columns; o++) {
      const value = data[r * columns + o];
      if (value === 1) ones++;
      else if (value !== 0) return false;
    }
    if (ones !== 1) return false;
  }
  return true;
}

/** The two values that occur, where there are exactly two. */
function twoValues(
  targets: readonly Frame[],
): readonly [number, number] | undefined {
  const values = new Set<number>();
  for (const { data } of targets) {
    for (const value of data) {
      values.add(value);
      if (values.size > 2) return undefined;
    }
  }
  const [a, b] = values;
  return values.size === 2 ? [a, b] : undefined;
}
