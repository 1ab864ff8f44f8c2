/**
 * The command `explain`. For a spec, `explain` prints the values of the spec and
 * the origin of each value, or all values of one training step. For folders of
 * runs, `explain` prints the scores and settings of the runs.
 *
 * @module
 */

import { explanation, networkSize, pathText, traceSpec } from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { chooseEngine, ENGINE_FLAGS, ENGINE_HELP } from "./engine_flags.ts";
import { readFlags, UsageError } from "./flags.ts";
import { isFolder, runFolder, typedPath } from "./paths.ts";
import { print } from "./safe.ts";
import { readSpecFile, SPEC_FLAGS, SPEC_HELP } from "./spec_file.ts";

/** The text of `explain --help`. */
export const help = `${COMMAND} explain SPEC [flags]
       ${COMMAND} explain RUN [RUN ...] [--all | --json | --report]
       ${COMMAND} explain RUN --layers [--data DIR]

  SPEC               a YAML or JSON spec
  RUN                the folder of a run, or the folder of a sweep (the best
                     settings are shown); several runs are compared
${SPEC_HELP}
${ENGINE_HELP}
  --step N           train up to step N on the reference engine, and print all values
                     of step N
  --example K        with --step: print the values of example K of the batch
                     (default: 1, the first example)
  --data DIR         read the data set's files from DIR, and download nothing
  --limit N          with --step: train on a random sample of N examples, like
                     train --limit N
  --layers           with a RUN trained on images: draw the weights of the first layer,
                     and the outputs of each layer for one right and one wrong prediction
  --all              with RUN: print the whole record, not only the scores, the settings
                     and the differences between runs
  --report           with RUN: write an HTML page to stdout; redirect it to a file
  --json             print the results as one JSON document

explain SPEC prints a valid spec that contains every default value.

examples
  ${COMMAND} explain my-network.yaml
  ${COMMAND} explain my-network.yaml --set optimizer=adam
  ${COMMAND} explain my-network.yaml --step 1
  ${COMMAND} explain runs/digits --layers
  ${COMMAND} explain runs/digits runs/my-network
  ${COMMAND} explain runs/digits runs/my-network --report > both.html
`;

/** The largest number of runs that are compared. */
const MOST_RUNS = 100;

/** The flags that are used only to print a training step. */
const STEP_FLAGS = ["step", "example", "limit"] as const;

/** Explains a spec, a sweep, or one or more runs; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: [...SPEC_FLAGS, ...ENGINE_FLAGS, ...STEP_FLAGS, "data"],
    plain: ["json", "report", "layers", "all", "help"],
    operands: MOST_RUNS,
  });
  const [file, second] = flags.operands;
  if (file === undefined) {
    throw new UsageError("SPEC is missing; type the path of a spec file");
  }
  if (await isFolder(typedPath(file))) {
    if (flags.has("layers")) {
      const { explainLayers } = await import("./explain_layers.ts");
      return await explainLayers(flags);
    }
    if (runFolder(typedPath(file)) !== typedPath(file)) {
      const { explainSweep } = await import("./explain_sweep.ts");
      const code = await explainSweep(flags);
      if (code !== undefined) return code;
    }
    const { explainRuns } = await import("./explain_runs.ts");
    return await explainRuns(flags);
  }
  const ofRuns = ["report", "layers", "all"].find((flag) => flags.has(flag));
  if (ofRuns !== undefined) {
    throw new UsageError(
      `--${ofRuns} must be used with the folder of a run: found the spec ${file}`,
    );
  }
  if (second !== undefined) {
    throw new UsageError(
      `explain must have one spec file, or the folders of one or more runs: found the file ${file} and, after it, ${second}`,
    );
  }
  const specFile = await readSpecFile(file, flags);
  if (STEP_FLAGS.some((name) => flags.text(name) !== undefined)) {
    const given = ENGINE_FLAGS.find((name) => flags.text(name) !== undefined);
    if (given !== undefined) {
      throw new UsageError(
        `--${given} must be omitted with --step, which always uses the reference engine`,
      );
    }
    const { asOneRun } = await import("./one_run.ts");
    const { explainStep } = await import("./explain_step.ts");
    return await explainStep(asOneRun(specFile), flags);
  }
  const data = flags.text("data");
  let traced = traceSpec(specFile.text, specFile.options);
  if (traced.spec.dataset && !traced.examples) { // the data set is in files
    const { readSpec } = await import("./loading.ts");
    traced = await readSpec(specFile, {
      quiet: true,
      data: data && typedPath(data),
    });
  } else if (data !== undefined) {
    throw new UsageError(
      `--data must be used with --step, or with a spec that reads a data set from files: found ${data}`,
    );
  }
  const { spec, examples } = traced;
  const { engine: { name }, why, threads } = chooseEngine(
    flags,
    spec,
    examples,
  );
  if (!flags.has("json")) {
    print(explanation(traced));
    const some = threads === 1 ? "1 thread" : `${threads} threads`;
    print(`# engine: ${name} (${why}), ${some} on this machine`);
    return 0;
  }
  const origins: Record<string, unknown> = {};
  const visit = (value: unknown, keys: readonly (string | number)[]) => {
    const isPart = typeof value === "object" && value !== null &&
      !(Array.isArray(value) && typeof value[0] !== "object");
    if (!isPart || keys[0] === "dataset") {
      origins[pathText(keys)] = traced.originOf(keys);
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      visit(inner, [...keys, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(traced.spec, []);
  const { layers, work, ...size } = networkSize(spec, examples);
  const network = {
    ...{ ...size, multiplyAdds: work },
    layers: layers.map(({ type, name, input, output, ...layer }) => ({
      ...{ type, name, input, output },
      parameters: layer.rows * layer.columns,
      multiplyAdds: layer.work,
    })),
  };
  const engine = { name, why, threads };
  print(JSON.stringify({ spec, origins, network, engine }, null, 2), true);
  return 0;
}
