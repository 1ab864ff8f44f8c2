/**
 * `layerNorm`: the channels of each place, or a row of numbers, less their mean and
 * divided by their deviation, then scaled and shifted by parameters.
 *
 * @see https://arxiv.org/abs/1607.06450
 * @module
 */

import type { ActivationName } from "../formula/mod.ts";
import { norm, normTensors } from "./fields.ts";
import type { LayerType, WithDefaults } from "./layer_type.ts";
import { sizeOf } from "./shape.ts";

/** A layer that normalizes over the last axis of each example. */
export interface LayerNormSpec {
  /** The name its parameters are saved under. */
  readonly name: string;
  /** Normalizes over the channels of each place. */
  readonly type: "layerNorm";
  /** What is applied to the normalized numbers. */
  readonly activation: ActivationName;
  /** The share of its outputs that is dropped in training; none, where absent. */
  readonly dropout?: number | undefined;
  /** What is added to the variance, against a division by 0. */
  readonly epsilon: number;
}

/** A layer of this type as it may be written. */
export type LayerNormInput =
  & { readonly type: "layerNorm" }
  & WithDefaults<Omit<LayerNormSpec, "type">, never>;

/** The fields of the layer. */
export const layerNormFields = norm;

/** Normalizes over the channels of each place. */
export const layerNorm: LayerType<LayerNormSpec> = {
  fields: layerNormFields,
  doc: "normalization over the channels of each position",
  computes: true,
  refuses: (_, input) =>
    input[input.length - 1] > 1
      ? undefined
      : `layerNorm takes at least 2 ${
        input.length === 1 ? "numbers" : "channels"
      }, since of one only beta would be left: found 1`,
  output: (_, input) => input,
  tensors: (_, input) => normTensors(input),
  work: (_, input) => sizeOf(input),
  memory: (_, input) => 2 * sizeOf(input) + 2 * sizeOf(input.slice(0, -1)),
};
