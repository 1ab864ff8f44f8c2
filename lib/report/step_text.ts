/**
 * A training step as text, small enough to check by hand.
 *
 * @module
 */

import type { Step } from "../engine/mod.ts";
import { paint, styles } from "./_ansi.ts";
import { stepLayers } from "./_step_layers.ts";
import { numberText } from "./_step_tables.ts";
import { thousands } from "./_text.ts";
import { printable } from "./printable.ts";

/** Options of the text. */
export interface StepTextOptions {
  /** The largest number of units, and of weights, that are written for a layer. */
  readonly limit?: number | undefined;
  /** Whether to use ANSI colors. */
  readonly color?: boolean | undefined;
}

/**
 * Writes a step. A layer with weights has a table of its outputs (z before the
 * activation f, f(z), f'(z), and the loss gradient dL/dz) and a table of its
 * weights (before the step, dL/dw, and after the step). For a convolution, the
 * values of one window are also written. A table has at most `limit` rows: the
 * rows with the largest gradients.
 *
 * @returns The lines of the text, joined by line ends.
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
    `${thousands(batch[example] + 1)}, inputs ${rowText(layers[0].x)}, ` +
    `target ${rowText(target)}` +
    (weight === undefined
      ? ""
      : `, class weight ${Number(weight.toPrecision(6))}`),
  ];
  for (const layer of layers) {
    const write = stepLayers[layer.spec.type];
    const [head, ...rest] = write(layer, { limit, batchSize: size });
    const name = paint(printable(layer.name), styles.bold, color);
    lines.push("", `${name}: ${head}`, ...rest);
  }
  return lines.join("\n");
}

/** The first numbers of a row, between brackets. */
function rowText(row: ArrayLike<number>): string {
  const shown = Array.from(
    { length: Math.min(row.length, 10) },
    (_, i) => String(Number(row[i].toPrecision(6))),
  );
  return `[${shown.join(" ")}${row.length > shown.length ? " ..." : ""}]`;
}
