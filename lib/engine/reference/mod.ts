/**
 * The reference engine: plain loops in float32 or float64. Tests compare the
 * results of the other engines with the results of the reference engine.
 *
 * @module
 */

import type { ExactEngine } from "../engine.ts";
import { ReferenceProgram } from "./program.ts";

export { glassBox, type LayerStep, type Step, StepError } from "./glass_box.ts";
export { layerOutputs, type SeenExample } from "./layer_outputs.ts";

/**
 * The reference engine: slow but simple loops, which compute the expected
 * results for tests of the other engines.
 */
export const reference: ExactEngine = {
  name: "reference",
  exact: true,
  refuses: () => undefined,
  threads: () => 1,
  program: (plan, parameters, examples, options) =>
    new ReferenceProgram(plan, parameters, examples, options),
};
