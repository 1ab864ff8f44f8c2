/**
 * `conv2d`: a dense layer applied to each window of an image. Its parameters are a
 * row of weights for each number of a window, in the order kernel row, kernel
 * column, channel, and a row of biases, each as wide as there are filters.
 *
 * @module
 */

import type {
  ActivationName,
  BiasInitializerName,
  InitializerName,
} from "../formula/mod.ts";
import {
  activation,
  biasInitializer,
  dropout,
  initializer,
  padding,
  strides,
} from "./fields.ts";
import type { LayerType, WithDefaults } from "./layer_type.ts";
import { type Shape, sizeOf } from "./shape.ts";
import {
  type Padding,
  refusesWindows,
  type Sides,
  unusedText,
  type Windows,
  windowsOf,
} from "./window.ts";

/** A convolution over an image of `[rows, columns, channels]`. */
export interface Conv2dSpec {
  /** The name its parameters are saved under. */
  readonly name: string;
  /** Filters over windows of an image. */
  readonly type: "conv2d";
  /** How many filters it has, the channels of its output. */
  readonly filters: number;
  /** The size of a window: a number, or `[rows, columns]`. */
  readonly kernelSize: Sides;
  /** From one window to the next: a number, or `[rows, columns]`. */
  readonly strides: Sides;
  /** The zeros around the image. */
  readonly padding: Padding;
  /** What is applied to the weighted sum. */
  readonly activation: ActivationName;
  /** The share of its outputs that is dropped while it learns; none, where absent. */
  readonly dropout?: number | undefined;
  /** How its weights start. */
  readonly initializer: InitializerName;
  /** How its biases start. */
  readonly biasInitializer: BiasInitializerName;
}

/** A convolution as it may be written. */
export type Conv2dInput =
  & { readonly type: "conv2d" }
  & WithDefaults<Omit<Conv2dSpec, "type">, "filters" | "kernelSize">;

/** The fields of a convolution. */
export const conv2dFields = {
  filters: {
    kind: "count",
    presence: "required",
    doc: "the number of filters, which is the number of output channels",
  },
  kernelSize: {
    kind: "sides",
    presence: "required",
    doc: "the size of the window: a number, or [rows, columns]",
  },
  strides,
  padding,
  activation: {
    kind: "activation",
    presence: "default",
    value: "relu",
    doc: activation.doc,
  },
  dropout,
  initializer: { ...initializer, value: "heNormal" },
  biasInitializer,
} as const;

/** The windows of a convolution. */
export function convWindows(
  { kernelSize: size, strides, padding }: Conv2dSpec,
  input: Shape,
): Windows {
  return windowsOf({ size, strides, padding }, input);
}

/** How many numbers a window holds. */
function windowSize({ rows, columns, channels }: Windows): number {
  return rows.size * columns.size * channels;
}

/** Filters over windows of an image. */
export const conv2d: LayerType<Conv2dSpec> = {
  fields: conv2dFields,
  doc: "filters applied to windows of an image",
  computes: true,
  takes: "image",
  refuses: ({ kernelSize: size, ...layer }, input) =>
    refusesWindows("conv2d", "kernelSize", { ...layer, size }, input),
  output(layer, input) {
    const { rows, columns } = convWindows(layer, input);
    return [rows.output, columns.output, layer.filters];
  },
  tensors({ filters, ...layer }, input) {
    const windows = convWindows({ filters, ...layer }, input);
    const { rows, columns, channels } = windows;
    const fans = {
      fanIn: windowSize(windows),
      fanOut: rows.size * columns.size * filters,
    };
    const shape = [rows.size, columns.size, channels, filters];
    const weights = { name: "weights", shape, ...fans };
    const biases = { name: "biases", shape: [filters], ...fans };
    return [
      { ...weights, initializer: layer.initializer, hasMaxNorm: true },
      { ...biases, initializer: layer.biasInitializer, hasMaxNorm: false },
    ];
  },
  work(layer, input) {
    const windows = convWindows(layer, input);
    const { rows, columns } = windows;
    return rows.output * columns.output * layer.filters * windowSize(windows);
  },
  memory(layer, input) {
    const { rows, columns, channels } = convWindows(layer, input);
    const padded = layer.padding === "same"
      ? rows.padded * columns.padded * channels
      : 0;
    return padded + 2 * sizeOf(conv2d.output(layer, input));
  },
  remark: (layer, input) => unusedText(convWindows(layer, input)),
};
