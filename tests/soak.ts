/**
 * Interrupts runs at random times and resumes them. Runs are ended by
 * `kill -9`, Ctrl-C, SIGTERM and SIGHUP; one run is on a full disk.
 * `deno task soak` ends 100 runs by each signal, and
 * `deno task soak --count 10` fewer. `deno task soak INT TERM disk` does only
 * the named parts.
 *
 * @module
 */

import { random } from "../lib/random.ts";
import { sha256 } from "../lib/format/sha256.ts";
import { decodeSafetensors } from "../lib/format/safetensors.ts";
import { decodeSealed } from "../lib/format/sealed.ts";
import {
  type Outcome as Ended,
  outcome,
  run,
  send,
  start,
} from "./cli/_command.ts";

/**
 * The specs: some have many short epochs, others long epochs with checkpoints
 * between batches.
 */
const SPECS: readonly string[] = [
  JSON.stringify({
    name: "short",
    dataset: "digits",
    layers: [{ units: 32 }, { units: 10 }],
    learningRate: 1,
    batchSize: 1,
    epochs: 60,
    checkpoint: { epochs: 5 },
  }),
  JSON.stringify({
    name: "long",
    dataset: "digits",
    layers: [{ units: 400, activation: "tanh" }, { units: 400 }, { units: 10 }],
    optimizer: { type: "sgd", momentum: 0.9, nesterov: true },
    learningRate: { type: "cosine", rate: 0.05, warmup: 1 },
    batchSize: 8,
    epochs: 3,
    checkpoint: { seconds: 0.03 },
  }),
  JSON.stringify({
    name: "loops",
    dataset: "digits",
    layers: [{ units: 48 }, { units: 10 }],
    learningRate: 1,
    epochs: 12,
    precision: "float64",
    checkpoint: { seconds: 0.05 },
  }),
  JSON.stringify({
    name: "early",
    dataset: "digits",
    layers: [{ units: 256, activation: "relu", dropout: 0.2 }, { units: 10 }],
    optimizer: "adam",
    clip: { norm: 1 },
    regularization: { l2: 1e-5, maxNorm: 4 },
    learningRate: 0.01,
    epochs: 80,
    validation: { fraction: 0.2 },
    earlyStopping: { patience: 6 },
    checkpoint: { epochs: 1 },
  }),
  JSON.stringify({
    name: "images",
    dataset: "digits",
    layers: [
      { type: "conv2d", filters: 6, kernelSize: 3, activation: "identity" },
      { type: "batchNorm", activation: "relu" },
      { type: "maxPool2d", dropout: 0.2 },
      { type: "flatten" },
      { units: 10, activation: "softmax" },
    ],
    loss: "crossEntropy",
    optimizer: "adam",
    learningRate: 0.01,
    epochs: 30,
    checkpoint: { seconds: 0.05 },
  }),
  JSON.stringify({
    name: "folds",
    dataset: "digits",
    layers: [{ units: 128 }, { units: 10 }],
    learningRate: 1,
    batchSize: 8,
    epochs: 60,
    validation: { folds: 3 },
    checkpoint: { epochs: 7 },
  }),
];

/**
 * The signals, and the exit code of a process that gets one before it handles
 * signals.
 */
const SIGNALS = {
  KILL: 137,
  INT: 130,
  TERM: 143,
  HUP: 129,
} as const;

type SignalName = keyof typeof SIGNALS;

/** The result of a series. */
export interface Outcome {
  /**
   * The number of runs whose network equals, bit for bit, that of a run without
   * interruption.
   */
  readonly identical: number;
  /** The number of times that a run was ended before it finished. */
  readonly endings: number;
  /**
   * The number of these times that came between the first and the last epoch.
   */
  readonly midway: number;
  /** Descriptions of the faults. */
  readonly faults: readonly string[];
}

/**
 * Ends runs at random times, each once or more, and resumes them with one to
 * four threads.
 *
 * @param seed The random seed of the times.
 */
export async function endRuns(
  folder: string,
  { count, signal, seed }: {
    readonly count: number;
    readonly signal: SignalName;
    readonly seed: number;
  },
): Promise<Outcome> {
  const faults: string[] = [];
  let identical = 0, endings = 0, midway = 0;
  const wholes: { spec: string; model: string; ms: number }[] = [];
  for (const [s, text] of SPECS.entries()) {
    const spec = `${folder}/spec-${s}.json`, out = `${folder}/whole-${s}`;
    await Deno.writeTextFile(spec, text);
    const began = performance.now();
    const { code, err } = await run("train", folder, spec, "--out", out);
    if (code !== 0) throw new Error(err);
    const ms = performance.now() - began;
    wholes.push({ spec, model: await modelHash(out), ms });
  }
  for (let r = 0; r < count; r++) {
    const chance = random(seed, signal, r);
    const { spec, model, ms } = wholes[r % wholes.length];
    const out = `${folder}/run-${r}`;
    let ended: Ended | undefined;
    for (let times = 1 + chance.below(3); times > 0; times--) {
      const begun = await exists(`${out}/run.json`);
      const process = start("train", folder, [
        ...(begun ? [out] : [spec, "--out", out]),
        ...["--threads", `${1 + chance.below(4)}`],
      ]);
      const share = chance.uniform();
      const isEarly = r % 4 === 0 && !begun; // in the 50 ms after the folder appears
      const isFirst = r % 4 === 2 && !begun; // in the first 50 ms of the process
      const early = isEarly ? appearance(out, process) : Promise.resolve();
      let timer: ReturnType<typeof setTimeout> | undefined;
      early.then(() => {
        timer = setTimeout(
          () => send(process, `SIG${signal}`),
          (isEarly || isFirst ? 50 : ms) * share,
        );
      });
      ended = await outcome(process);
      await early;
      clearTimeout(timer);
      if (ended.code === 0) break; // it finished before the signal
      endings++;
      if (/^epoch +\d/m.test(ended.err)) midway++;
      faults.push(...await faultsOf(out, ended, signal));
    }
    if (ended?.code !== 0) {
      const begun = await exists(`${out}/run.json`);
      const args = begun ? [out] : [spec, "--out", out];
      const { code, err } = await run("train", folder, ...args);
      if (code !== 0) faults.push(`run ${r} did not go on: ${err}`);
    }
    if (await modelHash(out) === model) identical++;
    else faults.push(`run ${r} came to another network`);
    const kept =
      /^(run\.json|log\.jsonl|model\.safetensors|checkpoints\/\d+\+\d+\.safetensors)$/;
    for (const path of await filesIn(out)) {
      const name = path.slice(out.length + 1);
      if (!kept.test(name)) faults.push(`run ${r} left ${name}`);
    }
    if (await exists(`${out}-2`)) faults.push(`run ${r} left a second folder`);
    await Deno.remove(out, { recursive: true });
  }
  return { identical, endings, midway, faults };
}

/** Waits until a file or folder exists, or the process ends. */
async function appearance(
  path: string,
  process: Deno.ChildProcess,
): Promise<void> {
  let isOver = false;
  process.status.then(() => isOver = true);
  while (!isOver && !await exists(path)) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function modelHash(folder: string): Promise<string> {
  return await sha256(
    await Deno.readFile(`${folder}/model.safetensors`).catch(() => "none"),
  );
}

/** The faults in the folder of a run that was ended. */
async function faultsOf(
  folder: string,
  { code, err }: Ended,
  signal: SignalName,
): Promise<string[]> {
  const faults: string[] = [];
  const isHeard = code === 130 && signal !== "KILL";
  if (!isHeard && code !== SIGNALS[signal]) {
    faults.push(`SIG${signal} gave exit ${code}: ${err}`);
  }
  if (isHeard && await exists(`${folder}/run.json`)) {
    const { status } = JSON.parse(
      await Deno.readTextFile(`${folder}/run.json`),
    );
    if (status === "training") faults.push(`${folder} ended as training`);
  }
  if (/^\s+at .*:\d+/m.test(err)) faults.push(`a stack trace: ${err}`);
  for (const path of await filesIn(folder)) {
    try {
      if (path.endsWith(".json")) JSON.parse(await Deno.readTextFile(path));
      if (!path.endsWith(".safetensors")) continue;
      const bytes = await Deno.readFile(path);
      await decodeSealed(bytes, decodeSafetensors(bytes).metadata.format);
    } catch (error) {
      faults.push(`${path} cannot be read: ${error}`);
    }
  }
  return faults;
}

async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  if (!await exists(folder)) return files;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    files.push(...(isDirectory ? await filesIn(path) : [path]));
  }
  return files;
}

/** The result of a series as one line. */
export function outcomeLine(
  what: string,
  count: number,
  { identical, endings, midway, faults }: Outcome,
): string {
  return `${what}: ${identical} of ${count} bit-identical, ended ${endings} times ` +
    `(${midway} between first and last epoch), ${faults.length} faults`;
}

/**
 * Runs the named parts, or all of them: the disk, and a series for each signal.
 */
async function soak(args: readonly string[]): Promise<number> {
  const { diskLine } = await import("./soak_disk.ts");
  const parts = ["disk", ...Object.keys(SIGNALS)];
  const at = args.indexOf("--count");
  const count = at < 0 ? 100 : Number(args[at + 1]);
  const named = at < 0 ? args : args.toSpliced(at, 2);
  if (!named.every((name) => parts.includes(name)) || !(count >= 1)) {
    throw new TypeError(`must be ${parts.join(", ")} or --count N`);
  }
  const chosen = named.length > 0 ? named : parts;
  await Deno.mkdir("runs", { recursive: true });
  const folder = await Deno.realPath(
    await Deno.makeTempDir({ dir: "runs", prefix: "soak-" }),
  );
  try {
    if (chosen.includes("disk")) {
      const line = await diskLine(folder);
      console.log(line);
      if (line.startsWith("disk: FAILED")) return 1;
    }
    const seed = Date.now();
    console.log(`moments by seed ${seed}`);
    let failed = 0;
    for (const signal of Object.keys(SIGNALS) as SignalName[]) {
      if (!chosen.includes(signal)) continue;
      const outcome = await endRuns(folder, { count, signal, seed });
      console.log(outcomeLine(signal, count, outcome));
      for (const fault of outcome.faults) console.log(fault);
      if (outcome.identical < count || outcome.faults.length > 0) failed = 1;
    }
    return failed;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await soak(Deno.args));
