/**
 * Folders of runs and sweeps that this version writes, changed at random as if
 * they came from an unknown person. All readers read 10,000 of them in this
 * process, and the commands read 500 more, two at a time:
 * `deno task soak:folders [--count N] [--processes M] [--seed S]`.
 * `soak_runs.ts` does the same with runs of an earlier version, which have more
 * kinds of data.
 *
 * @module
 */

import { failure } from "../lib/cli/failure.ts";
import { main } from "../lib/cli/main.ts";
import {
  isHeld,
  loadCheckpoint,
  readLog,
  readRecord,
  RunFolder,
} from "../lib/disk/mod.ts";
import { sha256 } from "../lib/format/sha256.ts";
import { compile } from "../lib/mlp/mod.ts";
import { random } from "../lib/random.ts";
import { loadModel } from "../mod.ts";
import { mostMiB } from "./_memory.ts";
import { run } from "./cli/_command.ts";
import {
  copy,
  listing,
  makeOutside,
  mutate,
  OUTSIDE,
  SECRET,
} from "./cli/_mutated_run.ts";
import {
  MOST_MIB,
  MOST_MS,
  type Verb,
  type Watched,
  watched,
} from "./cli/_watched.ts";

/** A network that trains in a few milliseconds. */
const SPEC = {
  name: "soak",
  dataset: "digits",
  layers: [{ units: 8 }, { units: 10 }],
  learningRate: 1,
  batchSize: 8,
  epochs: 6,
  checkpoint: { epochs: 1 },
};

/** A sweep over this network, with two trials. */
const SWEEP = {
  ...SPEC,
  epochs: 2,
  batchSize: 64,
  validation: { fraction: 0.2 },
  sweep: { grid: { learningRate: [0.5, 1] } },
};

/**
 * The folders that are changed. Only one in five is a sweep, since sweeps have
 * more files.
 */
const FOLDERS = ["done", "killed", "done", "killed", "sweep"] as const;

/** The files outside the folder that no command may read. */
const SECRETS = OUTSIDE.filter((name) => name.startsWith("secret"));

/** The time after which a command counts as hanging, in milliseconds. */
const HANG_MS = 60_000;

/** A changed folder, and the folder of the unchanged ones. */
interface Place extends Watched {
  readonly base: string;
  readonly kind: typeof FOLDERS[number];
}

/** The measurements of a series. */
interface Series {
  faults: number;
  readonly kinds: Map<string, number>;
  slowestMs: number;
  slowest: string;
  mostMiB: number;
}

/** Makes the unchanged folders: a finished run, a killed run, and a sweep. */
async function makeFolders(base: string): Promise<void> {
  const good = `${base}/good`;
  await Deno.mkdir(good);
  const write = (name: string, value: unknown) =>
    Deno.writeTextFile(`${good}/${name}`, JSON.stringify(value));
  await write("spec.json", SPEC);
  await write("sweep.json", SWEEP);
  await write("rows.json", [Array(64).fill(7)]);
  const limit = ["--limit", "200", "--out", "done"];
  mustBeDone(await run("train", good, "spec.json", ...limit));
  mustBeDone(await run("sweep", good, "sweep.json", "--out", "sweep"));
  // the state that kill -9 leaves in the last epoch
  const killed = `${good}/killed`;
  copy(`${good}/done`, killed);
  await Deno.remove(`${killed}/model.safetensors`);
  await Deno.remove(`${killed}/checkpoints/6+0.safetensors`);
  const record = JSON.parse(await Deno.readTextFile(`${killed}/run.json`));
  const begun = [
    ...["version", "status", "spec", "specSha256", "seed", "options", "data"],
    ...["engine", "threads", "versions", "machine", "began"],
  ];
  await write("killed/run.json", {
    ...Object.fromEntries(begun.map((key) => [key, record[key]])),
    status: "training",
    epochs: [],
  });
  // the result of the killed run, resumed without any change
  copy(killed, `${good}/resumed`);
  mustBeDone(await run("train", good, "resumed"));
  if (await hashOf(`${good}/resumed`) !== await hashOf(`${good}/done`)) {
    throw new Error("a killed run must come to the model of one that was not");
  }
}

function mustBeDone({ code, err }: { code: number; err: string }): void {
  if (code !== 0) throw new Error(err);
}

/** The SHA-256 of the model in a folder. */
async function hashOf(folder: string): Promise<string> {
  return await sha256(
    await Deno.readFile(`${folder}/model.safetensors`).catch(() => "none"),
  );
}

/** Makes the n-th changed folder. It depends only on `n` and the seed. */
async function place(
  base: string,
  { seed, n, worker }: { seed: number; n: number; worker: string },
): Promise<Place> {
  const kind = FOLDERS[n % FOLDERS.length];
  const work = `${base}/${worker}/work`, outside = `${base}/${worker}/outside`;
  await Deno.remove(work, { recursive: true }).catch(() => {});
  copy(`${base}/good/${kind}`, `${work}/r`);
  for (const name of ["rows.json", "sweep.json"]) {
    await Deno.copyFile(`${base}/good/${name}`, `${work}/${name}`);
  }
  const chance = random(seed, "folders", worker === "read" ? 0 : 1, n);
  const mutation = await mutate(`${work}/r`, outside, chance);
  return { base, work, outside, kind, mutation };
}

/**
 * Sets the access times of the secret files to a past date, to detect whether
 * they are read. Returns their paths.
 */
function age(outside: string): string[] {
  const old = new Date(2001, 1, 1);
  const paths = SECRETS.map((name) => `${outside}/${name}`);
  for (const path of paths) Deno.utimeSync(path, old, old);
  return paths;
}

/** Runs a verb in this process. Returns its exit code and its output. */
async function verb(
  ...args: readonly string[]
): Promise<{ code: number; said: string }> {
  const { log, error } = console, { writeSync } = Deno.stderr;
  const said: unknown[] = [], decoder = new TextDecoder();
  console.log = console.error = (...texts) => said.push(...texts);
  Deno.stderr.writeSync = (bytes) => {
    said.push(decoder.decode(bytes));
    return bytes.length;
  };
  try {
    return { code: await main(args), said: said.join("\n") };
  } finally {
    Object.assign(console, { log, error });
    Deno.stderr.writeSync = writeSync;
  }
}

/** The verbs that read a folder. Each folder is given to some of them. */
function linesOf(n: number, { base, kind, work }: Place): string[][] {
  const r = `${work}/r`, how = [[], ["--all"], ["--json"], ["--report"]][n % 4];
  const explain = n % 3 > 0
    ? ["explain", r, ...how]
    : ["explain", r, `${base}/good/done`, ...how];
  const table = ["sweep", `${work}/sweep.json`, "--out", r, "--table"];
  const last = [
    ["evaluate", r],
    ["predict", r, `${work}/rows.json`, "--out", `${work}/predicted.txt`],
    ["export", r, "--to", "js", "--out", `${work}/net.js`],
    ["export", r, "--to", "onnx", "--out", `${work}/net.onnx`],
    ["explain", r, "--layers"],
  ];
  return [
    explain,
    ...(kind === "sweep" ? [table] : []),
    last[Math.floor(n / FOLDERS.length) % last.length],
  ];
}

/** Runs all readers and some verbs on a folder. Returns the faults. */
async function readAll(
  n: number,
  place: Place,
  untouched: string,
): Promise<string[]> {
  const { base, work, outside, kind, mutation } = place;
  const faults: string[] = [];
  const folder = kind === "sweep" ? `${work}/r/best` : `${work}/r`;
  const secrets = age(outside);
  const attempt = async <T>(
    what: string,
    read: () => T | Promise<T>,
  ): Promise<T | undefined> => {
    const began = performance.now();
    try {
      return await read();
    } catch (error) {
      if (failure(error).message.startsWith("this is a bug")) {
        faults.push(`stack trace: ${what} threw ${(error as Error).stack}`);
      }
      return undefined;
    } finally {
      const ms = performance.now() - began;
      if (ms > MOST_MS) faults.push(`slow: ${what} took ${Math.round(ms)} ms`);
    }
  };
  const isOwn = kind !== "sweep" && !mutation.isSealed;
  const isBytes = !mutation.done.some((done) => done.includes("run.json"));
  const right = `${base}/good/done`;
  for (const args of linesOf(n, place)) {
    const what = args[0];
    const ended = await attempt(what, () => verb(...args));
    if (!ended) continue;
    const { code, said } = ended;
    if (said.startsWith("this is a bug")) faults.push(`stack trace: ${said}`);
    if (![0, 1, 2, 3].includes(code)) faults.push(`exit code: ${what} ${code}`);
    if (code !== 0 && said.trim() === "") faults.push(`silent: ${what}`);
    if (said.includes(SECRET)) faults.push(`secret: ${what} showed it`);
    if (/(?![\n\t])\p{Cc}|\p{Bidi_Control}/u.test(said)) {
      faults.push(`control characters: ${what} printed them`);
    }
  }
  const isIn = async (path: string) =>
    // the library follows a symbolic link
    await Deno.lstat(path).then((info) => !info.isSymlink, () => false);
  const path = `${folder}/model.safetensors`;
  const model = await isIn(folder) && await isIn(path)
    ? await attempt("loadModel", () => loadModel(path))
    : undefined;
  if (model && !model.parameters.every(Number.isFinite)) {
    faults.push("weights: loadModel took some that are not finite");
  }
  if (model && isOwn && await hashOf(folder) !== await hashOf(right)) {
    faults.push("weights: loadModel took others");
  }
  const record = await isIn(folder)
    ? await attempt("readRecord", () => readRecord(folder))
    : undefined;
  if (record) {
    await attempt("readLog", () => readLog(folder));
    await attempt("isHeld", () => isHeld(folder));
    const mlp = await attempt("compile", () => compile(record.spec));
    const opened = await attempt("open", () => RunFolder.open(folder));
    using own = opened;
    if (own && mlp) {
      const bounds = {
        epochs: record.spec.epochs,
        examples: record.data.train.rows,
      };
      const found = await attempt("newest", () => own.newest(mlp.plan, bounds));
      const checkpoint = found?.checkpoint;
      if (checkpoint && isOwn && isBytes) {
        const epoch = checkpoint.figures.length;
        const good = await loadCheckpoint(
          `${base}/good/killed/checkpoints/${epoch}+0.safetensors`,
          mlp,
        ).catch(() =>
          loadCheckpoint(`${right}/checkpoints/${epoch}+0.safetensors`, mlp)
        );
        const same = good.parameters.every((weight, w) =>
          Object.is(weight, checkpoint.parameters[w])
        );
        if (!same) faults.push(`weights: newest took others, ${epoch}`);
      }
      if (checkpoint) {
        await attempt("rewindLog", () => own.rewindLog(checkpoint.figures));
      }
      for (const name of ["4+0", "5+0", "6+0", "9+0"]) {
        const path = `${folder}/checkpoints/${name}.safetensors`;
        if (!await isIn(path)) continue;
        await attempt("loadCheckpoint", () => loadCheckpoint(path, mlp));
      }
    }
  }
  faults.push(...readOf(secrets, place));
  const now = (await listing(outside)).join("\n");
  if (now !== untouched) faults.push(`outside: changed to ${now}`);
  return faults;
}

/**
 * The secret files that were read. Empty if the changed folder has a hard link
 * to one.
 */
function readOf(
  secrets: readonly string[],
  { mutation }: Place,
): string[] {
  if (mutation.done.some((done) => done.includes("hard link"))) return [];
  const faults: string[] = [];
  for (const path of secrets) {
    const { atime } = Deno.statSync(path);
    if (atime && atime.getFullYear() > 2001) {
      faults.push(`outside: ${path} was read`);
    }
  }
  return faults;
}

/** The arguments of the command for the n-th folder. */
function lineOf(n: number, { kind }: Place): [Verb, string[]] {
  const step = Math.floor(n / FOLDERS.length);
  const sweep = ["sweep", "sweep.json", "--out", "r"];
  const all = [
    ["train", "r"],
    ["evaluate", "r"],
    ["explain", "r", "--report"],
    kind === "sweep" ? sweep : ["train", "r", "--threads", "2"],
    ["predict", "r", "rows.json"],
    ["export", "r", "--to", step % 2 === 0 ? "js" : "onnx"],
    kind === "sweep" ? [...sweep, "--table"] : ["train", "r", "--verify"],
  ];
  const [verb, ...args] = all[step % all.length];
  return [verb as Verb, args];
}

/** Runs a command on a folder in a separate process. Returns the faults. */
async function command(
  n: number,
  place: Place,
  series: Series,
): Promise<string[]> {
  const { base, work, kind, mutation } = place;
  const [verb, args] = lineOf(n, place);
  const seen = await watched(verb, args, place), faults = [...seen.faults];
  series.mostMiB = Math.max(series.mostMiB, seen.mostMiB);
  note(series, seen.ms, `${verb} ${n}`);
  const there: string[] = [];
  for await (const { name } of Deno.readDir(work)) there.push(name);
  const odd = there.filter((name) =>
    !/^(r|rows\.json|sweep\.json)$/.test(name)
  );
  if (odd.length > 0) faults.push(`outside: left ${odd}`);
  const isRun = verb === "train" && kind !== "sweep";
  if (isRun && seen.code === 0 && !mutation.isSealed) {
    const [found, right] = [`${work}/r`, `${base}/good/done`];
    if (await hashOf(found) !== await hashOf(right)) {
      faults.push("weights: came to another model");
    }
  }
  return faults.map((fault) => `${fault} (${verb} ${args.join(" ")})`);
}

function note(series: Series, ms: number, what: string): void {
  if (ms <= series.slowestMs) return;
  series.slowestMs = ms;
  series.slowest = what;
}

/** Counts the faults of a folder, and prints them. */
function report(
  what: string,
  { base, kind, mutation }: Place,
  faults: readonly string[],
  series: Series,
): void {
  if (faults.length === 0) return;
  series.faults++;
  for (const fault of faults) {
    const [sort] = fault.split(/:| \d/);
    series.kinds.set(sort, (series.kinds.get(sort) ?? 0) + 1);
  }
  const done = mutation.done.map((each) => each.replaceAll(base, ""));
  console.log(
    `${what}, ${kind}: ${done.join("; ")}\n  ${
      faults.join("\n  ").slice(0, 3000)
    }`,
  );
}

/** Makes the files outside the changed folder of a worker. */
async function makeWorker(base: string, worker: string): Promise<void> {
  const outside = `${base}/${worker}/outside`;
  await Deno.mkdir(outside, { recursive: true });
  await makeOutside(outside, `${base}/good/done/model.safetensors`);
}

/** The measurements of a series as one line. */
function seriesLine(
  what: string,
  count: number,
  { faults, kinds, slowestMs, slowest, mostMiB }: Series,
): string {
  const sorts = [...kinds].map(([sort, n]) => `${n} of ${sort}`).join(", ");
  return `${count} ${what}, ${faults} with faults${sorts && ` (${sorts})`}; ` +
    `slowest ${Math.round(slowestMs)} ms (${slowest}), at most ${
      Math.round(mostMiB)
    } MiB`;
}

const newSeries = (): Series => ({
  ...{ faults: 0, kinds: new Map(), slowestMs: 0, slowest: "none", mostMiB: 0 },
});

/** Runs the readers on `count` folders in this process. */
async function readFolders(
  base: string,
  { seed, count, first }: { seed: number; count: number; first: number },
): Promise<Series> {
  const series = newSeries();
  await makeWorker(base, "read");
  Deno.chdir(`${base}/read`);
  const untouched = (await listing(`${base}/read/outside`)).join("\n");
  for (let n = first; n < first + count; n++) {
    const made = await place(base, { seed, n, worker: "read" });
    const hang = setTimeout(() => {
      report(`read ${n}`, made, ["slow: it does not end"], series);
      Deno.exit(1); // a reader that waits can only be ended with the process
    }, HANG_MS);
    const began = performance.now();
    const faults = await readAll(n, made, untouched);
    clearTimeout(hang);
    note(series, performance.now() - began, `folder ${n}`);
    const mib = Deno.memoryUsage().rss / 2 ** 20;
    if (mib > MOST_MIB && series.mostMiB <= MOST_MIB) {
      faults.push(`memory: ${Math.round(mib)} MiB`);
    }
    series.mostMiB = Math.max(series.mostMiB, mib);
    report(`read ${n}`, made, faults, series);
    const done = n + 1 - first;
    if (done % 1000 === 0) {
      console.log(seriesLine("folders read", done, series));
    }
  }
  series.mostMiB = Math.max(series.mostMiB, mostMiB());
  return series;
}

/** Runs commands on `count` folders, two at a time. */
async function runCommands(
  base: string,
  { seed, count, first }: { seed: number; count: number; first: number },
): Promise<Series> {
  const series = newSeries();
  let next = first;
  const work = async (worker: string) => {
    await makeWorker(base, worker);
    while (next < first + count) {
      const n = next++, made = await place(base, { seed, n, worker });
      report(`command ${n}`, made, await command(n, made, series), series);
    }
  };
  await Promise.all(["first", "second"].map(work));
  return series;
}

/** Runs both series. */
async function soak(args: readonly string[]): Promise<number> {
  const number = (name: string, usual: number) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? usual : Number(args[at + 1]);
  };
  const seed = number("seed", Date.now() % 1e6), first = number("first", 0);
  const count = number("count", 10_000), processes = number("processes", 500);
  await Deno.mkdir("runs", { recursive: true });
  const base = await Deno.realPath(
    await Deno.makeTempDir({ dir: "runs", prefix: "soak-" }),
  );
  const home = Deno.cwd();
  console.log(`seed ${seed}`);
  try {
    await makeFolders(base);
    const read = await readFolders(base, { seed, count, first });
    console.log(seriesLine("changed folders read", count, read));
    const run = await runCommands(base, { seed, count: processes, first });
    console.log(
      seriesLine("changed folders given to commands", processes, run),
    );
    return Number(read.faults + run.faults > 0);
  } finally {
    Deno.chdir(home);
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
