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
import type { Engine, ExactEngine } from "../engine.ts";
import { Module, v128 } from "./code/assemble.ts";
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

/**
 * The same machine code with fused multiply-add (relaxed SIMD), which is faster and
 * rounds once where the other engines round twice. It is used only if the user chooses it.
 */
export const fused: Engine = {
  name: "fused",
  exact: false,
  caution:
    "the bits of a run are the same only on processors that fuse multiply and add",
  refuses: (plan) =>
    canFuse() ? refuses(plan) : "this host has no relaxed SIMD",
  threads: wasm.threads,
  program(plan, parameters, examples, options) {
    const reason = fused.refuses(plan);
    if (reason) {
      throw new TypeError(`the fused engine refuses the network: ${reason}`);
    }
    const fusing = { ...options, fuses: true };
    return new WasmProgram(plan, parameters, examples, fusing);
  },
};

/** Whether this host supports the instruction for fused multiply-add. */
function canFuse(): boolean {
  const module = new Module(true);
  module.fn(["v128"], ["v128"], (_, { get: x }) => v128.add(x, v128.mul(x, x)));
  return WebAssembly.validate(module.assemble(1, false));
}

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
