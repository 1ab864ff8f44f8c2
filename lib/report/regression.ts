/**
 * How near answers are that are numbers rather than classes.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { mustPair } from "./_pair.ts";
import { thousands } from "./_text.ts";

/** How near answers are. */
export interface Regression {
  /** The root of the mean squared distance, in the unit of the labels. */
  readonly rmse: number;
  /**
   * The share of the labels' variance that the answers explain: 1 is all of it,
   * and 0 what their mean would. Absent where the labels are all alike.
   */
  readonly rSquared?: number | undefined;
}

/**
 * Measures answers against numbers.
 *
 * @param answers What the network said, `[rows][outputs]`.
 * @param targets What it should have said, of the same shape.
 * @throws {ShapeError} If the shapes differ or there are no rows.
 * @example Three points near a line
 * ```ts
 * import { frame, regression } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const answers = frame([[1], [2], [3]]), targets = frame([[1], [2], [6]]);
 * const { rmse, rSquared } = regression(answers, targets);
 * assertEquals(rmse, Math.sqrt(9 / 3));
 * assertEquals(rSquared, 1 - 9 / 14);
 * ```
 */
export function regression(answers: Frame, targets: Frame): Regression {
  mustPair(answers, targets);
  const { data, rows, columns } = targets;
  const means = Array.from({ length: columns }, (_, o) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += data[r * columns + o];
    return sum / rows;
  });
  let missed = 0, varied = 0;
  for (const [n, target] of data.entries()) {
    const far = answers.data[n] - target, apart = target - means[n % columns];
    missed += far * far;
    varied += apart * apart;
  }
  return {
    rmse: Math.sqrt(missed / data.length),
    rSquared: varied > 0 ? 1 - missed / varied : undefined,
  };
}

/** The line that says it: `RMSE 1.1185, R squared 0.6665 on 11 rows`. */
export function regressionLine(
  { rmse, rSquared }: Regression,
  rows: number,
): string {
  const explained = rSquared === undefined
    ? ""
    : `, R squared ${rSquared.toFixed(4)}`;
  return `RMSE ${Number(rmse.toPrecision(5))}${explained} on ${
    thousands(rows)
  } rows`;
}
