/**
 * Runs a command on a damaged run folder, and checks its output, its file and
 * network access, its time and its memory.
 *
 * @module
 */

import { start } from "./_command.ts";
import { listing, type Mutation, SECRET } from "./_mutated_run.ts";

/** The time limit of a command that does not train, in milliseconds. */
export const MOST_MS = 10_000;

/** The memory limit of a command, in MiB. */
export const MOST_MIB = 512;

/** The commands that read a run folder. */
export type Verb =
  | "train"
  | "evaluate"
  | "explain"
  | "predict"
  | "export"
  | "sweep";

/** The start folder with the damaged run, and the folder outside of it. */
export interface Watched {
  readonly work: string;
  readonly outside: string;
  readonly mutation: Mutation;
}

/** The result of a watched command. */
export interface Seen {
  readonly code: number;
  /** Descriptions of the faults. */
  readonly faults: string[];
  readonly mostMiB: number;
  readonly ms: number;
}

/** Runs a command in the start folder, and checks its behavior. */
export async function watched(
  verb: Verb,
  args: readonly string[],
  place: Watched,
): Promise<Seen> {
  const { work, outside, mutation } = place, faults: string[] = [];
  const audit = `${work}-audit.txt`;
  await Deno.writeTextFile(audit, "");
  const before = await listing(outside);
  const old = new Date(2001, 1, 1);
  for (const line of before) {
    const [path] = line.split(" ");
    if (/secret/.test(path)) await Deno.utime(path, old, old);
  }
  const process = start(verb, work, args, {
    NO_COLOR: "1",
    DENO_AUDIT_PERMISSIONS: audit,
  });
  const began = performance.now();
  let mostMiB = 0, err = "", isStopped = false;
  const watch = setInterval(() => {
    try {
      const status = Deno.readTextFileSync(`/proc/${process.pid}/status`);
      const kB = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
      mostMiB = Math.max(mostMiB, kB / 2 ** 10);
    } catch { /* it has ended, or this is no Linux */ }
    const ms = performance.now() - began;
    if (ms > MOST_MS && !isStopped) {
      isStopped = true;
      if (/^epoch +\d|^fold +\d/m.test(err)) process.kill("SIGINT"); // it is training
      else faults.push(`took more than ${MOST_MS} ms`), process.kill("SIGKILL");
    }
    if (ms > 2 * MOST_MS) {
      faults.push("did not end when it was interrupted");
      process.kill("SIGKILL");
    }
  }, 50);
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of process.stderr) err += decoder.decode(chunk);
  })();
  const out = await new Response(process.stdout).text();
  const { code } = await process.status;
  const ms = performance.now() - began;
  await reading;
  clearInterval(watch);
  if (![0, 1, 2, 3, 130].includes(code)) faults.push(`exit code ${code}`);
  if (code !== 0 && err.trim() === "") faults.push("failed without a word");
  if (/^\s+at .*:\d+|percept itself|Uncaught/m.test(err + out)) {
    faults.push(`a stack trace: ${err.slice(-2000)}`);
  }
  if (
    /(?![\n\t])\p{Cc}|\p{Bidi_Control}/u.test(
      err + (verb === "export" ? "" : out),
    )
  ) {
    faults.push("control characters in what it prints");
  }
  if (mostMiB > MOST_MIB) faults.push(`${Math.round(mostMiB)} MiB`);
  const isLinked = mutation.done.some((done) => done.includes("hard link"));
  for (const line of before) {
    const [path] = line.split(" ");
    const { atime } = await Deno.stat(path);
    if (/secret/.test(path) && atime! > old && !isLinked) {
      faults.push(`read ${path}`);
    }
  }
  const after = await listing(outside);
  if (before.join("\n") !== after.join("\n")) {
    faults.push(`changed what lies outside: ${after.join("\n")}`);
  }
  if (`${out}${err}`.includes(SECRET)) faults.push("showed the secret");
  faults.push(...await audited(audit, place));
  return { code, faults, mostMiB, ms };
}

/**
 * The paths outside of the start folder and of the package for which the
 * command requested access.
 */
async function audited(
  audit: string,
  { work, outside }: Watched,
): Promise<string[]> {
  const root = new URL("../..", import.meta.url).pathname;
  const asked = new Set<string>();
  for (const line of (await Deno.readTextFile(audit)).split("\n")) {
    if (line === "") continue;
    const { permission, value } = JSON.parse(line);
    if (permission === "read" || permission === "write") asked.add(value ?? "");
  }
  return [...asked].filter((path) => {
    const parts = (path.startsWith("/") ? path : `${work}/${path}`).split("/");
    const whole = parts.reduce<string[]>(
      (up, part) => part === ".." ? up.slice(0, -1) : [...up, part],
      [],
    ).join("/");
    const isHere = [work, root.replace(/\/$/, "")].some((folder) =>
      whole === folder || whole.startsWith(`${folder}/`)
    );
    // its real path, at the time of this check
    const isWatched = whole.startsWith(outside);
    // Deno uses it in the names of temporary files
    const isHost = whole === "/etc/hostname";
    return !isHere && !isWatched && !isHost;
  }).map((path) => `asked for ${path}`);
}
