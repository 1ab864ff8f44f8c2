/**
 * The command with what it took: a program that runs it and then prints, as the
 * last line of stdout, its most memory and its time on the processor.
 *
 * @module
 */

import process from "node:process";
import { main } from "../../lib/cli/main.ts";
import { mostMiB } from "../_memory.ts";

/** What a command took. */
export interface Taken {
  /** The most memory it held at once, in MiB. */
  readonly mostMiB: number;
  /** Its time on the processor, user and system, from the start of the process. */
  readonly busyMs: number;
}

if (import.meta.main) {
  const code = await main(Deno.args);
  const { user, system } = process.cpuUsage();
  const taken: Taken = { mostMiB: mostMiB(), busyMs: (user + system) / 1000 };
  console.log(JSON.stringify(taken));
  Deno.exit(code);
}
