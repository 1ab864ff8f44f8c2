/**
 * A step of learning as text, small enough to follow by hand.
 *
 * @module
 */

import type { LayerStep, Step } from "../engine/mod.ts";
import { paint, styles } from "./_ansi.ts";
import { padLeft, padRight, thousands, widthOf } from "./_text.ts";
import { printable } from "./printable.ts";

/** How a step is written. */
export interface StepTextOptions {
  /** How many units, and how many weights, of a layer are written at most. */
  readonly limit?: number | undefined;
  /** Whether to use ANSI colours. */
  readonly color?: boolean | undefined;
}

/**
 * Writes a step: for each layer a table of its units (z, f(z), f'(z) and the
 * error, dL/dz) and one of its weights (before, dL/dw and after). Where there
 * are more than `limit`, those with the steepest slopes.
 *
 * @returns Lines without a line end after the last.
 */
export function stepText(
  { step, steps, epoch, rate, loss, batch, example, ...seen }: Step,
  { limit = 40, color = false }: StepTextOptions = {},
): string {
  const { target, weight, layers } = seen, size = batch.length;
  const lines = [
    `step ${thousands(step)} of ${thousands(steps)}, in epoch ${epoch}: ` +
    `learning rate ${rate}, batch of ${size}, mean loss ${numberText(loss)}`,
    `example ${example + 1} of the batch: training row ` +
    `${thousands(batch[example] + 1)}, ${rowText(layers[0].x)}, ` +
    `to be ${rowText(target)}` +
    (weight === undefined
      ? ""
      : `, class weight ${Number(weight.toPrecision(6))}`),
  ];
  for (const layer of layers) {
    if (layer.before.length === 0) continue; // it computes nothing
    lines.push("", ...layerLines(layer, { limit, color }));
  }
  return lines.join("\n");
}

function layerLines(
  { name, activation, x, z, a, slope, dz, before, dWeights, after }: LayerStep,
  { limit, color }: { readonly limit: number; readonly color: boolean },
): string[] {
  const I = x.length, O = z.length;
  const units = steepest(dz, limit), weights = steepest(dWeights, limit);
  const from = (i: number) => i === I ? "bias" : `input ${i + 1}`;
  return [
    paint(printable(name), styles.bold, color) +
    `: ${thousands(O)} ${activation} of ${thousands(I)} inputs`,
    ...table(
      ["unit", "z", "f(z)", "f'(z)", "dL/dz"],
      units.map((o) => [
        String(o + 1),
        ...[z[o], a[o], slope?.[o], dz[o]].map(numberText),
      ]),
    ),
    ...leftOut(O - units.length, "units"),
    ...table(
      ["weight", "before", "dL/dw", "after"],
      weights.map((w) => [
        `${from(Math.floor(w / O))} -> unit ${w % O + 1}`,
        ...[before[w], dWeights[w], after[w]].map(numberText),
      ]),
    ),
    ...leftOut(before.length - weights.length, "weights"),
  ];
}

/** Which of them are the steepest, in their own order. */
function steepest(slopes: ArrayLike<number>, limit: number): number[] {
  return Array.from({ length: slopes.length }, (_, n) => n)
    .sort((a, b) => Math.abs(slopes[b]) - Math.abs(slopes[a]) || a - b)
    .slice(0, limit)
    .sort((a, b) => a - b);
}

function leftOut(count: number, what: string): string[] {
  return count === 0
    ? []
    : [`  ${what} with less steep slopes, left out: ${thousands(count)}`];
}

/** Rows under their heads, the first column to the left, numbers to the right. */
function table(
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

/** The first numbers of a row, between brackets. */
function rowText(row: ArrayLike<number>): string {
  const shown = Array.from(
    { length: Math.min(row.length, 10) },
    (_, i) => String(Number(row[i].toPrecision(6))),
  );
  return `[${shown.join(" ")}${row.length > shown.length ? " ..." : ""}]`;
}

/** Six decimals where they say something. */
function numberText(value: number | undefined): string {
  if (value === undefined) return "-";
  const size = Math.abs(value);
  return size === 0 || size >= 1e-3 && size < 1e6
    ? value.toFixed(6)
    : value.toExponential(3);
}
