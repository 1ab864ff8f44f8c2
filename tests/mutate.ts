/**
 * Mutation testing. Makes one small change in a file of `lib/`, and runs the
 * tests that import the file, the most closely related tests first. If all of
 * them pass, the change (the mutant) is a survivor: no test covers this part of
 * the code. A seed determines which changes are made. Each change is made in a
 * copy of the tree, never in the tree itself.
 *
 * `deno task mutate [--count N] [--first N] [--seed N] [--seconds N] [MODULE...]`
 *
 * @module
 */

import { random } from "../lib/random.ts";
import { permissions, temporaryFolder } from "./run.ts";

/**
 * A kind of change: a pattern that is searched in a line, and its replacement.
 */
const CHANGES: readonly (readonly [pattern: RegExp, to: string])[] = [
  [/ < (?!=)/, " <= "],
  [/ <= /, " < "],
  [/ > (?!=)/, " >= "],
  [/ >= /, " > "],
  [/ === /, " !== "],
  [/ !== /, " === "],
  [/ && /, " || "],
  [/ \|\| /, " && "],
  [/ \+ (?=[\w(])/, " - "],
  [/ - (?=[\w(])/, " + "],
  [/ \* (?=[\w(])/, " / "],
  [/\b(?<!\.)1(?![\d.n_])/, "2"],
  [/\b(?<![.\d\\])0(?![\d.nx_])/, "1"],
  [/\btrue\b/, "false"],
  [/\bfalse\b/, "true"],
  [/if \((?=[^()]*\) return)/, "if (false && "], // an early return
  [/^(\s*)throw refuse\(/, "$1void ("],
  [/^\s*(?:await )?(?:this\.#?)?\w+(?:\.\w+)*\([^()]*\);$/, ""], // a call
];

/** A change of one line. */
interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

async function* files(
  folder: string,
  which = /(?<!_bench|\/mod)\.ts$/,
): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* files(path, which);
    else if (which.test(path)) yield path;
  }
}

/** The imports of each file of `lib/` and `tests/`, without type imports. */
async function importsOf(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const folder of ["lib", "tests"]) {
    for await (const path of files(folder, /\.ts$/)) {
      const text = await Deno.readTextFile(path);
      const names = text.matchAll(
        /^(?:import|export) (?!type\b)[^;"]*"(\.[^"]*)"|import\("(\.[^"]*)"\)/gm,
      );
      const root = "file:///";
      found.set(
        path,
        [...names].map(([, one, late]) =>
          new URL(one ?? late, root + path).href.slice(root.length)
        ),
      );
    }
  }
  return found;
}

/** The largest number of tests that run for one mutant. */
const MOST_JUDGES = 12;

/** The names that a file exports, without short names such as `run`. */
const exportsOf = (text: string) =>
  [...text.matchAll(
    /^export (?:async )?(?:function\*?|const|class) (\w{5,})/gm,
  )]
    .map(([, name]) => name);

/** Whether a text contains at least one of the words. */
const hasOne = (text: string, words: readonly string[]) =>
  words.length > 0 && new RegExp(`\\b(?:${words.join("|")})\\b`).test(text);

/**
 * The tests that run for a changed file, in this order: the examples of the
 * file; the tests with the same name; the tests that use an export of the file;
 * the tests that use an export of a file that uses it; then all other tests
 * that import the file, those with the shortest chain of imports first. Tests
 * of the command line that do not import the file run only for files of
 * `lib/cli/` and `lib/disk/`. Among these, tests that share a word of the name,
 * or often use a verb that reaches the file, run first.
 */
async function judgesOf(
  file: string,
  imports: ReadonlyMap<string, readonly string[]>,
): Promise<string[]> {
  const texts = new Map<string, string>();
  for (const path of imports.keys()) {
    texts.set(path, await Deno.readTextFile(path));
  }
  const far = new Map([[file, 0]]);
  for (const [path, steps] of far) { // the map grows in this loop
    for (const [other, names] of imports) {
      if (names.includes(path) && !far.has(other)) far.set(other, steps + 1);
    }
  }
  const own = exportsOf(texts.get(file)!);
  const users = [...far.keys()].filter((path) =>
    path !== file && !path.endsWith("/mod.ts") && path.startsWith("lib/") &&
    hasOne(texts.get(path)!, own)
  ).flatMap((path) => exportsOf(texts.get(path)!));
  const bare = file.replace(/^lib/, "tests").replace(/\/_?(\w+)\.ts$/, "/$1_");
  const folder = bare.replace(/[^/]*$/, "");
  const isCommand = /^lib\/(cli|disk)\//.test(file);
  const words = (path: string) => path.replace(/^.*\/|\.ts$/g, "").split("_");
  const verbs = (imports.get("lib/cli/main.ts") ?? [])
    .filter((path) => far.has(path)).map((path) => words(path).join("_"));
  const found: [string, number][] = [];
  for (const [path, text] of texts) {
    if (!path.endsWith("_test.ts")) continue;
    const steps = far.get(path), isBeside = path.startsWith(folder);
    if (path.startsWith(bare)) found.push([path, -9]);
    else if (steps !== undefined && hasOne(text, own)) found.push([path, -8]);
    else if (steps !== undefined && hasOne(text, users)) {
      found.push([path, isBeside ? -7 : -6]);
    } else if (path.startsWith("tests/cli/")) {
      if (!isCommand) continue;
      const shared = words(path).filter((word) => words(file).includes(word));
      const uses = verbs.map((verb) => text.split(`"${verb}"`).length - 1);
      const near = uses.reduce((sum, n) => sum + n, 10 * shared.length);
      found.push([path, 99 - near]);
    } else if (steps !== undefined) {
      found.push([path, isBeside ? steps - 2 : steps]);
    } else if (isBeside) found.push([path, 7]);
  }
  const sorted = found.sort(([, a], [, b]) => a - b).map(([path]) => path);
  const examples = texts.get(file)!.includes("```ts");
  return [...(examples ? [file] : []), ...sorted].slice(0, MOST_JUDGES);
}

/**
 * Runs a test file, or the examples of a file of `lib/`, in a copy of the tree.
 * Returns whether it passes, fails, or takes longer than the limit. Processes
 * that the test started end with it.
 */
async function judge(
  tree: string,
  test: string,
  withinMs: number,
): Promise<"passes" | "fails" | "hangs"> {
  const { code } = await new Deno.Command("timeout", {
    args: [
      "--signal=KILL", // to the whole process group
      `${Math.ceil(withinMs / 1000)}`,
      Deno.execPath(),
      "test",
      "--no-check",
      "--fail-fast",
      ...(test.startsWith("lib/") ? ["--doc"] : []),
      ...permissions(temporaryFolder()),
      test,
    ],
    cwd: tree,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "null",
  }).output();
  return code === 0 ? "passes" : code === 137 ? "hangs" : "fails";
}

/** All possible changes of a file. */
function mutantsOf(file: string, text: string): Mutant[] {
  const found: Mutant[] = [];
  let isComment = false, before = "";
  for (const [n, from] of text.split("\n").entries()) {
    if (/^\s*\/\*\*/.test(from)) isComment = true;
    const isCode = !isComment &&
      !/^\s*(\/\/|import\b|export \{|type\b)/.test(from);
    if (from.includes("*/")) isComment = false;
    if (!isCode) continue;
    const isStatement = /^\s*$|[;{}]\s*$/.test(before); // not in the middle of a statement
    before = from;
    const [code] = from.split(" // ");
    for (const [pattern, to] of CHANGES) {
      const changed = code.replace(pattern, to);
      if (changed !== code && (to !== "" || isStatement)) {
        found.push({ file, line: n + 1, from, to: changed });
      }
    }
  }
  return found;
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (/^(\.git|runs|node_modules)$/.test(name)) continue;
    if (isDirectory) await copyTree(`${from}/${name}`, `${to}/${name}`);
    else if (isFile) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** A test that takes longer counts as hanging. */
const HANG_MS = 600_000;

/** A test that takes longer runs after the others from then on. */
const SLOW_MS = 20_000;

/** The number of mutants that run in parallel. */
const WORKERS = 3;

/** Whether the tests of a mutant start commands. */
const isSlow = ({ file }: Mutant) => file.startsWith("lib/cli/");

/** Draws mutants, runs their tests, and prints the survivors and the score. */
async function mutate(args: readonly string[]): Promise<number> {
  const number = (name: string, usual: number) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? usual : Number(args[at + 1]);
  };
  const count = number("count", 150), seed = number("seed", 1);
  const first = number("first", 0);
  const end = performance.now() + 1000 * number("seconds", Infinity);
  const modules = args.filter((arg, n) =>
    !arg.startsWith("--") && !args[n - 1]?.startsWith("--")
  );
  const all: Mutant[] = [];
  const isChosen = (file: string) =>
    modules.length === 0 ||
    modules.some((name) => file.startsWith(`lib/${name}`));
  for await (const file of files("lib")) {
    if (!isChosen(file)) continue;
    all.push(...mutantsOf(file, await Deno.readTextFile(file)));
  }
  all.sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line
  );
  const order = Uint32Array.from(all, (_, n) => n);
  random(seed, "mutants").shuffle(order);
  const drawn = [...order.subarray(first, first + count)]
    .map((n, i) => ({ ...all[n], number: first + i }))
    .sort((a, b) => +isSlow(a) - +isSlow(b));
  const imports = await importsOf();
  const isSample = end < Infinity;
  const slow = new Set<string>();
  let made = 0, killed = 0;
  async function work() {
    await Deno.mkdir("runs", { recursive: true });
    const tree = await Deno.makeTempDir({ dir: "runs", prefix: "mutants-" });
    try {
      await copyTree(".", tree);
      for (let mutant; (mutant = drawn.shift());) {
        const { file, line, from, to, number } = mutant;
        const text = await Deno.readTextFile(`${tree}/${file}`);
        const lines = text.split("\n");
        lines[line - 1] = to;
        let survives = true, heard = 0;
        const nearest = await judgesOf(file, imports);
        const judges = [false, true].flatMap((are) =>
          nearest.filter((test) => slow.has(test) === are)
        );
        for (const test of isSample ? judges.slice(0, 3) : judges) {
          heard++;
          await Deno.writeTextFile(`${tree}/${file}`, lines.join("\n"));
          const began = performance.now();
          const found = await judge(tree, test, HANG_MS);
          if (performance.now() - began > SLOW_MS) slow.add(test);
          survives = found === "passes";
          await Deno.writeTextFile(`${tree}/${file}`, text);
          if (!survives) {
            console.log(`${number} ${found} in ${test}: ${file}:${line}`);
          }
          if (!survives || performance.now() > end) break;
        }
        if (performance.now() > end && survives) break; // not all of its tests have run
        made++;
        if (!survives) killed++;
        else {
          console.log(
            `survived ${heard} tests, number ${number}: ${file}:${line}\n` +
              `  ${from.trim()}\n  ${to.trim()}`,
          );
        }
      }
    } finally {
      await Deno.remove(tree, { recursive: true });
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work));
  const share = made === 0 ? 0 : Math.round(1000 * killed / made) / 10;
  console.log(`${killed} of ${made} mutants killed (${share} %), seed ${seed}`);
  return 0;
}

if (import.meta.main) Deno.exit(await mutate(Deno.args));
