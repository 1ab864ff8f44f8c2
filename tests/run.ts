/**
 * Runs the tests as `deno task test` does: units, contracts and the examples in
 * the docs, with the permissions they need and no others; then one line,
 * `N passed, N failed, N skipped`, which counts whole tests, not their steps.
 * Arguments go to `deno test`: `deno task test --filter idx`, or some files.
 *
 * @module
 */

/** Tests by how they ended. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Counts the tests of a JUnit report. Deno reports a step as one more test,
 * named `test > step`, in the suite of the file that has the step, which may
 * not be that of the test; so what is named after another test is left out. So
 * is what `--filter` passed over, which took no time at all.
 */
export function countTests(report: string): Totals {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  const tests = [
    ...report.matchAll(/<testcase name="([^"]*)"([^>]*)>(.*?)<\/testcase>/gs),
  ];
  const names = new Set(tests.map(([, name]) => name));
  for (const [, name, facts, outcome] of tests) {
    if (isStep(name, names) || !facts.includes(" time=")) continue;
    if (/^\s*<(failure|error)\b/.test(outcome)) totals.failed++;
    else if (/^\s*<skipped\b/.test(outcome)) totals.skipped++;
    else totals.passed++;
  }
  return totals;
}

/** Whether the part of a name before some `>` is the name of a test. */
function isStep(name: string, names: ReadonlySet<string>): boolean {
  const separator = " &gt; ";
  for (
    let end = name.lastIndexOf(separator);
    end > 0;
    end = name.lastIndexOf(separator, end - 1)
  ) {
    if (names.has(name.slice(0, end))) return true;
  }
  return false;
}

/** The line that closes a run. */
export function closingLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Where tests make their folders. */
export function temporaryFolder(): string {
  return ["TMPDIR", "TMP", "TEMP"]
    .map((name) => Deno.env.get(name)).find(Boolean) ?? "/tmp";
}

/** What a test may do, besides reading. */
export function permissions(temporary: string): string[] {
  return [
    "--no-prompt",
    "--allow-read",
    `--allow-write=${temporary}`, // Deno.makeTempDir()
    "--allow-net=127.0.0.1,localhost", // mirrors of a test's own
    `--allow-run=${Deno.execPath()},node,npm,tar`, // the command, as a user calls it
    "--allow-env=MNIST_DIR,INIT_CWD,NO_COLOR,LOG_STREAM,LOG_TOKENS",
    "--ignore-env", // what else a package asks for is not there
  ];
}

/** Whether there is such a file or folder. */
function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}

/** Runs `deno test`, prints the line that closes the run, returns its status. */
async function run(args: readonly string[]): Promise<number> {
  const report = "runs/tests.xml";
  if (exists(report)) Deno.removeSync(report);
  const everything = ["mod.ts", "lib", "tests", "README.md"].filter(exists);
  const tests = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--doc",
      "--sanitize-ops",
      "--sanitize-resources",
      `--junit-path=${report}`,
      ...permissions(temporaryFolder()),
      ...args,
      ...(args.some(exists) ? [] : ["--parallel", ...everything]),
    ],
  }).spawn();
  if (Deno.build.os !== "windows") { // it must not outlive this process
    Deno.addSignalListener("SIGTERM", () => tests.kill("SIGKILL"));
  }
  const { code } = await tests.status;
  const totals = countTests(
    exists(report) ? Deno.readTextFileSync(report) : "",
  );
  if (code !== 0) totals.failed ||= 1; // a file that does not load has no tests
  console.log(closingLine(totals));
  return code;
}

if (import.meta.main) Deno.exit(await run(Deno.args));
