/**
 * The one-hot score: the fraction of rows that are predicted right. `score_line.ts`
 * writes the score as a line.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";
import { isRight } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { mustPair } from "./_pair.ts";
import { wilsonInterval } from "./interval.ts";

/** The number of right predictions, with a confidence interval. */
export interface Score {
  /** The number of right predictions. */
  readonly right: number;
  /** The number of predictions. */
  readonly count: number;
  /** `right / count`. */
  readonly share: number;
  /** The 95 % Wilson interval of the fraction of right predictions. */
  readonly interval: readonly [number, number];
}

/**
 * Scores predictions against one-hot targets. A row is right when its largest
 * output is at the position of its largest target. With a threshold for
 * independent labels, a row is right when each output and its target are on the
 * same side of the threshold.
 *
 * @param predictions The outputs of the network, `[rows][outputs]`.
 * @param targets The encoded labels, of the same shape as `predictions`.
 * @param cut The threshold for each output (default: 0.5 for one output, no
 *   threshold for several outputs).
 * @throws {ShapeError} If predictions and targets have different shapes or no
 * rows.
 * @example Two of three
 * ```ts
 * import { frame, oneHotScore } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const predictions = frame([[0.9, 0.2], [0.4, 0.3], [0.6, 0.1]]);
 * const targets = frame([[1, 0], [0, 1], [1, 0]]);
 * const { right, count } = oneHotScore(predictions, targets);
 * assertEquals([right, count], [2, 3]);
 * ```
 */
export function oneHotScore(
  predictions: Frame,
  targets: Frame,
  cut?: number | undefined,
): Score {
  mustPair(predictions, targets);
  mustBeNumber("cut", cut, {});
  const { rows: count, columns } = predictions;
  let right = 0;
  for (let from = 0; from < count * columns; from += columns) {
    const outputs = predictions.data.subarray(from, from + columns);
    const target = targets.data.subarray(from, from + columns);
    if (isRight(outputs, target, cut)) right++;
  }
  const interval = wilsonInterval(right, count);
  return { right, count, share: right / count, interval };
}
