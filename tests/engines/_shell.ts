/**
 * Runs other programs with bash.
 *
 * @module
 */

/** Runs a line of bash in a folder, and returns its output and exit code. */
export async function bash(
  line: string,
  folder = ".",
): Promise<
  { readonly code: number; readonly out: string; readonly err: string }
> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", line],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  return { code, out, err };
}

/** Whether all of these programs are installed. */
export async function areThere(
  ...programs: readonly string[]
): Promise<boolean> {
  const line = programs.map((name) => `command -v ${name}`).join(" && ");
  return (await bash(line)).code === 0;
}

/** Removes a folder in which processes without a parent may still write for a moment. */
export async function removeFolder(path: string): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
