/**
 * Measures the start of a command: the processor time (user and system) of
 * `validate` with a valid spec, compared with that of an empty program. Both
 * run in turns: `deno task bench:start`.
 *
 * @module
 */

const TURNS = 20;
const root = new URL("../../", import.meta.url).pathname;

/** The processor time of one `deno run`, in milliseconds. */
async function busyMs(...args: readonly string[]): Promise<number> {
  const script = '"$@" >&2 || exit 1; times'; // `times` prints the times of child processes
  const command = [Deno.execPath(), "run", "--no-prompt", ...args];
  const { stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script, "bash", ...command],
    cwd: root,
  }).output();
  const [, children] = new TextDecoder().decode(stdout).trim().split("\n");
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length === 2) {
    return parts.reduce((ms, [, m, s]) => ms + (60 * +m + +s) * 1000, 0);
  }
  throw new Error(new TextDecoder().decode(stderr));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

if (import.meta.main) {
  const programs: Record<string, readonly string[]> = {
    "an empty program": ["data:application/javascript,"],
    "validate specs/mnist.yaml": [
      ...["--allow-read", "lib/cli/main.ts", "validate", "specs/mnist.yaml"],
    ],
    "explain specs/mnist.yaml": [
      ...["--allow-read", "lib/cli/main.ts", "explain", "specs/mnist.yaml"],
    ],
  };
  for (const args of Object.values(programs)) await busyMs(...args); // warm up
  const took: Record<string, number[]> = {};
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, args] of Object.entries(programs)) {
      (took[name] ??= []).push(await busyMs(...args));
    }
  }
  console.log(
    `| program | median of ${TURNS}, user and system |\n| --- | --- |`,
  );
  for (const [name, times] of Object.entries(took)) {
    console.log(`| ${name} | ${median(times).toFixed(0)} ms |`);
  }
}
