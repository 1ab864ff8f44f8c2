/**
 * Hosts that are not Deno, and have no disk.
 *
 * @module
 */

/** A function that only Deno can run, called in another host. */
export class HostError extends Error {
  /** The name a stack trace shows. */
  override readonly name = "HostError";
}

/**
 * Refuses to go on in another host.
 *
 * @param what What needs Deno, and for what.
 * @param elsewhere What to do in a browser or Node.js.
 * @throws {HostError} If this is not Deno.
 */
export function needDeno(what: string, elsewhere: string): void {
  if ("Deno" in globalThis) return;
  throw new HostError(`${what}: in a browser or Node.js, ${elsewhere}`);
}
