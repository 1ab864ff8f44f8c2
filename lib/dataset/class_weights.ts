/**
 * Computation of the weight of each example from the weight of its class.
 *
 * @module
 */

import { argmax, classNames, type Task } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { mustHaveClasses, type Spec } from "../spec/mod.ts";
import type { Examples } from "./examples.ts";

/** The task of the network, and the names of the classes. */
export interface Classes {
  /** The task of the network. */
  readonly task: Task;
  /** The names of the classes in the order of the outputs, if the classes have names. */
  readonly classes?: readonly string[] | undefined;
}

/**
 * Sets the weight of each example to the weight of its class, in the spec's
 * precision. Without `classWeights` in the spec, the examples are returned
 * unchanged.
 *
 * @param examples The training examples.
 * @throws {SpecError} If the labels are not classes, or the spec names a class that
 * the labels do not have.
 * @see scikit-learn, `compute_class_weight`
 */
export function withClassWeights(
  examples: Examples,
  { classWeights: weights, loss, labels, precision }: Pick<
    Spec,
    "classWeights" | "loss" | "labels" | "precision"
  >,
  { task, classes }: Classes,
): Examples {
  if (weights === undefined) return examples;
  const { targets } = examples, [off, on] = labels.oneHot;
  const unnamed = classNames(task, { loss: loss.type, targets });
  const known = { task, classes: unnamed && (classes ?? unnamed) };
  mustHaveClasses(
    weights,
    known,
    classes
      ? ""
      : "; to use the names of the data set, write compile(spec, { data: await loadDataset(spec) })",
  );
  const classOf = numbersOf(targets, task, on > off ? 1 : -1);
  const byClass = weights === "balanced"
    ? balanced(classOf, known.classes.length)
    : known.classes.map((name) =>
      Object.hasOwn(weights, name) ? weights[name] : 1
    );
  const each = Array.from(classOf, (c) => byClass[c]);
  const Numbers = precision === "float64" ? Float64Array : Float32Array;
  return { ...examples, weights: new Numbers(each) };
}

/**
 * The class index of each row of targets. `sign` is -1 if the smallest number
 * in a row of one-hot targets marks the class, and 1 if the largest number
 * marks it.
 */
function numbersOf(
  { rows, columns, data }: Frame,
  task: Task,
  sign: 1 | -1,
): Uint32Array {
  const signed = sign > 0 ? data : data.map((t) => -t);
  return Uint32Array.from(
    { length: rows },
    (_, r) =>
      task.type === "binary"
        ? Number(signed[r] > sign * task.cut)
        : argmax(signed, r * columns, (r + 1) * columns),
  );
}

/**
 * Balanced class weights n / (k n_c). The weight of class c is n / (k n_c),
 * with n examples, k classes that have examples, and n_c examples in class c.
 */
function balanced(classOf: Uint32Array, count: number): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const c of classOf) counts[c]++;
  const occurring = counts.filter((n) => n > 0).length;
  return counts.map((n) => classOf.length / (occurring * n));
}
