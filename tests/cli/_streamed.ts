/**
 * A program that starts a command, reads only its first output, prints the peak
 * memory of the command until then, and exits. After that, nobody reads the
 * output of the command.
 *
 * @module
 */

import { mostMiB } from "../_memory.ts";
import { start } from "./_command.ts";

/** The result of the program. */
export interface Streamed {
  /** The number of bytes of the first output. */
  readonly first: number;
  /** The peak memory of the command until then, in MiB. */
  readonly mostMiB: number;
  /** The exit code of the command, and its output on stderr. */
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
