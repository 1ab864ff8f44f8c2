/**
 * The best settings of a sweep as text for a terminal.
 *
 * @module
 */

import type { RunRecord } from "../mlp/mod.ts";
import { inline, type SweepMetric } from "../spec/mod.ts";
import { paint, styles } from "./_ansi.ts";
import { lossText, padLeft, padRight, widthOf } from "./_text.ts";
import { type Regression, regressionText } from "./regression.ts";
import type { Score } from "./score.ts";
import { scoreLine } from "./score_line.ts";
import type { Ranked } from "./sweep.ts";

/** The largest number of combinations of settings that the table shows. */
const SHOWN = 10;

/**
 * Formats the value of a metric: an accuracy with four decimals, a loss as
 * `lossText` writes it.
 */
export function metricText(
  metric: SweepMetric,
  figure: number | undefined,
): string {
  if (figure === undefined) return "diverged";
  return metric === "validationLoss" ? lossText(figure) : figure.toFixed(4);
}

/**
 * Formats the best settings of a sweep as a table: the rank, the number of the first
 * trial with these settings, the metric, and the settings.
 *
 * @returns The table as text, without a line end after the last line.
 */
export function rankingText(
  ranked: readonly Ranked[],
  { metric, paths, color = false }: {
    readonly metric: SweepMetric;
    readonly paths: readonly string[];
    readonly color?: boolean | undefined;
  },
): string {
  const isSpread = ranked.some(({ deviation }) => deviation !== undefined);
  const rows = [
    ["rank", "trial", metric, ...isSpread ? ["deviation"] : [], ...paths],
    ...ranked.slice(0, SHOWN).map(
      ({ index, mean, deviation, settings }, r) => [
        ...[`${r + 1}`, `${index}`, metricText(metric, mean)],
        ...isSpread
          ? [deviation === undefined ? "" : metricText(metric, deviation)]
          : [],
        ...paths.map((path) => inline(settings[path])),
      ],
    ),
  ];
  const numbers = rows[0].length - paths.length;
  const widths = rows[0].map((_, c) =>
    Math.max(...rows.map((row) => widthOf(row[c])))
  );
  const [head, ...lines] = rows.map((row) =>
    row.map((cell, c) => (c < numbers ? padLeft : padRight)(cell, widths[c]))
      .join("  ").trimEnd()
  );
  const more = ranked.length - SHOWN;
  return [
    paint(head, styles.bold, color),
    ...lines,
    ...more > 0
      ? [
        `${more} more combinations of settings are not shown; all finished trials are in table.csv`,
      ]
      : [],
  ].join("\n");
}

/**
 * Formats the score in the record of a finished run like `train` does after
 * training; `undefined` if the record has no score, or the score is damaged.
 */
export function recordedScore(record: RunRecord): string | undefined {
  try {
    return scoreOf(record);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      return undefined;
    }
    throw error; // the scores of a record are read without a check
  }
}

function scoreOf(
  { score, regression, data }: RunRecord,
): string | undefined {
  if (score) {
    const training = score.on === "training";
    return scoreLine(score as unknown as Score, { training });
  }
  if (!regression) return undefined;
  const rows = data.test?.rows ?? data.train.rows;
  const text = regressionText(regression as Regression, rows);
  return data.test ? text : `${text} that the network was trained on`;
}
