/**
 * The arithmetic of a regression's scores: RMSE and R squared.
 *
 * @module
 */

import type { Frame } from "../frame.ts";

/** The scores of one output. */
export interface OutputRegression {
  /** The name of the label, if the label has a name. */
  readonly name?: string | undefined;
  /** The root of the mean squared error, in the unit of the label. */
  readonly rmse: number;
  /**
   * The fraction of the label's variance that the predictions explain: 1 for
   * perfect predictions, 0 if every prediction is the mean of the label. R
   * squared is absent if the label is the same in all rows.
   */
  readonly rSquared?: number | undefined;
}

/** The scores of a regression. */
export interface Regression extends OutputRegression {
  /**
   * The scores of each output, if there are several outputs. With several outputs,
   * `rmse` is computed from the errors of all outputs, and `rSquared` is the mean
   * over the outputs, as in scikit-learn.
   */
  readonly outputs?: readonly OutputRegression[] | undefined;
}

/** Computes the scores of predictions, which have the same shape as the targets. */
export function regressionOf(
  predictions: Frame,
  targets: Frame,
  names: readonly string[] = [],
): Regression {
  const { columns } = targets;
  const all = Array.from(
    { length: columns },
    (_, output) => ({
      name: names[output],
      ...scoresOf(predictions, targets, output),
    }),
  );
  if (columns === 1) return scoresOf(predictions, targets, 0);
  const explained = all.flatMap(({ rSquared }) => rSquared ?? []);
  return {
    rmse: Math.sqrt(mean(all.map(({ rmse }) => rmse * rmse))),
    rSquared: explained.length > 0 ? mean(explained) : undefined,
    outputs: all,
  };
}

/** RMSE and R squared of one output. */
function scoresOf(
  { data: predictions }: Frame,
  { data, rows, columns }: Frame,
  output: number,
): OutputRegression {
  let sum = 0, missed = 0, varied = 0;
  for (let n = output; n < data.length; n += columns) sum += data[n];
  for (let n = output; n < data.length; n += columns) {
    const error = predictions[n] - data[n], apart = data[n] - sum / rows;
    missed += error * error;
    varied += apart * apart;
  }
  return {
    rmse: Math.sqrt(missed / rows),
    rSquared: varied > 0 ? 1 - missed / varied : undefined,
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}
