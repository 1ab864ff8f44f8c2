/**
 * Mutation testing: one small change to a file of `lib/` at a time, and the tests
 * of the same name as its judge. A mutant that no test notices is a survivor, and
 * shows a claim that nothing holds. The changes are drawn from a seed. Each is
 * made in a copy of the tree, so that the tree itself stays as it is.
 *
 * `deno task mutate [--count N] [--first N] [--seed N] [--seconds N] [MODULE...]`
 *
 * @module
 */

import { random } from "../lib/random.ts";

/** A kind of change: what is found in a line, and what stands there instead. */
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
  [/\b(?<![.\d])0(?![\d.nx_])/, "1"],
  [/\btrue\b/, "false"],
  [/\bfalse\b/, "true"],
  [/if \((?=[^()]*\) return)/, "if (false && "], // an early return
  [/^(\s*)throw refuse\(/, "$1void ("],
  [/^\s*(?:await )?(?:this\.#?)?\w+(?:\.\w+)*\([^()]*\);$/, ""], // a call
];

/** One change of one line. */
interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

async function* files(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* files(path);
    else if (/(?<!_bench|\/mod)\.ts$/.test(path)) yield path;
  }
}

/** Whether there is such a file or folder. */
const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

/** The test of a file's name. */
const testOf = (file: string) =>
  file.replace(/^lib/, "tests").replace(/\/_?(\w+)\.ts$/, "/$1_test.ts");

/** All tests of a file's folder, or else of the one that it is in. */
async function testsBeside(file: string): Promise<string[]> {
  const up = (path: string) => path.replace(/\/[^/]*$/, "");
  let folder = up(file.replace(/^lib/, "tests"));
  while (!await exists(folder)) folder = up(folder);
  const found: string[] = [];
  if (folder === "tests") return [];
  for await (const path of files(folder)) {
    if (path.endsWith("_test.ts")) found.push(path);
  }
  return found.sort();
}

/** Those of some files that import another of its name. */
async function importing(
  paths: readonly string[],
  file: string,
): Promise<string[]> {
  const name = file.slice(file.lastIndexOf("/") + 1), found: string[] = [];
  for (const path of paths) {
    const text = await Deno.readTextFile(path);
    if (text.includes(`/${name}"`)) found.push(path);
  }
  return found;
}

/**
 * The tests that judge a file: of its name, else those that import it, else those of
 * the files beside it that import it, else its folder's.
 */
async function judges(file: string): Promise<string[]> {
  if (await exists(testOf(file))) return [testOf(file)];
  const all = await testsBeside(file), folder = file.replace(/[^/]*$/, "");
  const own = await importing(all, file);
  if (own.length > 0) return own;
  const beside = (await Array.fromAsync(Deno.readDir(folder)))
    .filter(({ isFile }) => isFile).map(({ name }) => `${folder}${name}`);
  let those = [file];
  for (let far = 0; far < 3 && those.length > 0; far++) {
    const next = new Set<string>();
    for (const one of those) {
      for (const path of await importing(beside, one)) next.add(path);
    }
    those = [...next];
    const near = those.map(testOf).filter((test) => all.includes(test));
    if (near.length > 0) return near.sort().slice(0, MOST_JUDGES);
  }
  return all;
}

/** The most tests of other files that judge one, or hear an appeal from elsewhere. */
const MOST_JUDGES = 6;

/** The most tests of a folder that hear an appeal together: more take many minutes. */
const MOST_BESIDE = 30;

/**
 * The tests that hear an appeal: all of its folder, those elsewhere that import the
 * file or go by its name and another, and for an engine the contract of both.
 */
async function appeals(
  file: string,
  before: readonly string[],
  isSample: boolean,
): Promise<string[]> {
  const found = file.startsWith("lib/engine/")
    ? ["wasm", "reference"].map((engine) =>
      `tests/engine/${engine}/contract_test.ts`
    )
    : [];
  const bare = file.replace(/^lib/, "tests").replace(/\.ts$/, "");
  for await (const path of files("tests")) {
    if (!path.endsWith("_test.ts") || before.includes(path)) continue;
    const text = await Deno.readTextFile(path);
    const isNamed = path.startsWith(`${bare}_`); // table_refusals_test.ts
    if (isNamed || text.includes(`/${file}"`)) found.push(path);
  }
  const elsewhere = [...new Set(found)].sort().slice(0, MOST_JUDGES);
  const beside = isSample ? [] : await testsBeside(file);
  const heard = beside.length > MOST_BESIDE
    ? elsewhere
    : [...elsewhere, ...beside];
  return [...new Set(heard)]
    .filter((path) => !before.includes(path));
}

/** Every change that can be made to a file. */
function mutantsOf(file: string, text: string): Mutant[] {
  const found: Mutant[] = [];
  let isComment = false;
  for (const [n, from] of text.split("\n").entries()) {
    if (/^\s*\/\*\*/.test(from)) isComment = true;
    const isCode = !isComment &&
      !/^\s*(\/\/|import\b|export \{|type\b)/.test(from);
    if (from.includes("*/")) isComment = false;
    if (!isCode) continue;
    const [code] = from.split(" // ");
    for (const [pattern, to] of CHANGES) {
      const changed = code.replace(pattern, to);
      if (changed !== code) {
        found.push({ file, line: n + 1, from, to: changed });
      }
    }
  }
  return found;
}

/** Runs tests in a copy of the tree; whether they pass, within so many milliseconds. */
async function passes(
  tree: string,
  tests: string[],
  withinMs: number,
): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "test", ...tests, "--no-check", "--fail-fast"],
    cwd: tree,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(withinMs), // a mutant that hangs is noticed, too
  }).spawn();
  return (await child.status).code === 0;
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (/^(\.git|runs|node_modules)$/.test(name)) continue;
    if (isDirectory) await copyTree(`${from}/${name}`, `${to}/${name}`);
    else if (isFile) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Draws mutants, runs them, prints the survivors and the score. */
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
  const folders = modules.length > 0 ? modules : ["lib"];
  for (const folder of folders) {
    for await (const file of files(folder)) {
      all.push(...mutantsOf(file, await Deno.readTextFile(file)));
    }
  }
  all.sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line
  );
  const order = Uint32Array.from(all, (_, n) => n);
  random(seed, "mutants").shuffle(order);
  await Deno.mkdir("runs", { recursive: true });
  const tree = await Deno.makeTempDir({ dir: "runs", prefix: "mutants-" });
  const tookMs = new Map<string, number>(); // of tests on the code as it is
  let made = 0, killed = 0, passedOver = 0;
  try {
    await copyTree(".", tree);
    for (const n of order) {
      if (made === count || performance.now() > end) break;
      const { file, line, from, to } = all[n], tests = await judges(file);
      const isSample = end < Infinity; // which leaves slow judges out
      if (tests.length === 0 || isSample && tests.length > 2) continue;
      if (passedOver++ < first) continue;
      const text = await Deno.readTextFile(file), lines = text.split("\n");
      lines[line - 1] = to;
      let isSurvivor = true;
      for (const some of [tests, await appeals(file, tests, isSample)]) {
        if (some.length === 0 || !isSurvivor) continue;
        const key = some.join();
        if (!tookMs.has(key)) {
          const began = performance.now();
          const leftMs = Math.min(600_000, end - began);
          if (!await passes(tree, some, leftMs)) {
            if (performance.now() > end) break;
            console.log(
              `the tests ${key} must pass before anything is changed`,
            );
            return 1;
          }
          tookMs.set(key, performance.now() - began);
        }
        await Deno.writeTextFile(`${tree}/${file}`, lines.join("\n"));
        const most = 30_000 + 5 * tookMs.get(key)!;
        isSurvivor = await passes(tree, some, most);
        await Deno.writeTextFile(`${tree}/${file}`, text);
      }
      if (performance.now() > end && isSurvivor) break; // not heard to its end
      made++;
      if (!isSurvivor) killed++;
      else {console.log(
          `survived, number ${
            passedOver - 1
          }: ${file}:${line}\n  ${from.trim()}\n  ${to.trim()}`,
        );}
    }
  } finally {
    await Deno.remove(tree, { recursive: true });
  }
  const share = made === 0 ? 0 : Math.round(1000 * killed / made) / 10;
  console.log(`${killed} of ${made} mutants killed (${share} %), seed ${seed}`);
  return 0;
}

if (import.meta.main) Deno.exit(await mutate(Deno.args));
