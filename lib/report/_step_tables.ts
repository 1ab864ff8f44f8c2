/**
 * The tables of a layer in a training step, and the names of positions in images.
 *
 * @module
 */

import type { LayerStep } from "../engine/mod.ts";
import type { Shape } from "../layer/mod.ts";
import { padLeft, padRight, thousands, widthOf } from "./_text.ts";

/** Options of the text of a layer. */
export interface StepLayerOptions {
  /** The largest number of rows of a table. */
  readonly limit: number;
  /** The number of examples in the batch. */
  readonly batchSize: number;
}

/** A table of the outputs with the largest gradients. */
export function outputTable(
  { z, a, slope, dz }: LayerStep,
  { limit }: StepLayerOptions,
  what: string,
  nameOf: (o: number) => string,
): string[] {
  const shown = largest(dz, limit);
  return [
    ...table(
      [what, "z", "f(z)", "f'(z)", "dL/dz"],
      shown.map((o) => [
        nameOf(o),
        ...[z[o], a[o], slope?.[o], dz[o]].map(numberText),
      ]),
    ),
    ...leftOut(z.length - shown.length, `${what}s`),
  ];
}

/** A table of the parameters with the largest gradients. */
export function weightTable(
  { before, dWeights, after }: LayerStep,
  { limit }: StepLayerOptions,
  what: string,
  nameOf: (w: number) => string,
): string[] {
  const shown = largest(dWeights, limit);
  return [
    ...table(
      [what, "before", "dL/dw", "after"],
      shown.map((w) => [
        nameOf(w),
        ...[before[w], dWeights[w], after[w]].map(numberText),
      ]),
    ),
    ...leftOut(before.length - shown.length, `${what}s`),
  ];
}

/**
 * The position of a number in an image or in a row, in words.
 *
 * @param shape `[rows, columns, channels]` or `[n]`.
 * @param what The word for a channel in the text, such as `filter`.
 */
export function placeText(
  shape: Shape,
  n: number,
  what: string = "channel",
): string {
  if (shape.length === 1) return `number ${n + 1}`;
  const [, columns, C] = shape, place = Math.floor(n / C);
  const channel = C === 1 && what === "channel" ? "" : ` ${what} ${n % C + 1}`;
  return `row ${Math.floor(place / columns) + 1} column ${
    place % columns + 1
  }${channel}`;
}

/**
 * The positions of the numbers with the largest absolute values. The positions
 * are in ascending order.
 */
export function largest(numbers: ArrayLike<number>, limit: number): number[] {
  return Array.from({ length: numbers.length }, (_, n) => n)
    .sort((a, b) => Math.abs(numbers[b]) - Math.abs(numbers[a]) || a - b)
    .slice(0, limit)
    .sort((a, b) => a - b);
}

/** A line with the number of rows that a table does not show; no line if the table shows all rows. */
export function leftOut(count: number, what: string): string[] {
  return count === 0
    ? []
    : [`  ${what} with smaller gradients, not shown: ${thousands(count)}`];
}

/**
 * A table as lines: the headings, then the rows. The first column is aligned to
 * the left, the other columns to the right.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(...all.map((cells) => widthOf(cells[column])))
  );
  return all.map((cells) =>
    "  " +
    cells.map((cell, column) =>
      (column === 0 ? padRight : padLeft)(cell, widths[column])
    ).join("  ")
  );
}

/** A number with six decimals, or with a power of ten if it is very small or large. */
export function numberText(value: number | undefined): string {
  if (value === undefined) return "-";
  const size = Math.abs(value);
  return size === 0 || size >= 1e-3 && size < 1e6
    ? value.toFixed(6)
    : value.toExponential(3);
}
