/**
 * The text of each layer type in a training step.
 *
 * @module
 */

import type { LayerStep } from "../engine/mod.ts";
import {
  avgPoolWindows,
  type LayerTypeName,
  maxPoolWindows,
  shapeText,
  type Windows,
} from "../layer/mod.ts";
import type { AvgPool2dSpec, MaxPool2dSpec } from "../spec/mod.ts";
import { convLines, placeOf } from "./_step_conv2d.ts";
import {
  largest,
  leftOut,
  numberText,
  outputTable,
  placeText,
  type StepLayerOptions,
  table,
  weightTable,
} from "./_step_tables.ts";
import { thousands } from "./_text.ts";

/**
 * Returns the lines of text for one layer in a training step; the first line
 * does not contain the layer's name.
 */
type StepLayer = (step: LayerStep, options: StepLayerOptions) => string[];

/**
 * The functions that write a layer of a training step as text, one function for
 * each layer type.
 */
export const stepLayers: Readonly<Record<LayerTypeName, StepLayer>> = {
  dense(step, options) {
    const { activation, x: { length: I }, z: { length: O } } = step;
    const from = (i: number) => i === I ? "bias" : `input ${i + 1}`;
    return [
      `${thousands(O)} ${activation} of ${thousands(I)} inputs`,
      ...outputTable(step, options, "unit", (o) => String(o + 1)),
      ...weightTable(
        step,
        options,
        "weight",
        (w) => `${from(Math.floor(w / O))} -> unit ${w % O + 1}`,
      ),
    ];
  },
  conv2d: convLines,
  maxPool2d(step, options) {
    const { spec, input, x, z } = step;
    const windows = maxPoolWindows(spec as MaxPool2dSpec, input);
    const C = windows.channels;
    const largestAt = (o: number) => {
      const taps = windows.rows.size * windows.columns.size;
      for (let tap = o % C; tap < taps * C; tap += C) {
        const i = placeOf(windows, Math.floor(o / C), tap);
        if (i !== undefined && x[i] === z[o]) return placeText(input, i);
      }
      return "-";
    };
    return [
      `the largest input of each window of ${
        sizeText(windows)
      }; only this input receives the window's dL/dz`,
      ...poolTable(step, options, ["largest at", largestAt]),
    ];
  },
  avgPool2d(step, options) {
    const { spec, input } = step;
    const windows = avgPoolWindows(spec as AvgPool2dSpec, input);
    const count = windows.rows.size * windows.columns.size;
    return [
      `the mean of each window of ${
        sizeText(windows)
      }; each of its ${count} inputs receives dL/dz / ${count}`,
      ...poolTable(step, options),
    ];
  },
  flatten: ({ input, output: [size] }) => [
    `${shapeText(input, thousands)} as a row of ${
      thousands(size)
    } numbers, unchanged`,
  ],
  batchNorm: (step, options) =>
    normLines(
      step,
      options,
      "(each channel - its mean over the batch) / its standard deviation over the batch",
    ),
  layerNorm: (step, options) =>
    normLines(
      step,
      options,
      "(the channels at each position - their mean) / their standard deviation",
    ),
};

function sizeText({ rows, columns }: Windows): string {
  return `${rows.size} x ${columns.size}`;
}

/**
 * The table of the outputs of a pooling layer. If `head` and `of` are given,
 * the table has one more column, with the heading `head` and the texts that
 * `of` returns.
 */
function poolTable(
  { output, z, dz }: LayerStep,
  { limit }: StepLayerOptions,
  [head, of]: readonly [string?, ((o: number) => string)?] = [],
): string[] {
  const shown = largest(dz, limit);
  return [
    ...table(
      ["output", ...(head ? [head] : []), "z", "dL/dz"],
      shown.map((o) => [
        placeText(output, o),
        ...(of ? [of(o)] : []),
        ...[z[o], dz[o]].map(numberText),
      ]),
    ),
    ...leftOut(z.length - shown.length, "outputs"),
  ];
}

/** The text of a normalization layer: a table of its inputs and outputs, then a table of gamma and beta. */
function normLines(
  step: LayerStep,
  options: StepLayerOptions,
  what: string,
): string[] {
  const { activation, output, x, z, a, slope, dz, before } = step;
  const C = before.length / 2, shown = largest(dz, options.limit);
  return [
    `z = gamma * ${what} + beta; f is ${activation}`,
    ...table(
      ["output", "x", "z", "f(z)", "f'(z)", "dL/dz"],
      shown.map((o) => [
        placeText(output, o),
        ...[x[o], z[o], a[o], slope?.[o], dz[o]].map(numberText),
      ]),
    ),
    ...leftOut(z.length - shown.length, "outputs"),
    ...weightTable(
      step,
      options,
      "parameter",
      (w) => `${w < C ? "gamma" : "beta"} of channel ${w % C + 1}`,
    ),
  ];
}
