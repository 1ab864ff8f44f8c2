/**
 * Runs programs that need packages which are not part of the project. Each runs
 * in a separate process, with the config and lock file of its folder.
 *
 * @module
 */

/** A JavaScript program in a folder of `tests/`. */
export interface Apart {
  /**
   * The error of the download of its packages; `undefined` if they are
   * available.
   */
  readonly lacking: string | undefined;
  /** Runs the program. Returns its output, or its error. */
  run(
    permissions: readonly string[],
    ...args: readonly string[]
  ): Promise<{ out: string; error: string | undefined }>;
}

/** Downloads the packages of a program. */
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
