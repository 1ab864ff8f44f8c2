/**
 * The outputs of every layer of a trained network for one example, computed as
 * in prediction.
 *
 * @module
 */

import type { Numbers } from "../../formula/mod.ts";
import type { ByteFrame, Frame } from "../../frame.ts";
import type { Plan } from "../../network/mod.ts";
import { ReferenceProgram } from "./program.ts";

/** One example, and the outputs of every layer for this example. */
export interface SeenExample {
  /** The scaled inputs. */
  readonly x: Numbers;
  /** The outputs of each layer, in row-major order. */
  readonly outputs: readonly Numbers[];
}

/**
 * Computes the outputs of every layer for one example, as in prediction:
 * without dropout, and with the running means and variances of batchNorm.
 *
 * @param parameters The parameters of the network and its values that are not
 *   trained, `plan.size` numbers in total.
 * @param example A frame with one row of `plan.inputs` numbers.
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
