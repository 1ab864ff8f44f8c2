/**
 * The score as one line, the last line that a run prints.
 *
 * @module
 */

import type { Score } from "./score.ts";

/** Options of the line. */
export interface ScoreLineOptions {
  /** Whether the score is on the training rows, because there is no test set. */
  readonly training?: boolean | undefined;
}

/**
 * Writes a score as one line, such as
 * `one-hot score: 0.9759 (9759 of 10000, 95% interval 0.9727 to 0.9787)`.
 *
 * @param score The score, as `oneHotScore` returns it.
 * @returns One line.
 */
export function scoreLine(
  { right, count, share, interval: [low, high] }: Score,
  { training = false }: ScoreLineOptions = {},
): string {
  const where = training ? " on the training rows" : "";
  return `one-hot score${where}: ${share.toFixed(4)} (${right} of ${count}, ` +
    `95% interval ${low.toFixed(4)} to ${high.toFixed(4)})`;
}
