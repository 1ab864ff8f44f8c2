/**
 * The command while nobody reads on: a program that starts it, reads what it writes
 * first, prints the memory that the command has held by then, and goes.
 *
 * @module
 */

import { mostMiB } from "../_memory.ts";
import { start } from "./_command.ts";

/** What came of it. */
export interface Streamed {
  /** How many bytes came first. */
  readonly first: number;
  /** The most memory the command held until then, in MiB. */
  readonly mostMiB: number;
  /** The exit code, and what was narrated. */
  readonly code: number;
  readonly err: string;
}

if (import.meta.main) {
  const [folder, ...args] = Deno.args;
  const command = start("predict", folder, args);
  const reader = command.stdout.getReader();
  const first = (await reader.read()).value?.length ?? 0;
  const most = mostMiB(command.pid);
  await reader.cancel();
  const [{ code }, err] = await Promise.all([
    command.status,
    new Response(command.stderr).text(),
  ]);
  const streamed: Streamed = { first, mostMiB: most, code, err };
  console.log(JSON.stringify(streamed));
}
