/**
 * `avgPool2d`: the mean of each window of an image, channel by channel. Windows lie
 * inside the image: libraries do not agree whether zeros around it count.
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

/** A pool that takes the mean of each window. */
export interface AvgPool2dSpec {
  /** Its name. */
  readonly name: string;
  /** The mean of each window. */
  readonly type: "avgPool2d";
  /** The size of a window: a number, or `[rows, columns]`. */
  readonly poolSize: Sides;
  /** From one window to the next: a number, or `[rows, columns]`; else `poolSize`. */
  readonly strides?: Sides | undefined;
  /** The share of its outputs that is dropped in training; none, where absent. */
  readonly dropout?: number | undefined;
}

/** A pool as it may be written. */
export type AvgPool2dInput =
  & { readonly type: "avgPool2d" }
  & WithDefaults<Omit<AvgPool2dSpec, "type">, never>;

/** The fields of a pool that takes the mean. */
export const avgPool2dFields = { ...pool, dropout } as const;

function specOf({ poolSize, strides }: AvgPool2dSpec): WindowSpec {
  return { size: poolSize, strides: strides ?? poolSize, padding: "valid" };
}

/** The windows of a pool. */
export function avgPoolWindows(layer: AvgPool2dSpec, input: Shape): Windows {
  return windowsOf(specOf(layer), input);
}

/** The mean of each window. */
export const avgPool2d: LayerType<AvgPool2dSpec> = {
  fields: avgPool2dFields,
  doc: "the mean of each window of an image",
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
