/**
 * What does the arithmetic of a run, and on how many threads: what flags say,
 * and what follows from the spec.
 *
 * @module
 */

import { type Engine, engineFor, engineNamed, engines } from "../engine/mod.ts";
import { planNetwork } from "../network/mod.ts";
import { networkSize, type Spec } from "../spec/mod.ts";
import { type Flags, UsageError } from "./flags.ts";

/** The flags. */
export const ENGINE_FLAGS = ["engine", "threads"] as const;

const NAMES = engines.map(({ name }) => name);

/** What `--help` says of them. */
export const ENGINE_HELP = `  --engine NAME      ${
  NAMES.join(" or ")
}; default: the first that can run the network
  --threads N        at most N threads, same bits; default: as many as make it faster`;

/** What runs a network, and why. */
export interface EngineChoice {
  readonly engine: Engine;
  readonly why: string;
  /** The most threads. */
  readonly wanted: number | undefined;
  /** How many there will be, where none is refused. */
  readonly threads: number;
}

/**
 * Chooses what runs a spec's network.
 *
 * @param counted How many examples there are, and how wide they are.
 * @throws {UsageError} If the engine that is asked for is none, or not for it.
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
      `--engine must be ${NAMES.join(" or ")}: found ${JSON.stringify(name)}`,
    );
  }
  const reason = engine.refuses(plan);
  if (reason) {
    throw new UsageError(
      `--engine must be one that can run the network: found ${name}, but ${reason}`,
    );
  }
  const earlier = engines.slice(0, engines.indexOf(engine))
    .flatMap((other) => other.refuses(plan) ?? []);
  const why = name === undefined
    ? earlier[0] ?? "the first that can run the network"
    : "--engine";
  const batchSize = spec.batchSize === "full" ? examples : spec.batchSize;
  const threads = engine.threads(plan, { batchSize, threads: wanted });
  return { engine, why, wanted, threads };
}
