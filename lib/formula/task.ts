/**
 * The task of a network: classification or regression. The task is decided
 * once, from the loss function and all labels. Training, reports, predictions
 * and exports all use the task that was decided from the loss function and all
 * labels.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { losses, type LossName } from "./losses.ts";
import { HALF } from "./right.ts";

/** The task of a network, which decides the meaning of the network's outputs. */
export type Task =
  /** Classification: there is one output for each class, and an example has one class. */
  | { readonly type: "classes" }
  /**
   * Binary classification: there is one output, and an output above the
   * threshold `cut` predicts the second of two classes.
   */
  | {
    readonly type: "binary";
    readonly cut: number;
    /**
     * The labels of the two classes in ascending order, if the labels are
     * numbers. `labels` is absent if the classes have names.
     */
    readonly labels?: readonly [number, number] | undefined;
  }
  /**
   * Multi-label classification: each output belongs to one label, and an
   * example has the label if the output is above the threshold `cut`.
   */
  | { readonly type: "labels"; readonly cut: number }
  /** Regression: each output is a number. */
  | { readonly type: "numbers" };

/** The facts that, together with the loss function, decide the task. */
export interface TaskFacts {
  /** The number of outputs. */
  readonly outputs: number;
  /** The target values of the two classes, if the labels are given as classes. */
  readonly classes?: readonly [number, number] | undefined;
  /** All targets, including the targets of validation and test examples. */
  readonly targets?: readonly Frame[] | undefined;
}

/**
 * Decides the task of a network.
 *
 * - Labels that are given as classes, such as names in a table, mean
 *   classification.
 * With `crossEntropy`, each example has one of several classes. With
 *   `binaryCrossEntropy`, one output means two classes, and several outputs
 *   mean independent labels.
 * - For `mse` and `huber`, one-hot targets mean classification. For `mse` and
 *   `huber`, a single target column with exactly two values means binary
 *   classification; the threshold is halfway between the two values. For `mse`
 *   and `huber`, targets that are neither classes, nor one-hot, nor exactly two
 *   values in one column mean regression.
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

/**
 * The threshold of a task, for `isRight`. The threshold is undefined if the
 * largest output decides the prediction.
 */
export function cutOf(task: Task): number | undefined {
  return "cut" in task ? task.cut : undefined;
}

/**
 * Default names for classes without names: the positions of the outputs. A
 * network with one output has two class names: its two labels in ascending
 * order.
 *
 * @param about.targets `columns` is the number of target columns, and `data`
 * has the targets of at least one example.
 * @returns The names, or undefined if the task is not classification.
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
    // without float32's rounding error: 0.1, not 0.10000000149
    `${Number.isInteger(label) ? label : Number(label.toPrecision(6))}`
  );
}

/** Whether each row contains exactly one 1, and 0 in all other columns. */
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

/**
 * The two values that occur in the targets, or undefined if the targets do not
 * have exactly two values.
 */
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
