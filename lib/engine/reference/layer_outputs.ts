/**
 * What every layer of a trained network gives for an example, as in a prediction.
 *
 * @module
 */

import type { Numbers } from "../../formula/mod.ts";
import type { ByteFrame, Frame } from "../../frame.ts";
import type { Plan } from "../../network/mod.ts";
import { ReferenceProgram } from "./program.ts";

/** One example, as its network sees it. */
export interface SeenExample {
  /** The inputs, scaled. */
  readonly x: Numbers;
  /** The outputs of each layer, as long as the layer's output shape holds numbers. */
  readonly outputs: readonly Numbers[];
}

/**
 * Computes the outputs of every layer for one example, as for a prediction: nothing
 * is dropped, and batchNorm uses its running means and variances.
 *
 * @param parameters All numbers of the network, `plan.size` of them.
 * @param example A frame of one row, `plan.inputs` wide.
 */
export function layerOutputs(
  plan: Plan,
  parameters: Numbers,
  example: Frame | ByteFrame,
): SeenExample {
  const program = new ReferenceProgram({ ...plan, batchSize: 1 }, parameters);
  program.predict(example);
  const { x, layers } = program.trace(1, 0);
  return { x, outputs: layers.map(({ a }) => a) };
}
