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
    const own = plan.layers.find(({ own }) => own);
    if (own) {
      throw new TypeError(
        `the wasm engine must be given activations that it knows: found ${own.activation}, ` +
          "a function of the caller's; the reference engine runs it",
      );
    }
    return new WasmProgram(plan, parameters, examples, options);
  },
};
