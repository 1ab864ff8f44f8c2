/**
 * The engine of plain loops, in float32 or float64, that defines right.
 *
 * @module
 */

import type { Engine } from "../engine.ts";
import { ReferenceProgram } from "./program.ts";

/** Plain loops: slow, short, and what every other engine is held to. */
export const reference: Engine = {
  name: "reference",
  program: (plan, parameters, examples) =>
    new ReferenceProgram(plan, parameters, examples),
};
