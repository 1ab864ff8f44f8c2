/**
 * A cross-validation as a table: a line for each fold, then mean and standard
 * deviation.
 *
 * @module
 */

import type { CrossValidation, FoldFigures, Spread } from "../mlp/mod.ts";
import { paint, styles } from "./_ansi.ts";
import { lossText, padLeft, thousands } from "./_text.ts";

/**
 * Writes a cross-validation as a table.
 *
 * @returns The lines of the text, joined by line ends.
 */
export function foldsText(
  cv: CrossValidation,
  { color = false }: { readonly color?: boolean | undefined } = {},
): string {
  const { folds, loss } = cv, metrics = metricsOf(cv);
  const spreads = (value: keyof Spread) =>
    metrics.map(({ spread, text }) => text(spread[value]));
  const rows = [
    [
      ...["fold", "learned", "held out", "epochs", "loss"],
      ...metrics.map(({ name }) => name),
    ],
    ...folds.map((fold) => [
      `${fold.fold}`,
      ...[fold.learned, fold.held, fold.epochs].map(thousands),
      lossText(fold.loss),
      ...metrics.map(({ key, text }) => text(fold[key]!)),
    ]),
    ["mean", "", "", "", lossText(loss.mean), ...spreads("mean")],
    [
      "deviation",
      ...["", "", ""],
      lossText(loss.deviation),
      ...spreads("deviation"),
    ],
  ];
  const widths = rows[0].map((_, c) =>
    Math.max(...rows.map((row) => row[c].length))
  );
  const [head, ...lines] = rows.map((row) =>
    row[0].padEnd(widths[0]) +
    row.slice(1).map((cell, c) => "  " + padLeft(cell, widths[c + 1])).join("")
  );
  return [paint(head, styles.bold, color), ...lines].join("\n");
}

/** The metrics of folds, without the loss. */
const METRICS = [
  { key: "accuracy", name: "accuracy", text: (x: number) => x.toFixed(4) },
  {
    key: "rmse",
    name: "RMSE",
    text: (x: number) => `${Number(x.toPrecision(5))}`,
  },
  { key: "rSquared", name: "R squared", text: (x: number) => x.toFixed(4) },
] as const;

/** The metrics that all folds have, with the mean and the standard deviation of each metric. */
export function metricsOf(cv: CrossValidation) {
  return METRICS.flatMap((metric) => {
    const spread = cv[metric.key];
    return spread ? [{ ...metric, spread }] : [];
  });
}

/**
 * The scores of a cross-validation, one line each, such as `accuracy of 5 folds: mean
 * 0.9667, standard deviation 0.0211`. If the folds have no metric except the loss, the
 * loss is written.
 */
export function foldsLine(cv: CrossValidation): string {
  const found = metricsOf(cv);
  const shown = found.length > 0
    ? found
    : [{ name: "loss", spread: cv.loss, text: lossText }];
  return shown.map(({ name, spread: { mean, deviation }, text }) =>
    `${name} of ${cv.folds.length} folds: mean ${text(mean)}, ` +
    `standard deviation ${text(deviation)}`
  ).join("\n");
}

/** A finished fold as one line of a log. */
export function foldLine(figures: FoldFigures, folds: number): string {
  const { fold, loss } = figures;
  const scores = METRICS.map(({ key, name, text }) => {
    const score = figures[key];
    return score === undefined ? "" : `  ${name} ${text(score)}`;
  });
  return `fold ${String(fold).padStart(String(folds).length)}/${folds}  ` +
    `loss ${lossText(loss)}${scores.join("")}`;
}
