/**
 * The command line as a person starts it, in a process of its own.
 *
 * @module
 */

/** The folder of the checkout. */
export const ROOT: string = new URL("../", import.meta.url).pathname;

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A process that may be ended before its time. */
export interface Command {
  readonly ended: Promise<Ended>;
  kill(signal: Deno.Signal): void;
}

/** Starts a verb with the permissions of `deno task`; it may write to `folder`. */
export function start(folder: string, ...args: string[]): Command {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--allow-read"],
      ...[`--allow-write=${folder}`, "--allow-env=INIT_CWD,NO_COLOR"],
      ...["--ignore-env", "lib/cli/main.ts", ...args],
    ],
    cwd: ROOT,
    env: { INIT_CWD: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    ended: child.output().then(({ code, stdout, stderr }) => (
      { code, out: decode(stdout), err: decode(stderr) }
    )),
    kill(signal) {
      try {
        child.kill(signal);
      } catch {
        // it has ended
      }
    },
  };
}

/** Runs a verb to its end. */
export function command(folder: string, ...args: string[]): Promise<Ended> {
  return start(folder, ...args).ended;
}

/** Whether there is a file or folder. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
