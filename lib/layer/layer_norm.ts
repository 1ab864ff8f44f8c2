/**
 * The layer type `layerNorm`: normalizes the channels at each position of an
 * image, or all numbers of an example if examples are rows of numbers. The
 * normalized values are multiplied by gamma, and beta is added. Gamma and beta
 * are learned.
 *
 * @see https://arxiv.org/abs/1607.06450
 * @module
 */

import type { ActivationName } from "../formula/mod.ts";
import { norm, normTensors } from "./fields.ts";
import type { LayerType, WithDefaults } from "./layer_type.ts";
import { sizeOf } from "./shape.ts";

/** A layer normalization layer of a checked spec. */
export interface LayerNormSpec {
  /** The layer's name, under which its parameters are saved. */
  readonly name: string;
  /** The name of the layer type. */
  readonly type: "layerNorm";
  /** The activation function. */
  readonly activation: ActivationName;
  /** The dropout rate of the layer's outputs (default: 0). */
  readonly dropout?: number | undefined;
  /** A small number added to the variance, to avoid division by 0. */
  readonly epsilon: number;
}

/** A layer normalization layer as written in a spec. */
export type LayerNormInput =
  & { readonly type: "layerNorm" }
  & WithDefaults<Omit<LayerNormSpec, "type">, never>;

/** The fields of a layer normalization layer. */
export const layerNormFields = norm;

/** The layer type `layerNorm`. */
export const layerNorm: LayerType<LayerNormSpec> = {
  fields: layerNormFields,
  doc:
    "layer normalization: normalizes the channels of each pixel, or the numbers of a row",
  computes: true,
  refuses: (_, input) =>
    input[input.length - 1] > 1
      ? undefined
      : `layerNorm needs at least 2 ${
        input.length === 1 ? "numbers" : "channels"
      }, because a single value is always normalized to 0: found 1`,
  output: (_, input) => input,
  tensors: (_, input) => normTensors(input),
  work: (_, input) => sizeOf(input),
  memory: (_, input) => 2 * sizeOf(input) + 2 * sizeOf(input.slice(0, -1)),
};
