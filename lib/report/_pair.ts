/**
 * Answers beside targets: what every report on them asks of their shapes, and
 * what class a row of either names.
 *
 * @module
 */

import { argmax, HALF } from "../formula/mod.ts";
import { type Frame, mustBeFrame, ShapeError } from "../frame.ts";

/** Refuses answers that are not a row for each row of targets, and no rows. */
export function mustPair(answers: Frame, targets: Frame): void {
  mustBeFrame("answers", answers);
  mustBeFrame("targets", targets);
  const { rows, columns } = targets;
  if (answers.rows !== rows || answers.columns !== columns) {
    throw new ShapeError(
      `answers must be ${rows} rows of ${columns} as the targets are: found ` +
        `${answers.rows} rows of ${answers.columns}`,
    );
  }
  if (rows === 0 || columns === 0) {
    throw new ShapeError(
      `there must be at least one row of answers: found ${rows} rows of ${columns}`,
    );
  }
  for (const [what, { data }] of Object.entries({ answers, targets })) {
    if (data.length !== rows * columns) {
      throw new ShapeError(
        `${rows} rows of ${columns} ${what} must be ${
          rows * columns
        } numbers: ` +
          `found ${data.length}`,
      );
    }
  }
}

/** One row of a frame, not copied. */
export function row({ columns, data }: Frame, r: number): Frame["data"] {
  return data.subarray(r * columns, (r + 1) * columns);
}

/** The class row `r` names: where its largest number is or, of one number, its side of the cut. */
export function classOf(
  { columns, data }: Frame,
  r: number,
  cut: number = HALF,
): number {
  return columns === 1
    ? Number(data[r] > cut)
    : argmax(data, r * columns, (r + 1) * columns);
}
