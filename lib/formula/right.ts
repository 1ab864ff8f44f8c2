/**
 * Whether a prediction is right.
 *
 * @module
 */

import type { Frame } from "../frame.ts";

/**
 * Whether an answer is right: with several outputs the largest is where the
 * target's largest is; a single one, or each where they are labels of their own,
 * is on its target's side of one half. An answer with NaN in it is wrong.
 *
 * @param several What `areSeveral` says of all targets.
 */
export function isRight(
  answer: ArrayLike<number>,
  target: ArrayLike<number>,
  several = false,
): boolean {
  for (let o = 0; o < answer.length; o++) {
    if (Number.isNaN(answer[o])) return false;
  }
  if (!several && answer.length > 1) return argmax(answer) === argmax(target);
  for (let o = 0; o < answer.length; o++) {
    if (answer[o] > 0.5 !== target[o] > 0.5) return false;
  }
  return true;
}

/**
 * Whether outputs are labels of their own rather than classes, of which there
 * is one to an example: some target has more than one number over one half.
 */
export function areSeveral({ rows, columns, data }: Frame): boolean {
  for (let r = 0; r < rows; r++) {
    let labels = 0;
    for (let o = 0; o < columns; o++) if (data[r * columns + o] > 0.5) labels++;
    if (labels > 1) return true;
  }
  return false;
}

/** The position of the largest number, the first of equals. */
export function argmax(row: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i] > row[best]) best = i;
  return best;
}
