/**
 * The peak memory of a process.
 *
 * @module
 */

/**
 * The peak memory in MiB. On Linux, it comes from `/proc`, and reading it needs
 * all permissions. On other systems, this is the current memory of this
 * process.
 */
export function mostMiB(pid: number | "self" = "self"): number {
  if (Deno.build.os !== "linux") return Deno.memoryUsage().rss / 2 ** 20;
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 2 ** 10;
}
