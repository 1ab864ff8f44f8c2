/**
 * Which outputs of a layer are dropped while it learns: a fraction of them, anew for
 * every example and epoch, while what is left is scaled up so that the sum stays
 * what it is when the network answers. A unit's fate follows from seed, layer,
 * epoch and example alone, so that it is the same for any number of threads, and
 * after an interruption.
 *
 * @see Srivastava and others, Dropout: A Simple Way to Prevent Overfitting (2014)
 * @module
 */

import { fmix32, random } from "../random.ts";

/** Odd numbers that keep the words of neighbours apart. */
export const EXAMPLE = 0x9e3779b1, UNIT = 0x85ebca77;

/** The word that a layer's masks in an epoch follow from. */
export function dropoutKey(seed: number, layer: number, epoch: number): number {
  return random(seed, "dropout", layer, epoch).uint32();
}

/** Words below this are of units that are dropped. */
export function dropoutThreshold(rate: number): number {
  return Math.floor(rate * 2 ** 32);
}

/**
 * What a unit's output for an example is multiplied by: 0, or 1 / (1 - rate).
 *
 * @param key From `dropoutKey`.
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
