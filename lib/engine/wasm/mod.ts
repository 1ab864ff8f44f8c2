/**
 * The engine that compiles a network's plan to one WebAssembly module, in
 * float32. Each of its folders imports only from those before it:
 *
 * - `code/`, the assembler, a module's memory, and functions of a number;
 * - `layer/`, how layers lie in memory, and the forward, backward and update kernels;
 * - `score/`, loss, its gradient, and right or wrong;
 * - `thread/`, workers and where they wait for each other;
 * - `loop/`, an epoch's loop, prediction, and the modules that do them.
 *
 * @module
 */

import type { Plan } from "../../network/mod.ts";
import type { Engine } from "../engine.ts";
import { trainingForm } from "./layer/form.ts";
import { WasmProgram } from "./program.ts";
import { threadsOf } from "./thread/threads.ts";

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

/**
 * How many threads a network is trained by.
 *
 * @param wanted How many it is to be; else as many as there are cores and work for.
 */
export function threadsFor(
  plan: Plan,
  { batchSize }: { readonly batchSize: number },
  wanted?: number,
): number {
  return threadsOf(plan, trainingForm(plan, { batchSize }), wanted);
}
