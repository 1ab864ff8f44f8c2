/**
 * A check that the JavaScript host is Deno, for functions that use the disk.
 *
 * @module
 */

/**
 * Thrown by a function that needs Deno if the host is not Deno.
 *
 * @example One function for Deno, Node.js and browsers
 * ```ts
 * import { checkFiles, HostError } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * async function stateOfMnist(): Promise<string> {
 *   try {
 *     const files = await checkFiles("mnist", { cache: "/none" });
 *     return files[0].state;
 *   } catch (error) {
 *     if (error instanceof HostError) return "there is no disk here";
 *     throw error;
 *   }
 * }
 * assertEquals(await stateOfMnist(), "missing"); // in Deno, before any download
 * ```
 */
export class HostError extends Error {
  /** The name a stack trace shows. */
  override readonly name = "HostError";
}

/**
 * Throws an error if the host is not Deno.
 *
 * @param what The function, and what it needs Deno for.
 * @param elsewhere What to do in a browser or Node.js.
 * @throws {HostError} If the host is not Deno.
 */
export function needDeno(what: string, elsewhere: string): void {
  if ("Deno" in globalThis) return;
  throw new HostError(`${what}: in a browser or Node.js, ${elsewhere}`);
}
