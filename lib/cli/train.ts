/**
 * `train`: from a spec to a score and a saved model.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import { type Dataset, loadDataset } from "../dataset/mod.ts";
import { compile, type Mlp } from "../mlp/mlp.ts";
import { saveModel } from "../mlp/model.ts";
import {
  jsonReport,
  networkTable,
  reportRun,
  textReport,
} from "../report/mod.ts";
import { parseSpec, type Spec } from "../spec/mod.ts";
import { makeNewFolder } from "../files.ts";
import type { TrainResult } from "../train/mod.ts";
import { DownloadDisplay } from "./download_display.ts";
import { Interruption } from "./failure.ts";
import { type Flags, readFlags } from "./flags.ts";
import { typedPath } from "./paths.ts";
import { readSpecFile, SPEC_FLAGS, SPEC_HELP } from "./spec_file.ts";
import { EpochDisplay, hasColor, LiveLine, say, width } from "./terminal.ts";

/** The spec that needs no network. */
const FIRST_SPEC = "specs/digits.yaml";

/** What `train --help` shows. */
export const help = `deno task train [SPEC] [flags]

  SPEC               a YAML or JSON spec; ${FIRST_SPEC} if left out
  --epochs N         another number of epochs
  --seed N           another seed
${SPEC_HELP}
  --limit N          a sample of N training examples, the same for the same seed
  --data DIR         take the data set's files from DIR, no network
  --mirror URL       ask this server first
  --json             results as one JSON document on stdout

examples
  deno task train
  deno task train specs/mnist.yaml
  deno task train specs/mnist.yaml --epochs 1 --limit 10000
  deno task train specs/mnist.yaml --data ~/mnist --json > result.json
`;

/** Trains what a spec says; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: ["epochs", "seed", ...SPEC_FLAGS, "limit", "data", "mirror"],
    plain: ["json", "help"],
    operands: 1,
  });
  const file = await readSpecFile(flags.operands[0] ?? FIRST_SPEC, flags);
  const spec = parseSpec(file.text, file.options);
  const mlp = compile(spec);
  const json = flags.has("json");
  if (!json) say(describe(mlp));
  const interrupted = new AbortController();
  const release = onInterrupt(() => interrupted.abort());
  try {
    const data = await load(spec, flags, json, interrupted.signal);
    const folder = await runFolder(spec.name);
    try {
      const result = await learn(mlp, data, json, interrupted.signal);
      if (!json) say("");
      await saveModel(mlp, `${folder}/model.safetensors`);
      const report = reportRun(
        mlp,
        data,
        result,
        `${folder}/model.safetensors`,
      );
      console.log(
        json ? jsonReport(report) : textReport(report, {
          color: hasColor(Deno.stdout),
          width: width(),
        }),
      );
    } catch (error) {
      await Deno.remove(folder).catch(() => {}); // empty, or kept
      throw error;
    }
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    throw new Interruption("interrupted: nothing was saved");
  } finally {
    release();
  }
  return 0;
}

function describe({ plan, spec }: Mlp): string {
  return networkTable(plan, spec, {
    image: imageOf(spec),
    color: hasColor(Deno.stderr),
    width: width(),
  });
}

function imageOf({ dataset }: Spec): Dataset["image"] {
  return typeof dataset === "string" ? catalogue[dataset].image : undefined;
}

async function load(
  spec: Spec,
  flags: Flags,
  json: boolean,
  signal: AbortSignal,
): Promise<Dataset> {
  const line = new LiveLine();
  const directory = flags.text("data");
  try {
    const data = await loadDataset(spec, {
      data: directory && typedPath(directory),
      mirror: flags.text("mirror"),
      limit: flags.whole("limit", 1),
      seed: spec.seed,
      signal,
      now: Date.now,
      onProgress: json ? undefined : new DownloadDisplay(line).progress,
      onNote(note) {
        line.clear();
        if (!json) say(note);
      },
    });
    if (!json) say(`${data.sources.join("\n")}\n`);
    return data;
  } finally {
    line.clear();
  }
}

/** A new folder for the run, made before the work so that a full disk shows early. */
async function runFolder(name: string): Promise<string> {
  await Deno.mkdir("runs", { recursive: true });
  return await makeNewFolder(`runs/${name}`);
}

async function learn(
  mlp: Mlp,
  data: Dataset,
  json: boolean,
  signal: AbortSignal,
): Promise<TrainResult> {
  const unit = data.image ? "images" : "examples";
  const display = new EpochDisplay(mlp.spec.epochs, unit, json);
  try {
    return await mlp.train(data.train.inputs, data.train.targets, {
      signal,
      now: () => performance.now(),
      onProgress: (progress) => display.progress(progress),
      onEpoch: (progress) => display.epoch(progress),
    });
  } finally {
    display.clear();
  }
}

/**
 * Listens for Ctrl-C and the like. A second one stops at once, but not within
 * half a second: under `deno task` one Ctrl-C arrives twice.
 *
 * @returns What ends the listening.
 */
function onInterrupt(stop: () => void): () => void {
  let first: number | undefined;
  const listener = () => {
    const now = performance.now();
    if (first !== undefined && now - first > 500) Deno.exit(130);
    first ??= now;
    stop();
  };
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  for (const name of signals) Deno.addSignalListener(name, listener);
  return () => {
    for (const name of signals) Deno.removeSignalListener(name, listener);
  };
}
