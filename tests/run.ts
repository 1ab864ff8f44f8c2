/**
 * Runs the tests for `deno task test`: unit tests, contract tests and the
 * examples in the docs, with only the permissions that they need. At the end,
 * prints the line `N passed, N failed, N skipped`, which counts whole tests and
 * not their steps. Arguments are passed to `deno test`:
 * `deno task test --filter idx`, or a list of files.
 *
 * @module
 */

/** The numbers of tests that passed, failed and were skipped. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Counts the tests of a JUnit report. Deno reports each step as another test
 * with the name `test > step`. It puts this entry into the suite of the file
 * that contains the step, which can differ from the file of the test.
 * Therefore, an entry whose name begins with the name of another test is not
 * counted. A test that `--filter` excludes is not counted either: it has no
 * time.
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

/**
 * Whether a name is that of a step: the part before one of its `>` is the name
 * of a test.
 */
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

/** The last line of the output. */
export function closingLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The folder in which the tests make temporary folders. */
export function temporaryFolder(): string {
  return ["TMPDIR", "TMP", "TEMP"]
    .map((name) => Deno.env.get(name)).find(Boolean) ?? "/tmp";
}

/** The permission flags of the tests. */
export function permissions(temporary: string): string[] {
  return [
    "--no-prompt",
    "--allow-read",
    `--allow-write=${temporary}`, // Deno.makeTempDir()
    "--allow-net=127.0.0.1,localhost", // servers that the tests start
    `--allow-run=${Deno.execPath()},node,npm,tar`, // the command line, as a user runs it
    "--allow-env=MNIST_DIR,INIT_CWD,NO_COLOR,LOG_STREAM,LOG_TOKENS",
    "--ignore-env", // packages get undefined for all other variables
  ];
}

/** Whether a file or folder exists. */
function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}

/** Runs `deno test`, prints the closing line, and returns the exit status. */
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
  if (Deno.build.os !== "windows") { // do not leave the tests running
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
