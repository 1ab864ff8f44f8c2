/**
 * Run folders of an earlier version, changed at random as if they came from an
 * unknown person. `deno task soak:runs` reads 10,000 of them in this process,
 * and runs commands on 500 more, whose files and memory it checks. `--read N`,
 * `--run N` and `--seed N` change these numbers. The program starts itself
 * again with all permissions, since it makes links and pipes and measures the
 * memory of the commands.
 *
 * @module
 */

import { readModel } from "../lib/cli/model_file.ts";
import { UsageError } from "../lib/cli/flags.ts";
import {
  isHeld,
  loadCheckpoint,
  readLog,
  readRecord,
  RunFolder,
  SaveError,
} from "../lib/disk/mod.ts";
import { DatasetError } from "../lib/format/mod.ts";
import { decodeSafetensors } from "../lib/format/safetensors.ts";
import { compile, type Mlp, RunError } from "../lib/mlp/mod.ts";
import { random } from "../lib/random.ts";
import { loadModel, ModelError, SpecError } from "../mod.ts";
import { copy, listing, makeOutside, mutate } from "./cli/_mutated_run.ts";
import { MOST_MS, type Watched, watched } from "./cli/_watched.ts";

const FIXTURES = new URL("fixtures/0.1.0-daeb2fa/", import.meta.url).pathname;

/**
 * The runs that are changed: finished and stopped ones, with and without a
 * table.
 */
const RUNS = [
  "digits/run",
  "digits/stopped",
  "table/run",
  "table/stopped",
  "xor/run",
  "xor/stopped",
  "regression/run",
  "folds/stopped",
];

/** A changed copy of a fixture. */
interface Place extends Watched {
  readonly fixture: string;
}

/** Makes the n-th changed run. It depends only on `n` and the seed. */
async function place(base: string, seed: number, n: number): Promise<Place> {
  const chance = random(seed, "runs", n), fixture = RUNS[n % RUNS.length];
  const work = `${base}/work`, outside = `${base}/outside`;
  await Deno.remove(work, { recursive: true }).catch(() => {});
  copy(`${FIXTURES}${fixture}`, `${work}/r`);
  const [folder] = fixture.split("/");
  const csv = `${FIXTURES}${folder}/days.csv`;
  await Deno.copyFile(csv, `${work}/days.csv`).catch(() => {});
  const mutation = await mutate(`${work}/r`, outside, chance);
  return { work, outside, fixture, mutation };
}

/**
 * The weights of the finished run of a fixture, or `undefined` if it has no
 * model.
 */
async function weightsOf(fixture: string): Promise<string | undefined> {
  const [folder] = fixture.split("/");
  return await weightsIn(`${FIXTURES}${folder}/run/model.safetensors`);
}

async function weightsIn(path: string): Promise<string | undefined> {
  try {
    const { tensors } = decodeSafetensors(await Deno.readFile(path));
    return JSON.stringify(
      [...tensors].map(([name, { data }]) => [name, [...data]]),
    );
  } catch {
    return undefined;
  }
}

/**
 * Whether the error belongs to the library, and describes the problem to the
 * user.
 */
function isTold(error: unknown): boolean {
  const kinds = [RunError, ModelError, SpecError, SaveError, DatasetError];
  return [...kinds, UsageError].some((kind) => error instanceof kind);
}

/** Runs all readers on a folder. Returns the faults. */
async function readAll({ work, fixture, mutation }: Place): Promise<string[]> {
  const faults: string[] = [], folder = `${work}/r`;
  const attempt = async <T>(
    what: string,
    read: () => Promise<T>,
  ): Promise<T | undefined> => {
    const began = performance.now();
    try {
      return await read();
    } catch (error) {
      if (!isTold(error)) {
        faults.push(`${what} threw ${(error as Error).stack}`);
      }
      return undefined;
    } finally {
      const ms = performance.now() - began;
      if (ms > MOST_MS) faults.push(`${what} took ${Math.round(ms)} ms`);
    }
  };
  const model = await attempt("readModel", () => readModel(folder));
  if (model && !mutation.isSealed) {
    const right = await weightsOf(fixture);
    const found = await weightsIn(`${folder}/model.safetensors`);
    if (found !== right) faults.push("readModel took other weights");
  }
  if (model && !model.parameters.every(Number.isFinite)) {
    faults.push("readModel took weights that are not finite");
  }
  const record = await attempt("readRecord", () => readRecord(folder));
  if (!record) return faults;
  await attempt("readLog", () => readLog(folder));
  await attempt("isHeld", () => isHeld(folder));
  const mlp = await attempt("compile", () =>
    Promise.resolve<Mlp>(
      compile(record.spec, {
        ...(record.spec.inputs.units === undefined &&
          { inputs: record.data.train.columns }),
      }),
    ));
  const run = await attempt("open", () => RunFolder.open(folder));
  if (!run || !mlp) return run?.[Symbol.dispose](), faults;
  try {
    const { epochs } = record.spec, examples = record.data.train.rows;
    const found = await attempt(
      "newest",
      () => run.newest(mlp.plan, { epochs, examples }),
    );
    const { checkpoint } = found ?? {};
    if (checkpoint && !checkpoint.parameters.every(Number.isFinite)) {
      faults.push("newest took weights that are not finite");
    }
    if (checkpoint) {
      await attempt("rewindLog", () => run.rewindLog(checkpoint.figures));
    }
    const names: string[] = [];
    try {
      for await (const { name } of Deno.readDir(`${folder}/checkpoints`)) {
        names.push(name);
      }
    } catch { /* there are none */ }
    for (const name of names) {
      const info = await Deno.stat(`${folder}/checkpoints/${name}`)
        .catch(() => {});
      if (!info?.isFile || info.size > 2 ** 24) continue;
      await attempt(
        `loadCheckpoint ${name}`,
        () => loadCheckpoint(`${folder}/checkpoints/${name}`, mlp),
      );
    }
  } finally {
    run[Symbol.dispose]();
  }
  return faults;
}

/** The arguments of the n-th command. */
function lineOf(n: number, fixture: string): [
  "train" | "evaluate" | "explain" | "predict" | "export",
  string[],
] {
  const table = /table|regression|folds/.test(fixture);
  const rows = table ? "days.csv" : "rows.json";
  switch (n % 6) {
    case 0:
    case 1:
      return ["train", ["r"]];
    case 2:
      return ["evaluate", ["r"]];
    case 3:
      return ["explain", ["r", "--report", "page.html"]];
    case 4:
      return ["predict", ["r", rows]];
    default:
      return ["export", ["r", "--to", n % 12 === 5 ? "js" : "onnx"]];
  }
}

/** Runs a command on a folder. Returns the faults. */
async function command(n: number, place: Place): Promise<string[]> {
  const { work, fixture, mutation } = place;
  const [verb, args] = lineOf(n, fixture);
  await Deno.writeTextFile(`${work}/rows.json`, "[[0, 1]]");
  const { code, faults } = await watched(verb, args, place);
  const there: string[] = [];
  for await (const { name } of Deno.readDir(work)) there.push(name);
  const known = /^(r|days\.csv|rows\.json|page\.html|[\w-]+\.(js|onnx))$/;
  const odd = there.filter((name) => !known.test(name));
  if (odd.length > 0) faults.push(`left ${odd}`);
  const right = await weightsOf(fixture);
  if (verb === "train" && code === 0 && !mutation.isSealed && right) {
    const found = await weightsIn(`${work}/r/model.safetensors`);
    if (found !== right) faults.push("came to other weights");
  }
  return faults.map((fault) => `${verb}: ${fault}`);
}

/** Runs both series. */
async function soak(args: readonly string[]): Promise<number> {
  const number = (name: string, usual: number) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? usual : Number(args[at + 1]);
  };
  const seed = number("seed", Date.now() % 1e6);
  const [toRead, toRun] = [number("read", 10_000), number("run", 500)];
  const first = number("first", 0);
  await Deno.mkdir("runs", { recursive: true });
  const base = await Deno.realPath(
    await Deno.makeTempDir({ dir: "runs", prefix: "soak-" }),
  );
  console.log(`seed ${seed}`);
  let failed = 0;
  const report = (what: string, n: number, place: Place, faults: string[]) => {
    if (faults.length === 0) return;
    failed++;
    const done = place.mutation.done.map((each) => each.replaceAll(base, ""));
    console.log(
      `${what} ${n}, ${place.fixture}: ${done.join("; ")}\n  ${
        faults.join("\n  ").slice(0, 3000)
      }`,
    );
  };
  try {
    const model = `${FIXTURES}digits/run/model.safetensors`;
    await makeOutside(`${base}/outside`, model);
    await loadModel(model); // the unchanged model must load
    const before = await listing(`${base}/outside`);
    for (let n = first; n < first + toRead; n++) {
      const made = await place(base, seed, n);
      report("read", n, made, await readAll(made));
    }
    const after = await listing(`${base}/outside`);
    if (before.join("\n") !== after.join("\n")) {
      failed++;
      console.log(`reading changed what lies outside: ${after.join("\n")}`);
    }
    console.log(`${toRead} changed run folders read, ${failed} with faults`);
    const reads = failed;
    for (let n = first; n < first + toRun; n++) {
      const made = await place(base, seed + 1, n);
      report("run", n, made, await command(n, made));
    }
    console.log(
      `${toRun} changed run folders given to commands, ${
        failed - reads
      } with faults`,
    );
    return Number(failed > 0);
  } finally {
    await Deno.remove(base, { recursive: true });
  }
}

/**
 * Starts this program again with all permissions. It needs them for links and
 * `/proc`.
 */
async function withAll(args: readonly string[]): Promise<number> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", new URL(import.meta.url).pathname, ...args],
  }).spawn().status;
  return code;
}

if (import.meta.main) {
  const { state } = await Deno.permissions.query({ name: "sys" });
  const main = state === "granted" ? soak : withAll;
  Deno.exit(await main(Deno.args));
}
