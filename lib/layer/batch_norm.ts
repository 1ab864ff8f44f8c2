/**
 * `batchNorm`: each channel, or each number of a row, less its mean over the batch
 * and divided by its deviation, then scaled and shifted by parameters. Predictions
 * use running means and variances, which training keeps beside the parameters.
 *
 * @see https://arxiv.org/abs/1502.03167
 * @module
 */

import type { ActivationName } from "../formula/mod.ts";
import { norm, normTensors } from "./fields.ts";
import type { LayerType, WithDefaults } from "./layer_type.ts";
import { sizeOf } from "./shape.ts";

/** A layer that normalizes each channel over a batch. */
export interface BatchNormSpec {
  /** The name its parameters are saved under. */
  readonly name: string;
  /** Normalizes each channel over the batch. */
  readonly type: "batchNorm";
  /** What is applied to the normalized numbers. */
  readonly activation: ActivationName;
  /** The share of its outputs that is dropped in training; none, where absent. */
  readonly dropout?: number | undefined;
  /** What is added to the variance, against a division by 0. */
  readonly epsilon: number;
}

/** A layer of this type as it may be written. */
export type BatchNormInput =
  & { readonly type: "batchNorm" }
  & WithDefaults<Omit<BatchNormSpec, "type">, never>;

/** The fields of the layer. */
export const batchNormFields = norm;

/** How much of a running figure a batch replaces, as in PyTorch. */
export const RUNNING_SHARE = 0.1;

/** Normalizes each channel over the batch. */
export const batchNorm: LayerType<BatchNormSpec> = {
  fields: batchNormFields,
  doc: "normalization of each channel over the batch",
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
