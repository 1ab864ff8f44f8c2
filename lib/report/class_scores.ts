/**
 * Precision, recall and F1 of each class. `class_scores_text.ts` writes the
 * scores as a table.
 *
 * @module
 */

import { mustBe, mustBeNumber } from "../options.ts";
import { HALF } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { classOf, mustPair } from "./_pair.ts";

/**
 * Precision, recall and F1 of one class, or the means of these scores over the
 * classes.
 */
export interface ClassScore {
  /** The fraction of the predictions of this class that are right; 0 without predictions. */
  readonly precision: number;
  /** The fraction of the examples of this class that are predicted right; 0 without examples. */
  readonly recall: number;
  /** The harmonic mean of precision and recall; 0 if both are 0. */
  readonly f1: number;
  /** The number of examples of the class. */
  readonly count: number;
  /** The number of predictions of the class. */
  readonly predicted: number;
}

/**
 * Computes precision, recall and F1 of each class.
 *
 * @param matrix Counts by `[label][prediction]`, as `confusionMatrix` returns them.
 * @returns One score for each class, in the order of the matrix.
 * @see van Rijsbergen, Information Retrieval (1979), chapter 7
 * @example Half of the predictions of a cat are right
 * ```ts
 * import { classScores } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const [cat, dog] = classScores([[1, 0], [1, 2]]);
 * assertEquals([cat.precision, cat.recall], [1 / 2, 1]);
 * assertEquals([dog.precision, dog.recall], [1, 2 / 3]);
 * ```
 */
export function classScores(
  matrix: readonly (readonly number[])[],
): ClassScore[] {
  const must = "lists of counts, which confusionMatrix() returns";
  const isMatrix = Array.isArray(matrix) && matrix.every(Array.isArray);
  mustBe(isMatrix, "the matrix", must, matrix);
  return matrix.map((row, c) => {
    const right = row[c];
    const count = row.reduce((sum, n) => sum + n, 0);
    const guesses = matrix.reduce((sum, row) => sum + row[c], 0);
    return scoreOf(right, count, guesses);
  });
}

/**
 * Computes precision, recall and F1 of each class without a confusion matrix, which
 * would be very large for many classes.
 *
 * @param predictions The outputs of the network, `[rows][classes]`.
 * @param targets The encoded labels, of the same shape as `predictions`.
 * @throws {ShapeError} If predictions and targets have different shapes or no
 * rows.
 */
export function manyClassScores(
  predictions: Frame,
  targets: Frame,
): ClassScore[] {
  mustPair(predictions, targets);
  const sums = counters(predictions.columns), { right, count, guesses } = sums;
  for (let r = 0; r < predictions.rows; r++) {
    const actual = classOf(targets, r), guess = classOf(predictions, r);
    count[actual]++;
    guesses[guess]++;
    if (actual === guess) right[actual]++;
  }
  return scoresOf(sums);
}

/** Counts of each class: right predictions, examples, predictions. */
function counters(classes: number) {
  const [right, count, guesses] = Array.from(
    { length: 3 },
    () => new Float64Array(classes),
  );
  return { right, count, guesses };
}

function scoresOf({ right, count, guesses }: ReturnType<typeof counters>) {
  return Array.from(right, (_, c) => scoreOf(right[c], count[c], guesses[c]));
}

function scoreOf(right: number, count: number, guesses: number): ClassScore {
  return {
    precision: share(right, guesses),
    recall: share(right, count),
    f1: share(2 * right, guesses + count),
    count,
    predicted: guesses,
  };
}

/**
 * Computes precision, recall and F1 of independent labels. An example may have
 * several labels, or no label. An output above the threshold predicts its
 * label.
 *
 * @param predictions The outputs of the network, `[rows][labels]`.
 * @param targets The encoded labels, of the same shape as `predictions`.
 * @param cut The threshold (default: 0.5).
 * @throws {ShapeError} If predictions and targets have different shapes or no
 * rows.
 * @example Two labels of three examples
 * ```ts
 * import { frame, labelScores } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const predictions = frame([[0.9, 0.2], [0.8, 0.7], [0.1, 0.6]]);
 * const targets = frame([[1, 0], [0, 1], [1, 1]]);
 * const [first, second] = labelScores(predictions, targets);
 * assertEquals([first.precision, first.recall], [1 / 2, 1 / 2]);
 * assertEquals([second.precision, second.recall], [1, 1]);
 * ```
 */
export function labelScores(
  predictions: Frame,
  targets: Frame,
  cut: number = HALF,
): ClassScore[] {
  mustPair(predictions, targets);
  mustBeNumber("cut", cut, {});
  const { columns } = predictions, sums = counters(columns);
  for (let i = 0; i < predictions.data.length; i++) {
    const actual = targets.data[i] > cut, guess = predictions.data[i] > cut;
    const o = i % columns;
    sums.count[o] += Number(actual);
    sums.guesses[o] += Number(guess);
    sums.right[o] += Number(actual && guess);
  }
  return scoresOf(sums);
}

/**
 * The unweighted mean of each score over the classes. A class that has neither examples
 * nor predictions is omitted, as in the macro average of scikit-learn.
 */
export function meanScore(scores: readonly ClassScore[]): ClassScore {
  const present = presentScores(scores);
  const sum = (key: keyof ClassScore) =>
    present.reduce((sum, score) => sum + score[key], 0);
  const [precision, recall, f1] = (["precision", "recall", "f1"] as const)
    .map((key) => share(sum(key), present.length));
  return {
    ...{ precision, recall, f1 },
    ...{ count: sum("count"), predicted: sum("predicted") },
  };
}

/** The scores of classes that have examples or predictions. */
export function presentScores(scores: readonly ClassScore[]): ClassScore[] {
  return scores.filter(({ count, predicted }) => count > 0 || predicted > 0);
}

function share(some: number, all: number): number {
  return all === 0 ? 0 : some / all;
}
