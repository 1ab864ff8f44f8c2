/**
 * A program that runs a command, and then prints its peak memory and its CPU
 * time as the last line of stdout.
 *
 * @module
 */

import process from "node:process";
import { main } from "../../lib/cli/main.ts";
import { mostMiB } from "../_memory.ts";

/** The memory and CPU time of a command. */
export interface Taken {
  /** The peak memory, in MiB. */
  readonly mostMiB: number;
  /** The CPU time, user and system, from the start of the process. */
  readonly busyMs: number;
}

if (import.meta.main) {
  const code = await main(Deno.args);
  const { user, system } = process.cpuUsage();
  const taken: Taken = { mostMiB: mostMiB(), busyMs: (user + system) / 1000 };
  console.log(JSON.stringify(taken));
  Deno.exit(code);
}
