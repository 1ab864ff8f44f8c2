/**
 * A table of precision, recall and F1: a line for each class, and a line for the mean
 * over the classes.
 *
 * @module
 */

import { paint, styles } from "./_ansi.ts";
import { clip, padLeft, padRight, thousands, widthOf } from "./_text.ts";
import { type ClassScore, meanScore, presentScores } from "./class_scores.ts";
import { printable } from "./printable.ts";

/**
 * The largest number of classes that have a line each. If there are more
 * classes than `MOST`, only the mean over the classes is written.
 */
const MOST = 20;

/**
 * Writes scores of classes as a table.
 *
 * @param scores The scores of each class, as `classScores` returns them.
 * @param classes The names of the classes (default: their numbers).
 * @returns The lines of the text, joined by line ends.
 */
export function classScoresText(
  scores: readonly ClassScore[],
  classes: readonly string[] = [],
  { color = false }: { readonly color?: boolean | undefined } = {},
): string {
  const shown = scores.length > MOST ? [] : scores;
  const names = shown.map((_, c) => clip(printable(classes[c] ?? `${c}`), 24));
  const heads = ["precision", "recall", "f1", "count"] as const;
  const rows = [...shown, meanScore(scores)].map((score, c) => [
    names[c] ?? `mean of ${presentScores(scores).length}`,
    ...[score.precision, score.recall, score.f1].map((x) => x.toFixed(4)),
    thousands(score.count),
  ]);
  const margin = Math.max(...rows.map(([name]) => widthOf(name)));
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...rows.map((row) => row[i + 1].length))
  );
  const line = ([name, ...cells]: readonly string[]) =>
    padRight(name, margin) +
    cells.map((cell, i) => "  " + padLeft(cell, widths[i])).join("");
  return [
    paint(line(["class", ...heads]), styles.bold, color),
    ...rows.map(line),
  ].join("\n");
}
