/**
 * A cross-validation as a table: a line for each fold, then mean and standard
 * deviation.
 *
 * @module
 */

import type { CrossValidation, FoldFigures } from "../mlp/mod.ts";
import { paint, styles } from "./_ansi.ts";
import { lossText, padLeft, thousands } from "./_text.ts";

/**
 * Writes a cross-validation as a table.
 *
 * @returns Lines, joined by line ends.
 */
export function foldsText(
  { folds, loss, accuracy }: CrossValidation,
  { color = false }: { readonly color?: boolean | undefined } = {},
): string {
  const right = (share: number | undefined) =>
    share === undefined ? [] : [share.toFixed(4)];
  const rows = [
    [
      ...["fold", "learned", "held out", "epochs", "loss"],
      ...(accuracy ? ["accuracy"] : []),
    ],
    ...folds.map((fold) => [
      `${fold.fold}`,
      ...[fold.learned, fold.held, fold.epochs].map(thousands),
      lossText(fold.loss),
      ...right(fold.accuracy),
    ]),
    ["mean", "", "", "", lossText(loss.mean), ...right(accuracy?.mean)],
    [
      "deviation",
      ...["", "", ""],
      lossText(loss.deviation),
      ...right(accuracy?.deviation),
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

/**
 * The score of a cross-validation as one line, such as
 * `accuracy of 5 folds: mean 0.9667, standard deviation 0.0211`.
 */
export function foldsLine({ folds, loss, accuracy }: CrossValidation): string {
  const [name, { mean, deviation }, text] = accuracy
    ? ["accuracy", accuracy, (x: number) => x.toFixed(4)] as const
    : ["loss", loss, lossText] as const;
  return `${name} of ${folds.length} folds: mean ${text(mean)}, ` +
    `standard deviation ${text(deviation)}`;
}

/** A finished fold as one line of a log. */
export function foldLine(
  { fold, loss, accuracy }: FoldFigures,
  folds: number,
): string {
  const right = accuracy === undefined
    ? ""
    : `  accuracy ${accuracy.toFixed(4)}`;
  return `fold ${String(fold).padStart(String(folds).length)}/${folds}  ` +
    `loss ${lossText(loss)}${right}`;
}
