/**
 * A check that the JavaScript runtime is Deno, for functions that use the disk.
 *
 * @module
 */

/**
 * The error of a function that needs Deno but runs in another JavaScript
 * runtime.
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
  /** The name of the error class. */
  override readonly name = "HostError";
}

/**
 * Throws an error if the JavaScript runtime is not Deno.
 *
 * @param what The function and its purpose, such as
 * `saveModel needs Deno to write a file`.
 * @param elsewhere The advice for browsers and Node.js.
 * @throws {HostError} If the JavaScript runtime is not Deno.
 */
export function needDeno(what: string, elsewhere: string): void {
  if ("Deno" in globalThis) return;
  throw new HostError(`${what}: in a browser or Node.js, ${elsewhere}`);
}
