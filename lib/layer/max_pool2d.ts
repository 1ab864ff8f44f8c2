/**
 * `maxPool2d`: the largest number of each window of an image, channel by channel.
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

/** A pool that keeps the largest number of each window. */
export interface MaxPool2dSpec {
  /** Its name. */
  readonly name: string;
  /** The largest number of each window. */
  readonly type: "maxPool2d";
  /** The size of a window: a number, or `[rows, columns]`. */
  readonly poolSize: Sides;
  /** From one window to the next: a number, or `[rows, columns]`; else `poolSize`. */
  readonly strides?: Sides | undefined;
  /** What lies around the image, which is never the largest. */
  readonly padding: Padding;
  /** The share of its outputs that is dropped in training; none, where absent. */
  readonly dropout?: number | undefined;
}

/** A pool as it may be written. */
export type MaxPool2dInput =
  & { readonly type: "maxPool2d" }
  & WithDefaults<Omit<MaxPool2dSpec, "type">, never>;

/** The fields of a pool that keeps the largest number. */
export const maxPool2dFields = { ...pool, padding, dropout } as const;

function specOf({ poolSize, strides, padding }: MaxPool2dSpec): WindowSpec {
  return { size: poolSize, strides: strides ?? poolSize, padding };
}

/** The windows of a pool. */
export function maxPoolWindows(layer: MaxPool2dSpec, input: Shape): Windows {
  return windowsOf(specOf(layer), input);
}

/** The largest number of each window. */
export const maxPool2d: LayerType<MaxPool2dSpec> = {
  fields: maxPool2dFields,
  doc: "the maximum of each window of an image",
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
    const gradients = windows.rows.output * windows.columns.output; // one of each
    return { ...reachOf(windows), gradients };
  },
  remark: (layer, input) => unusedText(maxPoolWindows(layer, input)),
};
