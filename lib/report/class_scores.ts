/**
 * How well each class is told from the others: precision, recall and F1, from
 * the confusion matrix. They are written down in `class_scores_text.ts`.
 *
 * @module
 */

import { mustBe, mustBeNumber } from "../options.ts";
import { HALF } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { classOf, mustPair } from "./_pair.ts";

/** Precision, recall and F1, of one class or on average. */
export interface ClassScore {
  /** The share of the guesses of this class that were right; 0 without a guess. */
  readonly precision: number;
  /** The share of the class that was guessed right; 0 without an example. */
  readonly recall: number;
  /** The harmonic mean of the two; 0 where both are. */
  readonly f1: number;
  /** How many examples of it there are. */
  readonly count: number;
  /** How many predictions of it there are. */
  readonly predicted: number;
}

/**
 * Scores each class.
 *
 * @param matrix `[actual][guessed]` counts, as `confusionMatrix` gives them.
 * @returns One score for each class, in the order of the matrix.
 * @see van Rijsbergen, Information Retrieval (1979), chapter 7
 * @example Half of what was called a cat was one
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
  const must = "lists of counts, as confusionMatrix() gives";
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
 * Scores each class without a confusion matrix, which of many classes would be
 * larger than all else.
 *
 * @param answers What the network said, `[rows][classes]`.
 * @param targets What it should have said, of the same shape.
 * @throws {ShapeError} If the shapes differ or there are no rows.
 */
export function manyClassScores(answers: Frame, targets: Frame): ClassScore[] {
  mustPair(answers, targets);
  const sums = counters(answers.columns), { right, count, guesses } = sums;
  for (let r = 0; r < answers.rows; r++) {
    const actual = classOf(targets, r), guess = classOf(answers, r);
    count[actual]++;
    guesses[guess]++;
    if (actual === guess) right[actual]++;
  }
  return scoresOf(sums);
}

/** Counts of each class: right guesses, examples, guesses. */
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
 * Scores labels that are independent of each other, of which an example may have
 * several or none: an output above the cut, by default 0.5, is a prediction of it.
 *
 * @param answers What the network said, `[rows][labels]`.
 * @param targets What it should have said, of the same shape.
 * @throws {ShapeError} If the shapes differ or there are no rows.
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
  answers: Frame,
  targets: Frame,
  cut: number = HALF,
): ClassScore[] {
  mustPair(answers, targets);
  mustBeNumber("cut", cut, {});
  const { columns } = answers, sums = counters(columns);
  for (let i = 0; i < answers.data.length; i++) {
    const actual = targets.data[i] > cut, guess = answers.data[i] > cut;
    const o = i % columns;
    sums.count[o] += Number(actual);
    sums.guesses[o] += Number(guess);
    sums.right[o] += Number(actual && guess);
  }
  return scoresOf(sums);
}

/**
 * The plain mean over the classes, each as much as another; a class without
 * examples and predictions is left out, as scikit-learn's macro average does.
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
