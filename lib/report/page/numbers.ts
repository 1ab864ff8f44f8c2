/**
 * The predictions of a regression on the page: charts of predicted values
 * against true values, and the rows with the largest errors.
 *
 * @module
 */

import type { Numbers } from "../../formula/mod.ts";
import { thousands } from "../_text.ts";
import { lineChart } from "../chart/mod.ts";
import { type Html, markup } from "../html.ts";
import { visible } from "../../spec/mod.ts";
import { figure, type PageRun, scoredText, spread, table } from "./_section.ts";

/**
 * Limits: how many labels have a chart, how many points a chart has, and how
 * many rows the table has.
 */
const CHARTS = 8, POINTS = 1000, ROWS = 12;

/**
 * Charts of predicted values against true values, one chart for each label. With only
 * one label, the rows with the largest errors are also shown.
 */
export function scatter(run: PageRun): Html | undefined {
  const { evaluation } = run;
  if (!evaluation?.regression) return undefined;
  const { predictions, on: { targets }, regression } = evaluation;
  const { rows, columns } = targets;
  const shown = spread(rows, POINTS);
  const charts = Array.from({ length: Math.min(columns, CHARTS) }, (_, o) => {
    const label = columns === 1
      ? ""
      : ` of ${visible(regression.outputs?.[o].name ?? `output ${o + 1}`)}`;
    const title = `predicted values against true values${label}`;
    const points = shown.map((r) => {
      const n = r * columns + o;
      return [targets.data[n], predictions.data[n]] as const;
    });
    const finite = points.flat().filter(Number.isFinite);
    const ends = [Math.min, Math.max].map((end) =>
      finite.reduce((most, x) => end(most, x), finite[0] ?? 0)
    );
    return figure(
      (width) =>
        lineChart({
          ...{ title, width, height: 360 },
          x: { label: "true value" },
          y: { label: "predicted value" },
          lines: [
            {
              name: "equal",
              points: ends.map((x) => [x, x] as const),
              style: "reference",
            },
            { name: "predictions", points, style: "points" },
          ],
        }),
      `${title}${
        shown.length < rows
          ? `, ${thousands(shown.length)} of ${thousands(rows)} rows`
          : ""
      }; on the diagonal, the predicted value is equal to the true value`,
    );
  });
  const left = columns > CHARTS
    ? `; charts of the first ${CHARTS} of ${thousands(columns)} labels`
    : undefined;
  return markup`<p class="faint">${
    scoredText(run)
  }${left}</p>\n<div class="charts">${charts}${
    columns === 1 ? largestErrors(predictions.data, targets.data) : undefined
  }</div>`;
}

/** The rows whose prediction is farthest from the true value. */
function largestErrors(predicted: Numbers, actual: Numbers): Html {
  const errors = Array.from(
    predicted,
    (value, row) => ({ row, error: value - actual[row] }),
  );
  errors.sort((a, b) => Math.abs(b.error) - Math.abs(a.error));
  return table(
    "largest errors",
    ["row", "true value", "predicted value", "error"],
    errors.slice(0, ROWS).map(({ row, error }) => [
      thousands(row + 1),
      ...[actual[row], predicted[row], error].map(short),
    ]),
  );
}

/** A number with at most six significant digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
