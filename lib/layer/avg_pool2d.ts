/**
 * The layer type `avgPool2d`: the mean of each window of an image, for each
 * channel. The layer has no padding, because libraries differ in whether the mean
 * includes the padding.
 *
 * @module
 */

import { dropout, pool } from "./fields.ts";
import type { LayerType, WithDefaults } from "./layer_type.ts";
import { type Shape, sizeOf } from "./shape.ts";
import {
  reachOf,
  refusesWindows,
  type Sides,
  unusedText,
  type Windows,
  windowsOf,
  type WindowSpec,
} from "./window.ts";

/** An average pooling layer of a checked spec. */
export interface AvgPool2dSpec {
  /** The layer's name. */
  readonly name: string;
  /** The name of the layer type. */
  readonly type: "avgPool2d";
  /** The size of a window: a number, or `[rows, columns]`. */
  readonly poolSize: Sides;
  /** The distance between windows: a number, or `[rows, columns]`; by default `poolSize`. */
  readonly strides?: Sides | undefined;
  /** The dropout rate of the layer's outputs (default: 0). */
  readonly dropout?: number | undefined;
}

/** An average pooling layer as written in a spec. */
export type AvgPool2dInput =
  & { readonly type: "avgPool2d" }
  & WithDefaults<Omit<AvgPool2dSpec, "type">, never>;

/** The fields of an average pooling layer. */
export const avgPool2dFields = { ...pool, dropout } as const;

function specOf({ poolSize, strides }: AvgPool2dSpec): WindowSpec {
  return { size: poolSize, strides: strides ?? poolSize, padding: "valid" };
}

/** The windows of an average pooling layer over its input. */
export function avgPoolWindows(layer: AvgPool2dSpec, input: Shape): Windows {
  return windowsOf(specOf(layer), input);
}

/** The layer type `avgPool2d`. */
export const avgPool2d: LayerType<AvgPool2dSpec> = {
  fields: avgPool2dFields,
  doc: "average pooling: for each channel of an image, the mean of each window",
  computes: true,
  takes: "image",
  refuses: (layer, input) =>
    refusesWindows("avgPool2d", "poolSize", specOf(layer), input),
  output(layer, input) {
    const { rows, columns, channels } = avgPoolWindows(layer, input);
    return [rows.output, columns.output, channels];
  },
  tensors: () => [],
  work: () => 0,
  memory: (layer, input) => 2 * sizeOf(avgPool2d.output(layer, input)),
  reads(layer, input) {
    const { rows, columns } = reachOf(avgPoolWindows(layer, input));
    return { rows, columns, gradients: rows * columns };
  },
  remark: (layer, input) => unusedText(avgPoolWindows(layer, input)),
};
