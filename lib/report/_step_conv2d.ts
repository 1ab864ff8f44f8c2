/**
 * A convolution in a training step: how the inputs of one window become an
 * output, and how the gradient of one weight is a sum over all windows.
 *
 * @module
 */

import type { LayerStep } from "../engine/mod.ts";
import {
  type Axis,
  convWindows,
  shapeText,
  type Windows,
} from "../layer/mod.ts";
import type { Conv2dSpec } from "../spec/mod.ts";
import {
  largest,
  numberText,
  outputTable,
  placeText,
  type StepLayerOptions,
  table,
  weightTable,
} from "./_step_tables.ts";
import { thousands } from "./_text.ts";

/**
 * The text of a convolution: the outputs, one window, the gradient of one
 * weight, and the weights.
 */
export function convLines(
  step: LayerStep,
  options: StepLayerOptions,
): string[] {
  const { spec, input, output, activation, dz, dWeights } = step;
  const windows = convWindows(spec as Conv2dSpec, input);
  const { rows, columns, channels: C } = windows, F = output[2];
  const kernel = [rows.size, columns.size, C];
  const taps = rows.size * columns.size * C;
  const weightOf = (w: number) => {
    const i = Math.floor(w / F);
    const from = i === taps ? "bias" : placeText(kernel, i);
    return `${from} -> filter ${w % F + 1}`;
  };
  const [o] = largest(dz, 1), f = o % F;
  const ofFilter = dWeights.filter((_, w) => w % F === f).subarray(0, taps);
  const [tap] = largest(ofFilter, 1);
  return [
    `${thousands(F)} ${activation} ${F === 1 ? "filter" : "filters"} over ${
      thousands(dz.length / F)
    } ${dz.length === F ? "window" : "windows"} of ${shapeText(kernel)} inputs`,
    ...outputTable(
      step,
      options,
      "output",
      (o) => placeText(output, o, "filter"),
    ),
    `a convolution applies one dense layer to each window; the next table shows the window of ${
      placeText(output, o, "filter")
    }`,
    ...windowTable(step, windows, { o, options, weightOf }),
    `the gradient of one weight is a sum over windows; the next table shows this sum for the weight ${
      weightOf(tap * F + f)
    }`,
    ...gradientTable(step, windows, { w: tap * F + f, options }),
    ...weightTable(step, options, "weight", weightOf),
  ];
}

/**
 * A table of one window: each input, its weight and their product, then the sum
 * z, the output f(z) after the activation f, and the gradient.
 */
function windowTable(
  { input, x, z, a, before, slope, dz }: LayerStep,
  windows: Windows,
  { o, options: { limit }, weightOf }: {
    readonly o: number;
    readonly options: StepLayerOptions;
    readonly weightOf: (w: number) => string;
  },
): string[] {
  const { rows, columns, channels: C } = windows;
  const F = z.length / (rows.output * columns.output);
  const taps = rows.size * columns.size * C;
  const window = Math.floor(o / F), f = o % F;
  const places = Array.from(
    { length: taps },
    (_, tap) => placeOf(windows, window, tap),
  );
  const products = places.map((i, tap) =>
    i === undefined ? 0 : x[i] * before[tap * F + f]
  );
  const shown = largest(products, limit);
  const rest = products.filter((_, tap) => !shown.includes(tap));
  return table(
    ["weight", "input", "x", "weight", "x * weight"],
    [
      ...shown.map((tap) => {
        const w = tap * F + f, i = places[tap];
        const [at, value] = i === undefined
          ? ["outside", 0]
          : [placeText(input, i), x[i]];
        const numbers = [value, before[w], products[tap]].map(numberText);
        return [weightOf(w), at, ...numbers];
      }),
      ...othersRow(rest, "inputs", ["", "", ""]),
      [weightOf(taps * F + f), "", "", "", numberText(before[taps * F + f])],
      ...[
        ["z, their sum", z[o]] as const,
        ["f(z)", a[o]] as const,
        ["f'(z)", slope?.[o]] as const,
        ["dL/dz", dz[o]] as const,
      ].map(([what, value]) => [what, "", "", "", numberText(value)]),
    ],
  );
}

/**
 * A table for the gradient of one weight: for each window, the input that the
 * weight multiplies, the gradient dL/dz, and their product.
 */
function gradientTable(
  { output, x, dz, dWeights }: LayerStep,
  windows: Windows,
  { w, options: { limit, batchSize } }: {
    readonly w: number;
    readonly options: StepLayerOptions;
  },
): string[] {
  const F = output[2], tap = Math.floor(w / F), f = w % F;
  const inputs = Array.from({ length: dz.length / F }, (_, window) => {
    const i = placeOf(windows, window, tap);
    return i === undefined ? 0 : x[i];
  });
  const products = inputs.map((x, window) => x * dz[window * F + f]);
  const shown = largest(products, limit).filter((window) => products[window]);
  const rest = products.filter((_, window) => !shown.includes(window));
  const sum = sumOf(products);
  return table(
    ["window", "x", "dL/dz", "x * dL/dz"],
    [
      ...shown.map((window) => [
        placeText([output[0], output[1], 1], window),
        ...[inputs[window], dz[window * F + f], products[window]].map(
          numberText,
        ),
      ]),
      ...othersRow(rest, "windows", ["", ""]),
      ["their sum", "", "", numberText(sum)],
      ...batchSize === 1 ? [] : [[
        `dL/dw, the mean of this sum over ${thousands(batchSize)} examples`,
        "",
        "",
        numberText(dWeights[w]),
      ]],
    ],
  );
}

/**
 * The row with the sum of the products that a table does not show; no row if the
 * table shows all products.
 */
function othersRow(
  rest: readonly number[],
  what: string,
  empty: readonly string[],
): string[][] {
  if (rest.length === 0) return [];
  const name = `other ${what} (${thousands(rest.length)})`;
  return [[name, ...empty, numberText(sumOf(rest))]];
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/**
 * Converts input number `tap` of a window to the position of this input among
 * all inputs of the layer. The position is `undefined` if the input is outside
 * the image.
 */
export function placeOf(
  { rows, columns, channels: C }: Windows,
  window: number,
  tap: number,
): number | undefined {
  const at = (axis: Axis, n: number, k: number) =>
    n * axis.stride + k - axis.before;
  const place = Math.floor(tap / C);
  const row = at(
    rows,
    Math.floor(window / columns.output),
    Math.floor(place / columns.size),
  );
  const column = at(columns, window % columns.output, place % columns.size);
  const isInside = row >= 0 && row < rows.input && column >= 0 &&
    column < columns.input;
  return isInside ? (row * columns.input + column) * C + tap % C : undefined;
}
