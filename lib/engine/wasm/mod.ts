/**
 * The WebAssembly engine. The engine compiles the plan of a network to one
 * WebAssembly module, which computes in float32. Each folder imports only from
 * the folders before it in this list:
 *
 * - `code/`: the assembler, the memory, and elementary functions such as exp;
 * - `layer/`: the memory layout of layers, and the functions (kernels) of the
 *   forward pass, the backward pass and the update;
 * - `score/`: the loss, its gradient, and whether a prediction is correct;
 * - `thread/`: workers, and the barrier that synchronizes them;
 * - `loop/`: the training loop and prediction, and their modules.
 *
 * @module
 */

import { typeOf } from "../../layer/mod.ts";
import type { Plan } from "../../network/mod.ts";
import type { Engine, ExactEngine } from "../engine.ts";
import { Module, v128 } from "./code/assemble.ts";
import { trainingForm } from "./layer/form.ts";
import { kernels } from "./layer/kernels.ts";
import { WasmProgram } from "./program.ts";
import { threadsOf } from "./thread/threads.ts";

/** The WebAssembly engine: compiled code for each network, many times faster than plain loops. */
export const wasm: ExactEngine = {
  name: "wasm",
  exact: true,
  refuses,
  threads: (plan, { batchSize, threads }) =>
    threadsOf(plan, trainingForm(plan, { batchSize }), threads),
  program(plan, parameters, examples, options) {
    const reason = refuses(plan);
    if (reason) {
      throw new TypeError(`the wasm engine cannot run the network: ${reason}`);
    }
    return new WasmProgram(plan, parameters, examples, options);
  },
};

/**
 * The WebAssembly engine with fused multiply-add instructions (relaxed SIMD).
 * Fused multiply-add instructions are faster, and round the result of a
 * multiply-add once; the other engines round twice. This engine runs a network
 * only if the user selects the engine.
 */
export const fused: Engine = {
  name: "fused",
  exact: false,
  caution:
    "the bits of the results depend on whether the processor has fused multiply-add",
  refuses: (plan) =>
    canFuse() ? refuses(plan) : "this JavaScript runtime has no relaxed SIMD",
  threads: wasm.threads,
  program(plan, parameters, examples, options) {
    const reason = fused.refuses(plan);
    if (reason) {
      throw new TypeError(`the fused engine cannot run the network: ${reason}`);
    }
    const fusing = { ...options, fuses: true };
    return new WasmProgram(plan, parameters, examples, fusing);
  },
};

/** Whether the JavaScript runtime supports fused multiply-add instructions. */
function canFuse(): boolean {
  const module = new Module(true);
  module.fn(["v128"], ["v128"], (_, { get: x }) => v128.add(x, v128.mul(x, x)));
  return WebAssembly.validate(module.assemble(1, false));
}

function refuses({ precision, layers }: Plan): string | undefined {
  if (precision !== "float32") {
    return `${precision} runs only on the reference engine`;
  }
  const missing = layers.find((layer) =>
    typeOf(layer).computes && !kernels[layer.type]
  );
  if (missing) return `${missing.type} runs only on the reference engine`;
  const custom = layers.find(({ customActivation }) => customActivation);
  return custom &&
    `the custom activation function ${custom.activation} runs only on the reference engine`;
}
