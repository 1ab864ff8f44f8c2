/**
 * The WebAssembly engine. The engine compiles the plan of a network to one
 * WebAssembly module, in float32. Each folder imports only from those before it:
 *
 * - `code/`: the assembler, the memory, and elementary functions such as exp;
 * - `layer/`: the memory layout of layers, and the forward, backward and update
 *   kernels;
 * - `score/`: the loss, its gradient, and whether a prediction is right;
 * - `thread/`: workers, and the barrier that synchronizes them;
 * - `loop/`: the training loop and prediction, and their modules.
 *
 * @module
 */

import { typeOf } from "../../layer/mod.ts";
import type { Plan } from "../../network/mod.ts";
import type { ExactEngine } from "../engine.ts";
import { trainingForm } from "./layer/form.ts";
import { kernels } from "./layer/kernels.ts";
import { WasmProgram } from "./program.ts";
import { threadsOf } from "./thread/threads.ts";

/** The WebAssembly engine: machine code for each network, many times as fast as plain loops. */
export const wasm: ExactEngine = {
  name: "wasm",
  exact: true,
  refuses,
  threads: (plan, { batchSize, threads }) =>
    threadsOf(plan, trainingForm(plan, { batchSize }), threads),
  program(plan, parameters, examples, options) {
    const reason = refuses(plan);
    if (reason) {
      throw new TypeError(`the wasm engine refuses the network: ${reason}`);
    }
    return new WasmProgram(plan, parameters, examples, options);
  },
};

function refuses({ precision, layers }: Plan): string | undefined {
  if (precision !== "float32") {
    return `${precision} runs on the reference engine`;
  }
  const missing = layers.find((layer) =>
    typeOf(layer).computes && !kernels[layer.type]
  );
  if (missing) return `${missing.type} runs on the reference engine`;
  const custom = layers.find(({ customActivation }) => customActivation);
  return custom &&
    `the activation ${custom.activation}, a function of the caller, runs on the reference engine`;
}
