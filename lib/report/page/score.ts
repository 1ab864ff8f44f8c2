/**
 * The score of a run in large type, with a sentence that explains the score.
 *
 * @module
 */

import { crossValidationOf, type RunRecord } from "../../mlp/mod.ts";
import { mostConfused } from "../confusion_text.ts";
import { foldsLine, metricsOf } from "../folds_text.ts";
import { type Html, markup } from "../html.ts";
import { type Regression, regressionText } from "../regression.ts";
import type { Score } from "../score.ts";
import { scoreLine } from "../score_line.ts";
import { type PageRun, percent } from "./_section.ts";

/**
 * The score of a run as a headline, and the lines of text below the headline.
 */
interface Scored {
  readonly headline: string;
  readonly lines: readonly (string | undefined)[];
}

/** The score in large type, with a sentence that explains the score. */
export function score(run: PageRun): Html {
  const { headline, lines } = scoredOf(run);
  return markup`<p class="score">${headline}</p>
${lines.map((line) => line && markup`<p>${line}</p>\n`)}`;
}

function scoredOf({ record, evaluation }: PageRun): Scored {
  const { regression, confusion } = record;
  // without a test set, the folds are scored on held-out rows, the saved
  // network only on its training rows
  if (record.folds && !record.data.test && record.status === "done") {
    return foldsScore(record);
  }
  if (regression) {
    const rows = record.data.test?.rows ?? record.data.train.rows;
    const lines = regressionText(regression as Regression, rows).split("\n");
    const last = lines.pop()!;
    return {
      headline: last.split(/,| of | on /)[0],
      lines: [
        ...lines,
        `${last} ${
          record.data.test
            ? "of the test set"
            : "that the network was trained on"
        }`,
      ],
    };
  }
  const score = evaluation?.score ?? record.score as Score | undefined;
  if (!score) return { headline: record.status, lines: [record.error] };
  const isImage = evaluation?.on.image !== undefined;
  return {
    headline: percent(score.share),
    lines: [
      scoreLine(score, { training: !record.data.test }),
      confusion && confusion.length > 2
        ? mostConfused(
          confusion,
          record.classes,
          isImage ? "read" : "predicted",
        )
        : undefined,
      record.error,
    ],
  };
}

/**
 * The score of a cross-validation: the mean accuracy, RMSE or R squared of the
 * folds. If the folds have no accuracy, no RMSE and no R squared, the score is
 * the mean loss of the folds.
 */
function foldsScore(record: RunRecord): Scored {
  const folds = crossValidationOf(foldsOf(record)!);
  const { accuracy, loss } = folds, [metric] = metricsOf(folds);
  return {
    headline: accuracy
      ? percent(accuracy.mean)
      : metric
      ? `${metric.name} ${metric.text(metric.spread.mean)}`
      : `loss ${loss.mean.toPrecision(4)}`,
    lines: foldsLine(folds).split("\n"),
  };
}

/**
 * The folds in the record. Version 0.1.0 also wrote an accuracy for
 * regressions. The accuracy of a regression is omitted.
 */
export function foldsOf({ folds, regression }: RunRecord): RunRecord["folds"] {
  return regression ? folds?.map(({ accuracy: _, ...fold }) => fold) : folds;
}
