/**
 * What does the arithmetic of a run, and on how many threads: what flags say,
 * and what follows from the spec.
 *
 * @module
 */

import {
  type Engine,
  engineFor,
  engineNamed,
  threadsFor,
  wasm,
} from "../engine/mod.ts";
import { planNetwork } from "../network/mod.ts";
import { networkSize, type Spec } from "../spec/mod.ts";
import { type Flags, UsageError } from "./flags.ts";

/** The flags. */
export const ENGINE_FLAGS = ["engine", "threads"] as const;

/** What `--help` says of them. */
export const ENGINE_HELP =
  `  --engine NAME      wasm, or reference: plain loops; wasm in float32 unless said
  --threads N        at most N threads, same bits; as many as help unless said`;

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
  const { precision } = spec;
  const engine = name === undefined ? engineFor(precision) : engineNamed(name);
  if (!engine) {
    throw new UsageError(
      `--engine must be wasm or reference: found ${JSON.stringify(name)}`,
    );
  }
  if (engine === wasm && precision !== "float32") {
    throw new UsageError(
      `--engine must be reference for precision ${precision}: found wasm`,
    );
  }
  const why = name === undefined
    ? engine === wasm
      ? "machine code, for float32"
      : `plain loops, for ${precision}`
    : "--engine";
  const { inputs, examples = 1 } = networkSize(spec, counted);
  const { batchSize } = spec;
  const B = batchSize === "full" ? examples : batchSize;
  const threads = engine === wasm
    ? threadsFor(planNetwork(spec, inputs), { batchSize: B }, wanted)
    : 1;
  return { engine, why, wanted, threads };
}
