/**
 * The most memory that a process held at once.
 *
 * @module
 */

/** In MiB, as Linux counts it, which takes every permission; elsewhere what is held now. */
export function mostMiB(pid: number | "self" = "self"): number {
  if (Deno.build.os !== "linux") return Deno.memoryUsage().rss / 2 ** 20;
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 2 ** 10;
}
