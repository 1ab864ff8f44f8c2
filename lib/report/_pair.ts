/**
 * Predictions and targets: the check of their shapes, and the class of a row.
 *
 * @module
 */

import { argmax, HALF } from "../formula/mod.ts";
import { type Frame, mustBeFrame, ShapeError } from "../frame.ts";

/** Throws an error if the predictions and the targets have different shapes, or no rows. */
export function mustPair(predictions: Frame, targets: Frame): void {
  mustBeFrame("predictions", predictions);
  mustBeFrame("targets", targets);
  const { rows, columns } = targets;
  if (predictions.rows !== rows || predictions.columns !== columns) {
    throw new ShapeError(
      `predictions must have the shape of the targets, ${rows} x ${columns}: found ` +
        `${predictions.rows} x ${predictions.columns}`,
    );
  }
  if (rows === 0 || columns === 0) {
    throw new ShapeError(
      `there must be at least one prediction: found ${rows} x ${columns}`,
    );
  }
  for (const [what, { data }] of Object.entries({ predictions, targets })) {
    if (data.length !== rows * columns) {
      throw new ShapeError(
        `${what}.data must have ${
          rows * columns
        } numbers, for ${rows} x ${columns}: found ${data.length}`,
      );
    }
  }
}

/** One row of a frame, as a view of the frame's numbers, not as a copy. */
export function row({ columns, data }: Frame, r: number): Frame["data"] {
  return data.subarray(r * columns, (r + 1) * columns);
}

/**
 * The class of row `r`: the position of its largest number. A row of one number has class
 * 1 if the number is above the threshold, otherwise class 0.
 */
export function classOf(
  { columns, data }: Frame,
  r: number,
  cut: number = HALF,
): number {
  return columns === 1
    ? Number(data[r] > cut)
    : argmax(data, r * columns, (r + 1) * columns);
}
