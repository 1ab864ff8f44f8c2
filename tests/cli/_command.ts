/**
 * Runs a task of `deno.json` in a temporary folder, as a separate process.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import deno from "../../deno.json" with { type: "json" };
import type { Taken } from "./_measured.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { COMMAND, needing } from "../_needing.ts";

/** The result of a command. */
export interface Outcome {
  /** The exit code. */
  readonly code: number;
  /** The output on stdout: the results. */
  readonly out: string;
  /** The output on stderr: progress and errors. */
  readonly err: string;
}

const ROOT = new URL("../../", import.meta.url);

/** Registers a test that runs commands in its own temporary folder. */
export function drive(
  name: string,
  fn: (folder: string) => Promise<void>,
): void {
  Deno.test(needing(name, COMMAND), () => inTemporaryFolder(fn));
}

/** The path of a file of the project. */
export function inProject(path: string): string {
  return new URL(path, ROOT).pathname;
}

/**
 * The command line of a task, with the permissions of the task. Only network
 * access is reduced to this machine. With `proxied`, it is not reduced: then
 * the proxy of the test is the only way to the network.
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

/** The longest time of a command; afterwards it is killed. */
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

/** Runs a task in a folder, and waits until it ends. */
export async function run(
  task: keyof typeof deno.tasks,
  folder: string,
  ...args: readonly string[]
): Promise<Outcome> {
  return await outcome(start(task, folder, args));
}

/** Waits until a started command ends, and returns its result. */
export async function outcome(command: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await command.output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  return { code, out, err };
}

/** Sends a signal to a command, unless the command has just ended. */
export function send(command: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    command.kill(signal);
  } catch (error) {
    const ended = error instanceof TypeError ||
      error instanceof Deno.errors.NotFound;
    if (!ended) throw error;
  }
}

/** Starts a run, and interrupts it like one Ctrl-C after its first output. */
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
    send(command, "SIGINT"); // under deno task, one Ctrl-C sends two signals
  }
  await command.stdout.cancel();
  const { code } = await command.status;
  assertEquals([asked, code], [true, 130]);
  assertEquals(/^\s+at /m.test(err), false, "no stack trace");
  return err;
}

/** The result of a command, and its memory and CPU time. */
export interface Measured extends Outcome {
  readonly taken: Taken;
}

/**
 * Runs a command with all permissions, and measures its memory and CPU time.
 */
export async function measured(
  ...args: readonly string[]
): Promise<Measured> {
  const ended = await outcome(
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all", // needed to read the memory of the process
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
