/**
 * The tables that a layer is written in, in a step of learning, and the names of
 * places in images.
 *
 * @module
 */

import type { LayerStep } from "../engine/mod.ts";
import type { Shape } from "../layer/mod.ts";
import { padLeft, padRight, thousands, widthOf } from "./_text.ts";

/** How a layer is written. */
export interface StepLayerOptions {
  /** How many lines a table has at most. */
  readonly limit: number;
  /** How many examples the batch has. */
  readonly batchSize: number;
}

/** The outputs with the steepest slopes. */
export function outputTable(
  { z, a, slope, dz }: LayerStep,
  { limit }: StepLayerOptions,
  what: string,
  nameOf: (o: number) => string,
): string[] {
  const shown = steepest(dz, limit);
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

/** The parameters with the steepest slopes. */
export function weightTable(
  { before, dWeights, after }: LayerStep,
  { limit }: StepLayerOptions,
  what: string,
  nameOf: (w: number) => string,
): string[] {
  const shown = steepest(dWeights, limit);
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
 * The name of a number in an image, of one in a row, or of a place in an image.
 *
 * @param shape `[rows, columns, channels]` or `[n]`.
 * @param what What a channel is called.
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

/** Which of them are the steepest, in their own order. */
export function steepest(slopes: ArrayLike<number>, limit: number): number[] {
  return Array.from({ length: slopes.length }, (_, n) => n)
    .sort((a, b) => Math.abs(slopes[b]) - Math.abs(slopes[a]) || a - b)
    .slice(0, limit)
    .sort((a, b) => a - b);
}

/** How many are not in a table. */
export function leftOut(count: number, what: string): string[] {
  return count === 0
    ? []
    : [`  ${what} with less steep slopes, left out: ${thousands(count)}`];
}

/** Rows under their heads, the first column to the left, numbers to the right. */
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

/** Six decimals where they say something. */
export function numberText(value: number | undefined): string {
  if (value === undefined) return "-";
  const size = Math.abs(value);
  return size === 0 || size >= 1e-3 && size < 1e6
    ? value.toFixed(6)
    : value.toExponential(3);
}
