/**
 * When a prediction is right, and what it gives each class.
 *
 * @module
 */

import type { Frame } from "../frame.ts";

/** What separates the two sides of an output, unless the labels say otherwise. */
export const HALF = 0.5;

/**
 * Whether a prediction is right: the largest output stands where the largest
 * target does or, with a cut, each output is on its target's side of it. A
 * prediction with NaN in it is wrong.
 *
 * @param cut Where outputs stand by themselves; always one half for a single output.
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

/** The position of the largest number, the first of equals; from `from` and before `to`. */
export function argmax(
  row: ArrayLike<number>,
  from = 0,
  to: number = row.length,
): number {
  let best = from;
  for (let i = from + 1; i < to; i++) if (row[i] > row[best]) best = i;
  return best - from;
}

/** What row `r` of answers gives class `c`: its output divided by the sum of the row. */
export function probability(answers: Frame, r: number, c: number): number {
  return probabilities(answers, r, [c])[0];
}

/** What row `r` of answers gives each of some classes; of all of them, in one pass. */
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
