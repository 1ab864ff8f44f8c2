/**
 * A check that the JavaScript host is Deno, for functions that use the disk.
 *
 * @module
 */

/** The error of a function that needs Deno in another host. */
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
