/**
 * The score as the line that a run ends with.
 *
 * @module
 */

import type { Score } from "./score.ts";

/** What a score was taken from. */
export interface ScoreLineOptions {
  /** Whether it was the training rows, for want of a test set. */
  readonly training?: boolean | undefined;
}

/**
 * Writes a score down as one line, such as
 * `one-hot score: 0.9759 (9759 of 10000, 95% interval 0.9727 to 0.9787)`.
 *
 * @param score What was counted.
 * @returns One line without a line end.
 */
export function scoreLine(
  { right, count, share, interval: [low, high] }: Score,
  { training = false }: ScoreLineOptions = {},
): string {
  const where = training ? " on the training rows" : "";
  return `one-hot score${where}: ${share.toFixed(4)} (${right} of ${count}, ` +
    `95% interval ${low.toFixed(4)} to ${high.toFixed(4)})`;
}
