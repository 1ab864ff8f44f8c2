/**
 * Where in a run a checkpoint may be.
 *
 * @module
 */

import { ModelError } from "../format/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Checkpoint } from "../train/mod.ts";

/** What a place in a run is held to, besides the plan. */
export interface Bounds {
  /** How many examples are learned from. */
  readonly examples: number;
  /** How many epochs there are. */
  readonly epochs: number;
}

/**
 * Holds a checkpoint's position to its file's name, the epochs and the examples.
 *
 * @throws {ModelError} If a run cannot have been there.
 */
export function mustBeWithin(
  { figures, sums, state }: Checkpoint,
  name: string,
  { batchSize }: Plan,
  { examples, epochs }: Bounds,
): void {
  const size = batchSize === "full" ? examples : Math.min(batchSize, examples);
  const done = figures.length, at = sums.examples;
  const steps = done * Math.ceil(examples / size) + Math.ceil(at / size);
  const isThere = name === `${done}+${at}.safetensors` && done <= epochs &&
    (done < epochs || at === 0) && at <= examples && sums.correct <= at &&
    (at % size === 0 || at === examples) && state.steps <= steps;
  if (isThere) return;
  throw new ModelError(
    `the position must be one between batches of ${size}, in ${epochs} epochs of ${examples} examples: found epoch ${
      done + 1
    }, after ${at} examples and ${state.steps} steps`,
  );
}
