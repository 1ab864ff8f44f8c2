/**
 * The scores of a regression, RMSE and R squared, as values and as text.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import {
  type OutputRegression,
  type Regression,
  regressionOf,
} from "../mlp/mod.ts";
import { visible } from "../spec/mod.ts";
import { mustPair } from "./_pair.ts";
import { thousands } from "./_text.ts";

export type { OutputRegression, Regression };

/**
 * Computes RMSE and R squared of predictions.
 *
 * @param predictions The outputs of the network, `[rows][outputs]`.
 * @param targets The encoded labels, of the same shape as `predictions`.
 * @param names The names of the outputs, if there are several outputs.
 * @throws {ShapeError} If predictions and targets have different shapes or no
 * rows.
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
  return regressionOf(predictions, targets, names);
}

/**
 * The scores as text, such as `RMSE 1.1185, R squared 0.6665 on 11 rows`. For
 * several outputs, each output has a line, and the last line is the mean R
 * squared of the outputs.
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
      ? `R squared${on} is not defined, since all rows have the same value in each label column`
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
