/**
 * Functions that decide whether a prediction is correct, and that compute the
 * probabilities of a prediction.
 *
 * @module
 */

import type { Frame } from "../frame.ts";

/** The default threshold of a binary output. */
export const HALF = 0.5;

/**
 * Whether a prediction is correct. Without a threshold, the largest output must
 * have the position of the largest target. With a threshold, each output and
 * its target must be on the same side of the threshold. A prediction that
 * contains NaN is wrong.
 *
 * @param cut The threshold for binary outputs (default: 1/2 for a single
 *   output, no threshold for several outputs).
 */
export function isRight(
  output: ArrayLike<number>,
  target: ArrayLike<number>,
  cut: number | undefined = output.length === 1 ? HALF : undefined,
): boolean {
  for (let o = 0; o < output.length; o++) {
    if (Number.isNaN(output[o])) return false;
  }
  if (cut === undefined) return argmax(output) === argmax(target);
  for (let o = 0; o < output.length; o++) {
    if (output[o] > cut !== target[o] > cut) return false;
  }
  return true;
}

/**
 * The position of the largest number of `row` from index `from` up to, but not
 * including, index `to`. The position is counted from `from`. If the largest
 * number occurs several times, the result is the position of its first
 * occurrence.
 */
export function argmax(
  row: ArrayLike<number>,
  from = 0,
  to: number = row.length,
): number {
  let best = from;
  for (let i = from + 1; i < to; i++) if (row[i] > row[best]) best = i;
  return best - from;
}

/**
 * The predicted probability of class `c` for example `r`: output `c` of the
 * example, divided by the sum of all outputs of the example.
 */
export function probability(answers: Frame, r: number, c: number): number {
  return probabilities(answers, r, [c])[0];
}

/**
 * The predicted probabilities of the given classes (default: all classes) for
 * example `r`.
 */
export function probabilities(
  { columns, data }: Frame,
  r: number,
  classes?: readonly number[],
): number[] {
  const from = r * columns;
  const all = classes ??
    Array.from({ length: Math.max(2, columns) }, (_, c) => c);
  if (columns === 1) return all.map((c) => c === 1 ? data[r] : 1 - data[r]);
  let sum = 0;
  for (let o = from; o < from + columns; o++) sum += data[o];
  return all.map((c) => sum === 0 ? 1 / columns : data[from + c] / sum);
}
