/**
 * Programs with packages that the project does not have: each in a process of
 * its own, with the config and the lock of its folder.
 *
 * @module
 */

/** A program of JavaScript in a folder of `tests/`. */
export interface Apart {
  /** What went wrong when its packages were asked for; nothing if they are there. */
  readonly lacking: string | undefined;
  /** Runs it; what it printed, or what it failed with. */
  run(
    permissions: readonly string[],
    ...args: readonly string[]
  ): Promise<{ out: string; error: string | undefined }>;
}

/** Fetches what a program needs. */
export async function apart(program: string): Promise<Apart> {
  const path = new URL(`../${program}`, import.meta.url).pathname;
  const config = path.replace(/[^/]*$/, "deno.json");
  const deno = async (...args: readonly string[]) => {
    const { success, stdout, stderr } = await new Deno.Command(
      Deno.execPath(),
      {
        args: [
          args[0],
          "--quiet",
          `--config=${config}`,
          "--frozen",
          ...args.slice(1),
        ],
      },
    ).output();
    const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
    return { out, error: success ? undefined : err.trim() };
  };
  return {
    lacking: (await deno("cache", path)).error,
    run: (permissions, ...args) =>
      deno("run", "--no-prompt", ...permissions, path, ...args),
  };
}
