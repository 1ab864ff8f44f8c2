/**
 * The predictions of a classifier on the page: the confusion matrix, the scores
 * of each class, the calibration and, if the network has one output, rows with
 * their predictions.
 *
 * @module
 */

import { cutOf } from "../../formula/mod.ts";
import { thousands } from "../_text.ts";
import { confidenceBins } from "../calibration.ts";
import type { ClassScore } from "../class_scores.ts";
import { barChart, lineChart } from "../chart/mod.ts";
import { isApart } from "../evaluation.ts";
import { type Html, markup } from "../html.ts";
import { rowsText } from "../rows_text.ts";
import {
  className,
  figure,
  MOST_CLASSES,
  type PageRun,
  scoredText,
  scrolled,
  table,
} from "./_section.ts";
import { misreadGroups } from "./misread_images.ts";

/** For a network with one output: the first rows, and the predictions for these rows. */
export function rows({ evaluation }: PageRun): Html | undefined {
  if (!evaluation || evaluation.predictions.columns > 1) return undefined;
  const { on: { inputs, targets, cells }, predictions } = evaluation;
  return scrolled(
    "rows and predictions",
    markup`<pre>${
      rowsText(inputs, predictions, targets, {
        cut: evaluation.regression ? false : cutOf(evaluation.task),
        classes: evaluation.on.classes,
        cells,
      })
    }</pre>`,
  );
}

/**
 * The confusion matrix. If the page shows misread images for a cell of the
 * confusion matrix, the cell links to these images.
 */
export function confusion(run: PageRun, r: number): Html | undefined {
  const { confusion, classes } = run.record;
  if (!confusion || !classes || confusion.length > MOST_CLASSES) {
    return undefined;
  }
  const names = confusion.map((_, c) => className(classes, c));
  const groups = misreadGroups(run, r)?.groups ?? [];
  const ids = new Map(
    groups.map(({ id, label, guess }) => [`${label} ${guess}`, id]),
  );
  const cell = (count: number, label: number, guess: number, total: number) => {
    if (count === 0) return markup`<td></td>`;
    const share = count / total;
    const heat = label === guess
      ? `right${Math.ceil(4 * share)}`
      : `wrong${Math.min(6, Math.ceil(60 * share))}`;
    const id = ids.get(`${label} ${guess}`);
    return markup`<td class="${heat}">${
      id === undefined ? count : markup`<a href="#${id}">${count}</a>`
    }</td>`;
  };
  const linked = ids.size > 0
    ? "; a number with a link leads to the images"
    : undefined;
  const matrix = scrolled(
    "the confusion matrix",
    markup`<table class="matrix">
<thead><tr><td></td>${
      names.map((name) => markup`<th scope="col">${name}</th>`)
    }</tr></thead>
<tbody>${
      confusion.map((counts, label) => {
        const total = counts.reduce((sum, n) => sum + n, 0);
        return markup`<tr><th scope="row">${names[label]}</th>${
          counts.map((count, guess) => cell(count, label, guess, total))
        }</tr>\n`;
      })
    }</tbody></table>`,
  );
  return markup`<p class="faint">${
    scoredText(run)
  }: rows are labels, columns are predictions${linked}</p>
${matrix}`;
}

/** Precision, recall and F1 of each class. */
export function classTable(run: PageRun): Html | undefined {
  const { classScores, meanScore, classes } = run.record;
  if (!classScores || !meanScore || !classes) return undefined;
  const cells = (score: object) => {
    const { precision, recall, f1, count } = score as ClassScore;
    const figures = [precision, recall, f1].map((x) => x.toFixed(4));
    return [...figures, thousands(count)];
  };
  const shown = classScores.length > MOST_CLASSES ? [] : classScores;
  return table(
    `scores of each class on ${scoredText(run)}`,
    ["class", "precision", "recall", "F1", "count"],
    shown.map((score, c) => [className(classes, c), ...cells(score)]),
    { foot: ["mean", ...cells(meanScore)] },
  );
}

/**
 * Two charts of the bins of confidence: the accuracy in each bin, and the number of
 * predictions in each bin.
 */
export function calibration(
  { evaluation, record: { calibrationError } }: PageRun,
): Html | undefined {
  if (calibrationError === undefined) return undefined;
  const error = `expected calibration error ${calibrationError.toFixed(4)}`;
  if (!evaluation) return markup`<p>${error}</p>`;
  const { predictions, task, on: { targets } } = evaluation;
  const bins = confidenceBins(predictions, targets, { apart: isApart(task) });
  const points = bins.filter(({ count }) => count > 0)
    .map(({ count, confidence, right }) =>
      [confidence / count, right / count] as const
    );
  const border = (b: number) => (b / bins.length).toFixed(2);
  const bars = bins.map(({ count }, b) =>
    [`${border(b)} to ${border(b + 1)}`, count] as const
  ).filter(([, count]) => count > 0);
  const title = "accuracy of predictions by their confidence";
  const counted = "number of predictions by their confidence";
  return markup`<div class="charts">${
    figure(
      (width) =>
        lineChart({
          ...{ title, width, height: 360 },
          x: { label: "confidence", domain: [0, 1] },
          y: { label: "accuracy", domain: [0, 1] },
          lines: [
            { name: "equal", points: [[0, 0], [1, 1]], style: "reference" },
            { name: "network", points, style: "marked" },
          ],
        }),
      `${error}; below the diagonal the network is overconfident`,
    )
  }${
    figure((width) => barChart({ title: counted, width, bars }), counted)
  }</div>`;
}
