/**
 * The reference engine: plain loops in float32 or float64. The results of other
 * engines are compared with its results.
 *
 * @module
 */

import type { ExactEngine } from "../engine.ts";
import { ReferenceProgram } from "./program.ts";

export { glassBox, type LayerStep, type Step, StepError } from "./glass_box.ts";
export { layerOutputs, type SeenExample } from "./layer_outputs.ts";

/** The reference engine: slow, short plain loops, against which other engines are tested. */
export const reference: ExactEngine = {
  name: "reference",
  exact: true,
  refuses: () => undefined,
  threads: () => 1,
  program: (plan, parameters, examples, options) =>
    new ReferenceProgram(plan, parameters, examples, options),
};
