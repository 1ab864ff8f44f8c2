/**
 * What the page says of a network's answers: its score, what it took for what,
 * how well each class is told, whether it means what it says, and its worst
 * mistakes.
 *
 * @module
 */

import { cutOf } from "../../formula/mod.ts";
import { thousands } from "../_text.ts";
import { confidenceBins } from "../calibration.ts";
import type { ClassScore } from "../class_scores.ts";
import { lineChart } from "../chart/mod.ts";
import { isApart } from "../evaluation.ts";
import { type Html, markup } from "../html.ts";
import { misreads } from "../misreads.ts";
import { type Regression, regressionText } from "../regression.ts";
import { rowsText } from "../rows_text.ts";
import { scoreLine } from "../score_line.ts";
import {
  className,
  figure,
  MOST_CLASSES,
  type PageRun,
  percent,
  scrolled,
  table,
} from "./_section.ts";
import { greyPicture } from "./pictures.ts";

/** How many mistakes are shown. */
const MISREADS = 30;

/** The score, large, and in words. */
export function score({ evaluation, record }: PageRun): Html {
  if (record.regression) {
    const rows = record.data.test?.rows ?? record.data.train.rows;
    const lines = regressionText(record.regression as Regression, rows)
      .split("\n");
    const last = lines.pop()!;
    const on = record.data.test ? "test rows" : "the rows it was trained on";
    return markup`<p class="score">${last.split(/,| of | on /)[0]}</p>
${lines.map((line) => markup`<p>${line}</p>`)}
<p>${last}, ${on}</p>`;
  }
  if (!evaluation) {
    const { share } = record.score ?? {};
    return markup`<p class="score">${
      typeof share === "number" ? percent(share) : record.status
    }</p>`;
  }
  const { score, on: { part } } = evaluation;
  return markup`<p class="score">${percent(score.share)}</p>
<p>${scoreLine(score, { training: part === "training" })}</p>`;
}

/** Rows of a network with one output. */
export function rows({ evaluation }: PageRun): Html | undefined {
  if (!evaluation || evaluation.answers.columns > 1) return undefined;
  const { on: { inputs, targets, cells }, answers } = evaluation;
  return scrolled(
    "rows and answers",
    markup`<pre>${
      rowsText(inputs, answers, targets, {
        cut: evaluation.regression ? false : cutOf(evaluation.task),
        classes: evaluation.on.classes,
        cells,
      })
    }</pre>`,
  );
}

/** What was taken for what. */
export function confusion({ record }: PageRun): Html | undefined {
  const { confusion, classes } = record;
  if (!confusion || !classes || confusion.length > MOST_CLASSES) {
    return undefined;
  }
  const names = confusion.map((_, c) => className(classes, c));
  return scrolled(
    "the confusion matrix",
    markup`<table class="matrix"><caption>rows are labels, columns are guesses</caption>
<thead><tr><td></td>${
      names.map((name) => markup`<th scope="col">${name}</th>`)
    }</tr></thead>
<tbody>${
      confusion.map((counts, label) =>
        markup`<tr><th scope="row">${names[label]}</th>${
          counts.map((count, guess) => {
            const share = count / counts.reduce((sum, n) => sum + n, 0);
            const heat = label === guess
              ? `right${Math.ceil(4 * share)}`
              : `wrong${Math.min(6, Math.ceil(60 * share))}`;
            return count === 0
              ? markup`<td></td>`
              : markup`<td class="${heat}">${count}</td>`;
          })
        }</tr>\n`
      )
    }</tbody></table>`,
  );
}

/** Precision, recall and F1 of each class. */
export function classTable(
  { record: { classScores, meanScore, classes } }: PageRun,
): Html | undefined {
  if (!classScores || !meanScore || !classes) return undefined;
  const cells = (score: object) => {
    const { precision, recall, f1, count } = score as ClassScore;
    const shares = [precision, recall, f1].map((x) => x.toFixed(4));
    return [...shares, thousands(count)];
  };
  const shown = classScores.length > MOST_CLASSES ? [] : classScores;
  return table(
    "of the examples that were scored",
    ["class", "precision", "recall", "f1", "count"],
    shown.map((score, c) => [className(classes, c), ...cells(score)]),
    ["mean", ...cells(meanScore)],
  );
}

/** How sure it was against how often it was right. */
export function honesty(
  { evaluation, record: { calibrationError } }: PageRun,
): Html | undefined {
  if (calibrationError === undefined) return undefined;
  const error = `expected calibration error ${calibrationError.toFixed(4)}`;
  if (!evaluation) return markup`<p>${error}</p>`;
  const { answers, task, on: { targets } } = evaluation;
  const dots = confidenceBins(answers, targets, { apart: isApart(task) })
    .filter(({ count }) => count > 0)
    .map(({ count, confidence, right }) =>
      [confidence / count, right / count] as const
    );
  return figure(
    lineChart({
      title: "accuracy of answers by their confidence",
      height: 400,
      x: { label: "confidence", domain: [0, 1] },
      y: { label: "accuracy", domain: [0, 1] },
      lines: [
        { name: "equal", points: [[0, 0], [1, 1]], style: "reference" },
        { name: "network", points: dots, style: "marked" },
      ],
    }),
    `${error}; below the diagonal the network is overconfident`,
  );
}

/** The mistakes it was surest of. */
export async function worst(
  { evaluation, record: { confusion } }: PageRun,
): Promise<Html | undefined> {
  if (!evaluation || !confusion) return undefined; // or one may have several labels
  const { inputs, targets, image, classes } = evaluation.on;
  if (!image || !("scale" in inputs)) return undefined;
  const wrong = misreads(inputs, evaluation.answers, targets, {
    limit: MISREADS,
    cut: cutOf(evaluation.task),
  });
  if (wrong.length === 0) return markup`<p>none was misread</p>`;
  const pictures = await Promise.all(
    wrong.map(async ({ row, pixels, label, guess, confidence }) => {
      const [right, said] = [label, guess].map((c) => className(classes, c));
      const address = await greyPicture(pixels, image);
      return markup`<figure><img src="${address}" alt="${right}, taken for ${said}">
<figcaption>${right}, taken for ${said} at ${
        Math.round(100 * confidence)
      } %, row ${thousands(row + 1)}</figcaption></figure>\n`;
    }),
  );
  return markup`<div class="pictures">${pictures}</div>`;
}
