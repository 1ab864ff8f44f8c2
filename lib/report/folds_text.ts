/**
 * A cross-validation as a table: a line for each fold, then the mean and how far
 * folds lie from it.
 *
 * @module
 */

import type { CrossValidation } from "../mlp/cross_validate.ts";
import { paint, styles } from "./_ansi.ts";
import { lossText, padLeft, thousands } from "./_text.ts";

/**
 * Writes a cross-validation as a table.
 *
 * @returns Lines without a line end after the last.
 */
export function foldsText(
  { folds, loss, accuracy }: CrossValidation,
  { color = false }: { readonly color?: boolean | undefined } = {},
): string {
  const rows = [
    ["fold", "learned", "held out", "epochs", "loss", "accuracy"],
    ...folds.map((fold) => [
      `${fold.fold}`,
      ...[fold.learned, fold.held, fold.epochs].map(thousands),
      lossText(fold.loss),
      fold.accuracy.toFixed(4),
    ]),
    ["mean", "", "", "", lossText(loss.mean), accuracy.mean.toFixed(4)],
    [
      "deviation",
      ...["", "", ""],
      lossText(loss.deviation),
      accuracy.deviation.toFixed(4),
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

/** A fold that is done as one line, for logs. */
export function foldLine(
  { fold, loss, accuracy }: CrossValidation["folds"][number],
  folds: number,
): string {
  return `fold ${String(fold).padStart(String(folds).length)}/${folds}  ` +
    `loss ${lossText(loss)}  accuracy ${accuracy.toFixed(4)}`;
}
