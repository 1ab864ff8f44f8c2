/**
 * A data set as text: the number of examples of each class, and an image of each
 * class.
 *
 * @module
 */

import type { Dataset, Examples } from "../dataset/mod.ts";
import { classOf } from "./_pair.ts";
import { className, gallery } from "./_gallery.ts";
import { padLeft, padRight, thousands, widthOf } from "./_text.ts";

/**
 * The number of examples of each class.
 *
 * @param cut The threshold between the two classes of one output (default: 0.5).
 */
export function classCounts({ targets }: Examples, cut?: number): number[] {
  const { rows, columns } = targets;
  const counts = Array<number>(columns === 1 ? 2 : columns).fill(0);
  for (let r = 0; r < rows; r++) counts[classOf(targets, r, cut)]++;
  return counts;
}

/** Options of the text. */
export interface ExamplesTextOptions {
  /** Whether to use ANSI colors. */
  readonly color?: boolean | undefined;
  /** The width of the terminal, in columns. */
  readonly width?: number | undefined;
}

/**
 * Draws a table of the classes, and the first training example of each class.
 *
 * @returns The lines of the text, joined by line ends.
 */
export function examplesText(
  { train, test, classes = [], image }: Dataset,
  options: ExamplesTextOptions = {},
): string {
  const parts = [train, test].filter((part) => part !== undefined);
  const counts = parts.map((part) => classCounts(part));
  const share = (n: number, p: number) =>
    `${(100 * n / parts[p].targets.rows).toFixed(1)} %`;
  const table = [
    ["class", "train", "", "test", ""].slice(0, 1 + 2 * parts.length),
    ...counts[0].map((_, c) => [
      className(c, classes),
      ...counts.flatMap((of, p) => [thousands(of[c]), share(of[c], p)]),
    ]),
    [
      "all",
      ...parts.flatMap(({ targets }) => [thousands(targets.rows), ""]),
    ],
  ];
  const widths = table[0].map((_, column) =>
    Math.max(...table.map((cells) => widthOf(cells[column])))
  );
  const lines = table.map((cells) =>
    cells.map((cell, column) =>
      (column === 0 ? padRight : padLeft)(cell, widths[column])
    ).join("  ").trimEnd()
  );
  const drawn = image && firstOfEach(train);
  if (drawn === undefined || drawn.length === 0) return lines.join("\n");
  const pictures = gallery(
    drawn.map(({ pixels }) => pixels),
    drawn.map(({ label }) => [className(label, classes)]),
    { image: image!, ...options },
  );
  return [...lines, "", pictures].join("\n");
}

/** The first image of each class, if the examples are images. */
function firstOfEach(
  { inputs, targets }: Examples,
): { label: number; pixels: Uint8Array }[] {
  const { data, columns } = inputs;
  if (!(data instanceof Uint8Array)) return [];
  const found: { label: number; pixels: Uint8Array }[] = [];
  for (let b = 0; b < inputs.rows; b++) {
    const label = classOf(targets, b);
    if (found.some((each) => each.label === label)) continue;
    const pixels = data.subarray(b * columns, (b + 1) * columns);
    found.push({ label, pixels });
    if (found.length === Math.max(2, targets.columns)) break;
  }
  return found.sort((a, b) => a.label - b.label);
}
