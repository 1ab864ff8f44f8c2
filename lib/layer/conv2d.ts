/**
 * The layer type `conv2d`: a dense layer applied to each window of an image.
 * The parameters of a `conv2d` layer are a matrix. Each row of the parameter
 * matrix has the weights of one input of a window, and the last row has the
 * biases. Each column of the parameter matrix belongs to one filter. The inputs
 * of a window are sorted by their row in the window, then by their column, then
 * by their channel.
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

/**
 * A 2D convolution layer of a checked spec. The input is an image of shape
 * `[rows, columns, channels]`.
 */
export interface Conv2dSpec {
  /** The layer's name, under which its parameters are saved. */
  readonly name: string;
  /** The name of the layer type. */
  readonly type: "conv2d";
  /** The number of filters, which is the number of output channels. */
  readonly filters: number;
  /** The size of a window: a number, or `[rows, columns]`. */
  readonly kernelSize: Sides;
  /** The distance between windows: a number, or `[rows, columns]`. */
  readonly strides: Sides;
  /** The padding of the image. */
  readonly padding: Padding;
  /** The activation function. */
  readonly activation: ActivationName;
  /** The dropout rate of the layer's outputs (default: 0). */
  readonly dropout?: number | undefined;
  /** The initializer of the weights. */
  readonly initializer: InitializerName;
  /** The initializer of the biases. */
  readonly biasInitializer: BiasInitializerName;
}

/** A 2D convolution layer as written in a spec. */
export type Conv2dInput =
  & { readonly type: "conv2d" }
  & WithDefaults<Omit<Conv2dSpec, "type">, "filters" | "kernelSize">;

/** The fields of a 2D convolution layer. */
export const conv2dFields = {
  filters: {
    kind: "count",
    presence: "required",
    doc: "the number of filters, which is the number of output channels",
  },
  kernelSize: {
    kind: "sides",
    presence: "required",
    doc: "the size of a window: one number, or [rows, columns]",
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

/** The windows of a 2D convolution layer over its input. */
export function convWindows(
  { kernelSize: size, strides, padding }: Conv2dSpec,
  input: Shape,
): Windows {
  return windowsOf({ size, strides, padding }, input);
}

/** The number of inputs in a window. */
function windowSize({ rows, columns, channels }: Windows): number {
  return rows.size * columns.size * channels;
}

/** The layer type `conv2d`. */
export const conv2d: LayerType<Conv2dSpec> = {
  fields: conv2dFields,
  doc: "2D convolution: filters that are applied to each window of an image",
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
