/**
 * The scores of a regression: RMSE and R squared.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { visible } from "../spec/mod.ts";
import { mustPair } from "./_pair.ts";
import { thousands } from "./_text.ts";

/** The scores of one output. */
export interface OutputRegression {
  /** The name of the label, if the labels have names. */
  readonly name?: string | undefined;
  /** The root of the mean squared error, in the unit of the label. */
  readonly rmse: number;
  /**
   * The fraction of the label's variance that the predictions explain: 1 for perfect
   * predictions, 0 for the mean. Absent if the label is the same in all rows.
   */
  readonly rSquared?: number | undefined;
}

/** The scores of a regression. */
export interface Regression extends OutputRegression {
  /**
   * The scores of each output, if there are several outputs. `rmse` is then over all
   * numbers, and `rSquared` is the mean over the outputs, like in scikit-learn.
   */
  readonly outputs?: readonly OutputRegression[] | undefined;
}

/**
 * Computes RMSE and R squared of predictions.
 *
 * @param predictions The outputs of the network, `[rows][outputs]`.
 * @param targets The encoded labels, of the same shape.
 * @param names The names of the outputs, if there are several outputs.
 * @throws {ShapeError} If the shapes differ or there are no rows.
 * @example Three points near a line
 * ```ts
 * import { frame, regression } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const predictions = frame([[1], [2], [3]]), targets = frame([[1], [2], [6]]);
 * const { rmse, rSquared } = regression(predictions, targets);
 * assertEquals(rmse, Math.sqrt(9 / 3));
 * assertEquals(rSquared, 1 - 9 / 14);
 * ```
 */
export function regression(
  predictions: Frame,
  targets: Frame,
  names: readonly string[] = [],
): Regression {
  mustPair(predictions, targets);
  const { columns } = targets;
  const all = Array.from(
    { length: columns },
    (_, output) => ({
      name: names[output],
      ...near(predictions, targets, output),
    }),
  );
  if (columns === 1) return near(predictions, targets, 0);
  const explained = all.flatMap(({ rSquared }) => rSquared ?? []);
  return {
    rmse: Math.sqrt(mean(all.map(({ rmse }) => rmse * rmse))),
    rSquared: explained.length > 0 ? mean(explained) : undefined,
    outputs: all,
  };
}

/** The figures of one output. */
function near(
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

/**
 * The scores as text: `RMSE 1.1185, R squared 0.6665 on 11 rows`; for several
 * outputs one line each, and last their mean R squared.
 */
export function regressionText(
  { outputs, ...all }: Regression,
  rows: number,
): string {
  const on = ` on ${thousands(rows)} rows`;
  if (!outputs) return figures(all) + on;
  const names = outputs.map(({ name }, n) =>
    visible(name ?? `output ${n + 1}`)
  );
  const width = Math.max(...names.map((name) => name.length));
  return [
    ...outputs.map((one, n) => `${names[n].padEnd(width)}  ${figures(one)}`),
    all.rSquared === undefined
      ? `the labels are the same in all rows${on}`
      : `mean R squared ${
        all.rSquared.toFixed(4)
      } of ${outputs.length} labels${on}`,
  ].join("\n");
}

function figures({ rmse, rSquared }: OutputRegression): string {
  const explained = rSquared === undefined
    ? ""
    : `, R squared ${rSquared.toFixed(4)}`;
  return `RMSE ${Number(rmse.toPrecision(5))}${explained}`;
}
