/**
 * The engines, and the choice of the engine for a network.
 *
 * @module
 */

import type { Plan } from "../network/mod.ts";
import type { Engine, ExactEngine } from "./engine.ts";
import { reference } from "./reference/mod.ts";
import { fused, wasm } from "./wasm/mod.ts";

export {
  type Engine,
  type EngineOptions,
  type ExactEngine,
  type ExactProgram,
  type Form,
  type Gradient,
  isLater,
  type Later,
  type Program,
  type Snapshot,
  type State,
  type Sums,
} from "./engine.ts";
export {
  glassBox,
  layerOutputs,
  type LayerStep,
  type SeenExample,
  type Step,
  StepError,
} from "./reference/mod.ts";
export { fused, reference, wasm };

/**
 * All engines. Without `--engine`, a network runs on the first engine of this
 * list that supports the network and computes the same bits on every machine.
 */
export const engines: readonly Engine[] = [wasm, reference, fused];

/**
 * The fastest engine that can run a network and computes the same bits on every
 * machine. The reference engine can run every network.
 */
export function engineFor(plan: Plan): ExactEngine {
  return engines.filter(isExact).find((engine) => !engine.refuses(plan))!;
}

/**
 * Whether an engine is exact: it computes the same bits on every machine, and
 * returns no promises.
 */
export function isExact(engine: Engine): engine is ExactEngine {
  return engine.exact;
}

/** The engine with the given name, or undefined if no engine has this name. */
export function engineNamed(name: string): Engine | undefined {
  return engines.find((engine) => engine.name === name);
}

/**
 * Makes a copy of an engine that uses at most `threads` threads.
 *
 * @throws {RangeError} If `threads` is not an integer of at least 1.
 */
export function withThreads<E extends Engine>(engine: E, threads: number): E {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(
      `threads must be a whole number of at least 1: found ${threads}`,
    );
  }
  return {
    ...engine,
    program: (plan, parameters, examples, options) =>
      engine.program(plan, parameters, examples, { ...options, threads }),
  };
}
