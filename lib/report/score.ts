/**
 * The one-hot score: how many rows of answers are right, of all there are. The
 * line that prints it is in `score_line.ts`.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";
import { isRight } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { mustPair } from "./_pair.ts";
import { wilsonInterval } from "./interval.ts";

/** How many answers were right, and how sure that makes us. */
export interface Score {
  /** How many were right. */
  readonly right: number;
  /** Of how many. */
  readonly count: number;
  /** `right / count`. */
  readonly share: number;
  /** The 95 % Wilson interval of the share. */
  readonly interval: readonly [number, number];
}

/**
 * Scores predictions against one-hot targets. A row is right when its largest
 * output stands where its largest target does; with a cut, when each output is on
 * its target's side of it, as it is for labels that are independent of each
 * other. Every row counts.
 *
 * @param answers What the network said, `[rows][outputs]`.
 * @param targets What it should have said, of the same shape.
 * @param cut Where each output stands by itself; default: 0.5 for one output.
 * @throws {ShapeError} If the shapes differ or there are no rows.
 * @example Two of three
 * ```ts
 * import { frame, oneHotScore } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const answers = frame([[0.9, 0.2], [0.4, 0.3], [0.6, 0.1]]);
 * const targets = frame([[1, 0], [0, 1], [1, 0]]);
 * const { right, count } = oneHotScore(answers, targets);
 * assertEquals([right, count], [2, 3]);
 * ```
 */
export function oneHotScore(
  answers: Frame,
  targets: Frame,
  cut?: number | undefined,
): Score {
  mustPair(answers, targets);
  mustBeNumber("cut", cut, {});
  const { rows: count, columns } = answers;
  let right = 0;
  for (let from = 0; from < count * columns; from += columns) {
    const answer = answers.data.subarray(from, from + columns);
    const target = targets.data.subarray(from, from + columns);
    if (isRight(answer, target, cut)) right++;
  }
  const interval = wilsonInterval(right, count);
  return { right, count, share: right / count, interval };
}
