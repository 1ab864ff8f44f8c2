/**
 * The real command, run as a task would run it, in a folder of the test's own.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import deno from "../../deno.json" with { type: "json" };
import type { Taken } from "./_measured.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { COMMAND, needing } from "../_needing.ts";

/** What a command left behind. */
export interface Outcome {
  /** The exit code. */
  readonly code: number;
  /** What it printed. */
  readonly out: string;
  /** What it narrated. */
  readonly err: string;
}

const ROOT = new URL("../../", import.meta.url);

/** A test that drives the command in a folder of its own. */
export function drive(
  name: string,
  fn: (folder: string) => Promise<void>,
): void {
  Deno.test(needing(name, COMMAND), () => inTemporaryFolder(fn));
}

/** A path in the project. */
export function inProject(path: string): string {
  return new URL(path, ROOT).pathname;
}

/**
 * The command line of a task, with the task's own permissions, but for the
 * network, of which only this machine is left; all of it where a proxy of the
 * test's own is the only way out.
 */
function commandLine(
  task: keyof typeof deno.tasks,
  proxied: boolean,
): string[] {
  const [, command] = deno.tasks[task].command.split('cd "$INIT_CWD" && ');
  return command
    .replace(
      "-qP=network",
      proxied ? "$&" : "-qP=files --allow-net=127.0.0.1,localhost",
    )
    .replace('"$R/lib/cli/main.ts"', inProject("lib/cli/main.ts"))
    .split(" ").slice(1);
}

/** A command that takes longer hangs, and is ended. */
const HANG_MS = 600_000;

/** Starts a task in a folder. */
export function start(
  task: keyof typeof deno.tasks,
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...commandLine(task, "HTTPS_PROXY" in env), ...args],
    cwd: folder,
    env: { INIT_CWD: folder, ...env },
    signal: AbortSignal.timeout(HANG_MS),
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a task in a folder to its end. */
export async function run(
  task: keyof typeof deno.tasks,
  folder: string,
  ...args: readonly string[]
): Promise<Outcome> {
  return await outcome(start(task, folder, args));
}

/** What a command that was started leaves behind. */
export async function outcome(command: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await command.output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  return { code, out, err };
}

/** Sends a signal to a command, unless that has just ended. */
export function send(command: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    command.kill(signal);
  } catch (error) {
    const ended = error instanceof TypeError ||
      error instanceof Deno.errors.NotFound;
    if (!ended) throw error;
  }
}

/** Starts a run, and sends what one Ctrl-C is once it has said something. */
export async function interrupted(
  folder: string,
  args: string[],
  after: string,
) {
  const command = start("train", folder, args);
  const decoder = new TextDecoderStream() as ReadableWritablePair<
    string,
    Uint8Array<ArrayBuffer>
  >;
  let asked = false, err = "";
  for await (const text of command.stderr.pipeThrough(decoder)) {
    err += text;
    if (asked || !err.includes(after)) continue;
    asked = true;
    send(command, "SIGINT");
    send(command, "SIGINT"); // one Ctrl-C is two under deno task
  }
  await command.stdout.cancel();
  const { code } = await command.status;
  assertEquals([asked, code], [true, 130]);
  assertEquals(/^\s+at /m.test(err), false, "no stack trace");
  return err;
}

/** What a command left behind, and what it took. */
export interface Measured extends Outcome {
  readonly taken: Taken;
}

/** Runs a verb with every permission; says what it took, too. */
export async function measured(
  ...args: readonly string[]
): Promise<Measured> {
  const ended = await outcome(
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all", // to see its memory
        inProject("tests/cli/_measured.ts"),
        ...args,
      ],
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
  const taken: Taken = JSON.parse(ended.out.trimEnd().split("\n").at(-1)!);
  return { ...ended, taken };
}
