/**
 * The confusion matrix. `confusion_text.ts` draws the matrix.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";
import type { Frame } from "../frame.ts";
import { classOf, mustPair } from "./_pair.ts";

/**
 * Counts, for each label, how often each class is predicted.
 *
 * @param predictions The outputs of the network, `[rows][outputs]`.
 * @param targets The encoded labels, of the same shape as `predictions`.
 * @param cut The threshold between the two classes of one output (default: 0.5).
 * @returns Counts by `[label][prediction]`; 2 x 2 for one output, where an output
 *   above the threshold predicts the second class.
 * @throws {ShapeError} If predictions and targets have different shapes or no
 * rows.
 * @example A 1 that is predicted as a 0
 * ```ts
 * import { confusionMatrix, frame } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const predictions = frame([[0.9, 0.2], [0.4, 0.3], [0.1, 0.6]]);
 * const targets = frame([[1, 0], [0, 1], [0, 1]]);
 * assertEquals(confusionMatrix(predictions, targets), [[1, 0], [1, 1]]);
 * ```
 */
export function confusionMatrix(
  predictions: Frame,
  targets: Frame,
  cut?: number | undefined,
): number[][] {
  mustPair(predictions, targets);
  mustBeNumber("cut", cut, {});
  const size = Math.max(2, predictions.columns);
  const matrix = Array.from(
    { length: size },
    () => Array<number>(size).fill(0),
  );
  for (let r = 0; r < predictions.rows; r++) {
    const [actual, guess] = [targets, predictions]
      .map((frame) => classOf(frame, r, cut));
    matrix[actual][guess]++;
  }
  return matrix;
}
