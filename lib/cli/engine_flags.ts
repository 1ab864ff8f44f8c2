/**
 * The flags `--engine` and `--threads`, and the engine and number of threads of
 * a run.
 *
 * @module
 */

import { type Engine, engineFor, engineNamed, engines } from "../engine/mod.ts";
import { planNetwork } from "../network/mod.ts";
import { networkSize, type Spec } from "../spec/mod.ts";
import { type Flags, UsageError } from "./flags.ts";

/** The names of the flags `--engine` and `--threads`. */
export const ENGINE_FLAGS = ["engine", "threads"] as const;

const NAMES = engines.map(({ name }) => name);

/** The help text of `--engine` and `--threads`. */
export const ENGINE_HELP =
  `  --engine NAME      the engine that trains the network: ${NAMES.join(", ")}
                     (default: wasm, or reference if wasm cannot run the network);
                     fused trains faster, but its results differ slightly between
                     processors with and without fused multiply-add
  --threads N        use at most N threads; the results do not depend on N
                     (default: the number of threads that is expected to be fastest)`;

/** The engine that runs a network, and the reason for this choice. */
export interface EngineChoice {
  readonly engine: Engine;
  readonly why: string;
  /** The value of `--threads`. */
  readonly wanted: number | undefined;
  /** The number of threads that will be used. */
  readonly threads: number;
}

/**
 * Chooses the engine for the network of a spec.
 *
 * @param counted The number of examples and the number of inputs.
 * @throws {UsageError} If `--engine` names an unknown engine, or an engine that
 * cannot run the network.
 */
export function chooseEngine(
  flags: Flags,
  spec: Spec,
  counted?: Parameters<typeof networkSize>[1],
): EngineChoice {
  const name = flags.text("engine"), wanted = flags.whole("threads", 1);
  const { inputs, examples = 1 } = networkSize(spec, counted);
  const plan = planNetwork(spec, inputs);
  const engine = name === undefined ? engineFor(plan) : engineNamed(name);
  if (!engine) {
    throw new UsageError(
      `--engine must be one of ${NAMES.join(", ")}: found ${
        JSON.stringify(name)
      }`,
    );
  }
  const reason = engine.refuses(plan);
  if (reason) {
    throw new UsageError(
      `--engine must be an engine that can run the network: found ${name}, but ${reason}`,
    );
  }
  const earlier = engines.slice(0, engines.indexOf(engine))
    .flatMap((other) => other.refuses(plan) ?? []);
  const why = name === undefined
    ? earlier[0] ?? "the default"
    : engine.caution === undefined
    ? "--engine"
    : `--engine; ${engine.caution}`;
  const batchSize = spec.batchSize === "full" ? examples : spec.batchSize;
  const threads = engine.threads(plan, { batchSize, threads: wanted });
  return { engine, why, wanted, threads };
}
