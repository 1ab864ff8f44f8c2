/**
 * The confusion matrix as text: a line for each class, right predictions on the
 * diagonal.
 *
 * @module
 */

import { paint, styles } from "./_ansi.ts";
import { clip, padLeft, padRight, thousands, widthOf } from "./_text.ts";
import { printable } from "./printable.ts";

/** Options of the matrix. */
export interface ConfusionTextOptions {
  /** Whether to use ANSI colors. */
  readonly color?: boolean | undefined;
  /** The width of the terminal, in columns; a wider matrix becomes a list. */
  readonly width?: number | undefined;
}

/**
 * Draws a confusion matrix: one row for each label, one column for each prediction. A
 * zero is drawn as `.`. The last column is the fraction of each class that is predicted
 * right. If a class has a long name, the columns are headed by class numbers.
 *
 * @param matrix Counts by `[label][prediction]`.
 * @param classes The names of the classes (default: their numbers).
 * @returns The lines of the text, joined by line ends.
 */
export function confusionText(
  matrix: readonly (readonly number[])[],
  classes: readonly string[] = [],
  { color = false, width = 80 }: ConfusionTextOptions = {},
): string {
  const names = matrix.map((_, c) => clip(printable(classes[c] ?? `${c}`), 24));
  const short = names.every((name) => widthOf(name) <= 5);
  const heads = short ? names : names.map((_, c) => `${c}`);
  const labels = short ? names : names.map((name, c) => `${c} ${name}`);
  const margin = Math.max("label".length, ...labels.map(widthOf));
  const cell = 2 + Math.max(
    ...heads.map(widthOf),
    ...matrix.map((row) => `${Math.max(...row)}`.length),
  );
  if (margin + cell * names.length + "   100.0%".length > width) {
    return mixUps(matrix, names);
  }

  const worst = Math.max(
    1,
    ...matrix.map((counts, c) => Math.max(...counts.toSpliced(c, 1))),
  );
  const guess = padLeft("guess", margin + 2 + "guess".length);
  const head = padRight("label", margin) +
    heads.map((name) => padLeft(name, cell)).join("") + "    right";
  const lines = matrix.map((counts, c) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const share = total === 0
      ? "-"
      : `${(counts[c] / total * 100).toFixed(1)}%`;
    const cells = counts.map((count, guessed) => {
      const text = padLeft(count === 0 ? "." : `${count}`, cell);
      return paint(text, shade(count, { right: c === guessed, worst }), color);
    });
    return padRight(labels[c], margin) + cells.join("") + padLeft(share, 9);
  });
  return [
    paint(guess, styles.dim, color),
    paint(head, styles.bold, color),
    ...lines,
  ].join("\n");
}

/**
 * The style of a count in the matrix. A zero is dim. A mistake that is more
 * frequent is drawn in a stronger red.
 */
function shade(
  count: number,
  { right, worst }: { right: boolean; worst: number },
): string {
  if (count === 0) return styles.dim;
  if (right) return styles.right;
  const reds = ["38;5;136", "38;5;172", "38;5;166", "1;38;5;196"];
  return reds[Math.ceil(count / worst * reds.length) - 1];
}

/** The mistakes: each pair of a label and a different predicted class, the most frequent first. */
function mistakesOf(matrix: readonly (readonly number[])[]) {
  return matrix.flatMap((counts, label) =>
    counts.map((count, guess) => ({ label, guess, count }))
      .filter(({ guess, count }) => guess !== label && count > 0)
  ).sort((a, b) => b.count - a.count);
}

const timesText = (count: number) =>
  `${thousands(count)} ${count === 1 ? "time" : "times"}`;

/**
 * The classes that are most often confused, as one line such as
 * `most confused: 4 read as 9: 16 times, 7 read as 2: 9 times`.
 *
 * @param matrix Counts by `[label][prediction]`.
 * @param classes The names of the classes (default: their numbers).
 * @param verb The verb in the text, `read` for images or `predicted` for other
 * examples.
 * @returns `undefined` if no two classes are confused.
 */
export function mostConfused(
  matrix: readonly (readonly number[])[],
  classes: readonly string[] = [],
  verb: "read" | "predicted" = "predicted",
): string | undefined {
  const name = (c: number) => clip(printable(classes[c] ?? `${c}`), 24);
  const shown = mistakesOf(matrix).slice(0, 3).map(({ label, guess, count }) =>
    `${name(label)} ${verb} as ${name(guess)}: ${timesText(count)}`
  );
  return shown.length > 0 ? `most confused: ${shown.join(", ")}` : undefined;
}

/** The most frequent mistakes as a list, for a matrix that is wider than the terminal. */
function mixUps(
  matrix: readonly (readonly number[])[],
  names: readonly string[],
): string {
  const mistakes = mistakesOf(matrix);
  const total = mistakes.reduce((sum, { count }) => sum + count, 0);
  const shown = mistakes.slice(0, 10);
  const [labels, guesses] = (["label", "guess"] as const).map((side) =>
    Math.max(...shown.map((mistake) => widthOf(names[mistake[side]])))
  );
  return [
    `${thousands(total)} mistakes among ${names.length} classes` +
    (total > 0 ? ", the most frequent:" : ""),
    ...shown.map(({ label, guess, count }) =>
      `  label ${padRight(names[label], labels)}  guess ${
        padRight(names[guess], guesses)
      }  ${timesText(count)}`
    ),
  ].join("\n");
}
