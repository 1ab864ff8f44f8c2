/**
 * Validation of the position of a checkpoint in its run.
 *
 * @module
 */

import { ModelError } from "../format/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Checkpoint } from "../train/mod.ts";

/**
 * The numbers of training examples and epochs of a run, which limit the
 * position of a checkpoint in the run.
 */
export interface Bounds {
  /** The number of training examples. */
  readonly examples: number;
  /** The number of epochs. */
  readonly epochs: number;
}

/**
 * Checks that a checkpoint's position agrees with the file name, and is
 * possible with the numbers of epochs and examples.
 *
 * @throws {ModelError} If the position does not agree with the file name, or is
 * not possible with the given numbers of epochs and examples.
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
  const isPossible = name === `${done}+${at}.safetensors` && done <= epochs &&
    (done < epochs || at === 0) && at <= examples && sums.correct <= at &&
    (at % size === 0 || at === examples) && state.steps <= steps;
  if (isPossible) return;
  throw new ModelError(
    `the checkpoint's position must be at the start or the end of a batch (batch size ${size}, ${examples} examples, ${epochs} epochs): found ${at} examples of epoch ${
      done + 1
    } after ${state.steps} steps`,
  );
}
