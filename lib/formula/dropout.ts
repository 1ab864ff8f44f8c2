/**
 * Dropout: in training, a random fraction of a layer's outputs is set to 0 for
 * each example and epoch. Outputs that are not dropped are scaled up, so that
 * the expected value of an output is the same in training as in prediction.
 * Whether an output is dropped depends only on the seed, layer, epoch, example
 * and unit. Therefore the dropout masks do not depend on the number of threads,
 * or on whether training was stopped and resumed.
 *
 * @see Srivastava and others, Dropout: A Simple Way to Prevent Overfitting (2014)
 * @module
 */

import { fmix32, random } from "../random.ts";

/**
 * Odd multipliers in the hash of an example and a unit; they make the hashes of
 * neighboring examples or units unrelated.
 */
export const EXAMPLE = 0x9e3779b1, UNIT = 0x85ebca77;

/** The 32-bit key from which the dropout masks of a layer in one epoch are computed. */
export function dropoutKey(seed: number, layer: number, epoch: number): number {
  return random(seed, "dropout", layer, epoch).uint32();
}

/** The threshold for the hash of a unit: a unit is dropped if its hash is below the threshold. */
export function dropoutThreshold(rate: number): number {
  return Math.floor(rate * 2 ** 32);
}

/**
 * The dropout mask of a layer in one epoch: a function that returns the factor,
 * 0 or 1 / (1 - rate), by which a unit's output for an example is multiplied.
 *
 * @param key The key that `dropoutKey` returns.
 */
export function dropoutMask(
  key: number,
  rate: number,
): (example: number, unit: number) => number {
  const threshold = dropoutThreshold(rate), scale = 1 / (1 - rate);
  return (example, unit) => {
    const row = fmix32(key ^ Math.imul(example, EXAMPLE));
    const word = fmix32((row + Math.imul(unit, UNIT)) | 0) >>> 0;
    return word < threshold ? 0 : scale;
  };
}
