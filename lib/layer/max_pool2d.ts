/**
 * The layer type `maxPool2d`: the maximum of each window of an image, for each
 * channel.
 *
 * @module
 */

import { dropout, padding, pool } from "./fields.ts";
import type { LayerType, WithDefaults } from "./layer_type.ts";
import { type Shape, sizeOf } from "./shape.ts";
import {
  type Padding,
  reachOf,
  refusesWindows,
  type Sides,
  unusedText,
  type Windows,
  windowsOf,
  type WindowSpec,
} from "./window.ts";

/** A max pooling layer of a checked spec. */
export interface MaxPool2dSpec {
  /** The layer's name. */
  readonly name: string;
  /** The name of the layer type. */
  readonly type: "maxPool2d";
  /** The size of a window: a number, or `[rows, columns]`. */
  readonly poolSize: Sides;
  /** The distance between windows: a number, or `[rows, columns]`; by default `poolSize`. */
  readonly strides?: Sides | undefined;
  /**
   * The padding around the image. The padding never becomes the maximum of a
   * window.
   */
  readonly padding: Padding;
  /** The dropout rate of the layer's outputs (default: 0). */
  readonly dropout?: number | undefined;
}

/** A max pooling layer as written in a spec. */
export type MaxPool2dInput =
  & { readonly type: "maxPool2d" }
  & WithDefaults<Omit<MaxPool2dSpec, "type">, never>;

/** The fields of a max pooling layer. */
export const maxPool2dFields = { ...pool, padding, dropout } as const;

function specOf({ poolSize, strides, padding }: MaxPool2dSpec): WindowSpec {
  return { size: poolSize, strides: strides ?? poolSize, padding };
}

/** The windows of a max pooling layer over its input. */
export function maxPoolWindows(layer: MaxPool2dSpec, input: Shape): Windows {
  return windowsOf(specOf(layer), input);
}

/** The layer type `maxPool2d`. */
export const maxPool2d: LayerType<MaxPool2dSpec> = {
  fields: maxPool2dFields,
  doc: "max pooling: for each channel of an image, the maximum of each window",
  computes: true,
  takes: "image",
  refuses: (layer, input) =>
    refusesWindows("maxPool2d", "poolSize", specOf(layer), input),
  output(layer, input) {
    const { rows, columns, channels } = maxPoolWindows(layer, input);
    return [rows.output, columns.output, channels];
  },
  tensors: () => [],
  work: () => 0,
  memory: (layer, input) => 2 * sizeOf(maxPool2d.output(layer, input)),
  reads(layer, input) {
    const windows = maxPoolWindows(layer, input);
    const gradients = windows.rows.output * windows.columns.output; // only the maximum of a window has a gradient
    return { ...reachOf(windows), gradients };
  },
  remark: (layer, input) => unusedText(maxPoolWindows(layer, input)),
};
