/**
 * The engine that compiles a network's plan to one WebAssembly module, in
 * float32.
 *
 * @module
 */

import type { Engine } from "../engine.ts";
import { WasmProgram } from "./program.ts";

/** Machine code for each network: many times as fast as plain loops. */
export const wasm: Engine = {
  name: "wasm",
  program(plan, parameters, examples, options) {
    if (plan.precision !== "float32") {
      throw new TypeError(
        `the wasm engine must be given a network in float32: found ${plan.precision}`,
      );
    }
    return new WasmProgram(plan, parameters, examples, options);
  },
};
