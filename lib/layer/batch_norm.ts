/**
 * The layer type `batchNorm`: normalizes each channel of images, or each input
 * if examples are rows of numbers, over the batch. The normalized values are
 * multiplied by gamma, and beta is added. Gamma and beta are learned.
 * Predictions use running means and variances, which training updates.
 *
 * @see https://arxiv.org/abs/1502.03167
 * @module
 */

import type { ActivationName } from "../formula/mod.ts";
import { norm, normTensors } from "./fields.ts";
import type { LayerType, WithDefaults } from "./layer_type.ts";
import { sizeOf } from "./shape.ts";

/** A batch normalization layer of a checked spec. */
export interface BatchNormSpec {
  /** The layer's name, under which its parameters are saved. */
  readonly name: string;
  /** The name of the layer type. */
  readonly type: "batchNorm";
  /** The activation function. */
  readonly activation: ActivationName;
  /** The dropout rate of the layer's outputs (default: 0). */
  readonly dropout?: number | undefined;
  /** A small number added to the variance, to avoid division by 0. */
  readonly epsilon: number;
}

/** A batch normalization layer as written in a spec. */
export type BatchNormInput =
  & { readonly type: "batchNorm" }
  & WithDefaults<Omit<BatchNormSpec, "type">, never>;

/** The fields of a batch normalization layer. */
export const batchNormFields = norm;

/**
 * The momentum of running means and variances, as in PyTorch: new mean = 0.9 x old
 * mean + 0.1 x mean of the batch.
 */
export const BATCH_NORM_MOMENTUM = 0.1;

/** The layer type `batchNorm`. */
export const batchNorm: LayerType<BatchNormSpec> = {
  fields: batchNormFields,
  doc: "batch normalization: normalizes each channel over the batch",
  computes: true,
  joinsBatch: true,
  leastBatch: (_, input) => sizeOf(input) > input[input.length - 1] ? 1 : 2,
  refuses: () => undefined,
  output: (_, input) => input,
  tensors: (_, input) => normTensors(input),
  statistics(_, input) {
    const shape = [input[input.length - 1]];
    const of = { shape, fanIn: 1, fanOut: 1, hasMaxNorm: false };
    return [
      { name: "runningMean", initializer: "zeros", ...of },
      { name: "runningVariance", initializer: "ones", ...of },
    ];
  },
  work: (_, input) => sizeOf(input),
  memory: (_, input) => 2 * sizeOf(input),
};
