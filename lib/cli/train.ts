/**
 * The command `train`: trains the network of a spec, scores the network and saves it.
 *
 * @module
 */

import { compile, fittedOf, type Mlp } from "../mlp/mod.ts";
import { networkTable } from "../report/mod.ts";
import { RunFolder, SaveError } from "../disk/mod.ts";
import { trainAndReport } from "./run_training.ts";
import { COMMAND } from "./command.ts";
import { chooseEngine, ENGINE_FLAGS, ENGINE_HELP } from "./engine_flags.ts";
import { type Flags, readFlags, UsageError } from "./flags.ts";
import { resume, verify } from "./resume.ts";
import { initialText, readInitial } from "./initial_model.ts";
import { Interruption, Interrupts } from "./interrupt.ts";
import { load, placesOf, readSpec } from "./loading.ts";
import { asOneRun } from "./one_run.ts";
import { isFolder, typedPath } from "./paths.ts";
import { newRecord } from "./run_record.ts";
import {
  readSpecFile,
  SPEC_FLAGS,
  SPEC_HELP,
  type SpecFile,
  specFile,
} from "./spec_file.ts";
import { hasColor, say, width } from "./terminal.ts";

/** The default spec. The default spec and its data are in the package, so no download is necessary. */
const FIRST_SPEC = "specs/digits.yaml";

/** The text of `train --help`. */
export const help = `${COMMAND} train [SPEC | RUN] [flags]

  SPEC               a YAML or JSON spec (default: the spec of the data set digits)
  RUN                the folder of a run; an interrupted run is resumed
  --epochs N         train for N epochs; with RUN, continue a finished run until it
                     has N epochs
  --seed N           use the random seed N
${SPEC_HELP}
${ENGINE_HELP}
  --limit N          train on a random sample of N examples; the seed determines the
                     sample
  --data DIR         read the data set's files from DIR, and download nothing
  --mirror URL       download from this server first; repeat the flag for more servers
  --out DIR          write the run to the folder DIR (default: runs/NAME)
  --verify           train RUN again and compare the models' SHA-256
  --report           write an HTML report, report.html, in the run's folder
  --json             write the results as one JSON document to stdout

An existing folder with files is not changed: the run is written to DIR-2, DIR-3, ...

examples
  ${COMMAND} train
  ${COMMAND} train my-network.yaml
  ${COMMAND} train my-network.yaml --epochs 1 --limit 1000
  ${COMMAND} train my-network.yaml --report --json > result.json
  ${COMMAND} train runs/my-network
  ${COMMAND} train runs/my-network --epochs 20
  ${COMMAND} train runs/my-network --verify
`;

/** Trains a spec, or resumes a run; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: [
      "epochs",
      "seed",
      ...SPEC_FLAGS,
      ...ENGINE_FLAGS,
      "limit",
      "data",
      "mirror",
      "out",
    ],
    plain: ["json", "report", "verify", "help"],
    operands: 1,
  });
  const [typed] = flags.operands;
  using interrupts = new Interrupts();
  try {
    if (typed !== undefined && await isFolder(typedPath(typed))) {
      const path = typedPath(typed).replace(/(?<=[^/\\])[/\\]+$/, "");
      const act = flags.has("verify") ? verify : resume;
      return await act(path, flags, interrupts);
    }
    if (flags.has("verify")) {
      throw new UsageError(
        `--verify must be used with the folder of a run: found ${
          typed ?? "no folder"
        }`,
      );
    }
    const file = typed === undefined
      ? await packagedSpec(flags)
      : await readSpecFile(typed, flags);
    return await begin(asOneRun(file), flags, interrupts);
  } catch (error) {
    const own = error instanceof Interruption || error instanceof SaveError;
    if (own || !interrupts.signal.aborted) throw error;
    throw interrupts.signal.reason; // the error is a consequence of the interruption
  }
}

/** Reads the default spec from the package. */
async function packagedSpec(flags: Flags): Promise<SpecFile> {
  const { default: text } = await import("../../specs/digits.yaml", {
    with: { type: "text" },
  });
  return specFile(text, FIRST_SPEC, flags);
}

/** Starts a new run in a new folder. */
async function begin(
  file: SpecFile,
  flags: Flags,
  interrupts: Interrupts,
): Promise<number> {
  const json = flags.has("json");
  const { data: directory, mirror } = placesOf(flags);
  const out = flags.text("out");
  const options = {
    limit: flags.whole("limit", 1),
    maxMemory: file.options.maxMemory,
    data: directory,
  };
  const loading = {
    ...options,
    mirror,
    quiet: json,
    signal: interrupts.signal,
  };
  const { spec, data: fromDisk, examples } = await readSpec(file, loading);
  const { engine, wanted, threads } = chooseEngine(flags, spec, examples);
  const { folders } = file;
  const initial = await readInitial(
    spec,
    { folders, data: directory },
    options.maxMemory,
  );
  const mlp = compile(spec, {
    engine,
    threads: wanted,
    initialize: initial?.mlp,
  });
  if (fromDisk) mlp.fitted = fittedOf(fromDisk);
  if (!json) say(describe(mlp));
  if (!json && engine.caution) {
    say(`\nwith the engine ${engine.name}, ${engine.caution}`);
  }
  if (!json && initial) say(`\n${initialText(mlp, initial)}`);
  const data = fromDisk ?? await load(spec, loading);
  mlp.fitted = fittedOf(data);
  const record = await newRecord(
    mlp,
    data,
    fromDisk || initial ? { ...options, folders } : options,
    threads,
    initial,
  );
  interrupts.signal.throwIfAborted();
  using folder = await RunFolder.create(
    out === undefined ? `runs/${spec.name}` : typedPath(out),
    record,
  );
  const page = flags.has("report");
  const parts = { mlp, data, json, page, threads: wanted, interrupts };
  return await trainAndReport(folder, parts);
}

function describe({ plan, spec, fitted }: Mlp): string {
  return networkTable(plan, spec, {
    image: fitted.image,
    color: hasColor(Deno.stderr),
    width: width(),
  });
}
