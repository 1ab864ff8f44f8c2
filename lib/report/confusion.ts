/**
 * The confusion matrix: what was taken for what, and how often. It is drawn in
 * `confusion_text.ts`.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";
import type { Frame } from "../frame.ts";
import { classOf, mustPair } from "./_pair.ts";

/**
 * Counts how often each class was taken for each.
 *
 * @param answers What the network said, `[rows][outputs]`.
 * @param targets What it should have said, of the same shape.
 * @param cut What separates the two classes of one output; default: 0.5.
 * @returns `[actual][guessed]`, square; with one output 2 x 2, the second class
 *   being the outputs above the cut.
 * @throws {ShapeError} If the shapes differ or there are no rows.
 * @example A 1 that was taken for a 0
 * ```ts
 * import { confusionMatrix, frame } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const answers = frame([[0.9, 0.2], [0.4, 0.3], [0.1, 0.6]]);
 * const targets = frame([[1, 0], [0, 1], [0, 1]]);
 * assertEquals(confusionMatrix(answers, targets), [[1, 0], [1, 1]]);
 * ```
 */
export function confusionMatrix(
  answers: Frame,
  targets: Frame,
  cut?: number | undefined,
): number[][] {
  mustPair(answers, targets);
  mustBeNumber("cut", cut, {});
  const size = Math.max(2, answers.columns);
  const matrix = Array.from(
    { length: size },
    () => Array<number>(size).fill(0),
  );
  for (let r = 0; r < answers.rows; r++) {
    const [actual, guess] = [targets, answers]
      .map((frame) => classOf(frame, r, cut));
    matrix[actual][guess]++;
  }
  return matrix;
}
