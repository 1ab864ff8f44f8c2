/**
 * What a verb costs before it does anything: the time on the processor, user and
 * system, of `validate` on a good spec beside that of an empty program, turn by
 * turn in one run: `deno task bench:start`.
 *
 * @module
 */

const TURNS = 20;
const root = new URL("../../", import.meta.url).pathname;

/** The time on the processor of one `deno run`, in milliseconds. */
async function busyMs(...args: readonly string[]): Promise<number> {
  const script = '"$@" >&2 || exit 1; times'; // bash says what its children took
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
  for (const args of Object.values(programs)) await busyMs(...args); // warm
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
