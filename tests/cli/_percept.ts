/**
 * The command line as a user calls it, in a folder of its own.
 *
 * @module
 */

/** What a command did. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

const root = new URL("../../", import.meta.url).pathname;
const entry = `${root}lib/cli/main.ts`;
const config = `${root}deno.json`;

/** What is in the permissions of a task that downloads, as far as a test may give it. */
const permissions = (folder: string) => [
  "--no-prompt",
  "--allow-read",
  `--allow-write=${folder}/data,${folder}/runs`,
  "--allow-net=127.0.0.1,localhost",
  "--allow-env=INIT_CWD,NO_COLOR",
  "--ignore-env",
];

/** The command, ready to run in a folder. */
export function command(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "--config", config],
      ...permissions(folder),
      entry,
      ...args,
    ],
    cwd: folder,
    env: { NO_COLOR: "1", INIT_CWD: folder, ...env },
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the command to its end. */
export async function percept(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const { code, stdout, stderr } = await command(folder, args, env).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
