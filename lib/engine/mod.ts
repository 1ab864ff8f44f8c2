/**
 * The engines, and which one runs a network unless it is told.
 *
 * @module
 */

import type { Precision } from "../spec/mod.ts";
import type { Engine } from "./engine.ts";
import { reference } from "./reference/mod.ts";
import { threadsFor, wasm } from "./wasm/mod.ts";

export type { Engine, EngineOptions, Program, State, Sums } from "./engine.ts";
export { reference, threadsFor, wasm };

/** Machine code where it can be had: the wasm engine knows float32 alone. */
export function engineFor(precision: Precision): Engine {
  return precision === "float32" ? wasm : reference;
}

/** The engine that a person or a record calls so. */
export function engineNamed(name: string): Engine | undefined {
  return [wasm, reference].find((engine) => engine.name === name);
}

/**
 * An engine on at most so many threads.
 *
 * @throws {RangeError} If that is no whole number from 1.
 */
export function withThreads(
  { name, ...engine }: Engine,
  threads: number,
): Engine {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(
      `threads must be a whole number from 1: found ${threads}`,
    );
  }
  return {
    name,
    program: (plan, parameters, examples) =>
      engine.program(plan, parameters, examples, { threads }),
  };
}
export {
  glassBox,
  type LayerStep,
  type Step,
  StepError,
} from "./reference/glass_box.ts";
