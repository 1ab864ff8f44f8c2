/**
 * The command `sweep`: trains many trials of one spec, on the cores of one or several
 * machines. Then `sweep` trains a network with the best settings on all training
 * examples.
 *
 * @module
 */

import {
  pathText,
  SpecError,
  traceSpec,
  type Trials,
  trialsOf,
} from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { type Flags, readFlags, UsageError } from "./flags.ts";
import { typedPath } from "./paths.ts";
import type { SweepFolder } from "./sweep_folder.ts";
import {
  readSpecFile,
  SPEC_FLAGS,
  SPEC_HELP,
  type SpecFile,
} from "./spec_file.ts";

/** The text of `sweep --help`. */
export const help = `${COMMAND} sweep SPEC [flags]

  SPEC               a YAML or JSON spec; if it has no sweep field, use --set with lists
  --set PATH=[A, B]  train one network (a trial) for each value of the list; with
                     several lists, for each combination of values, like sweep.grid
${SPEC_HELP}
  --seed N           use the random seed N
  --workers N        train N trials at a time, with one thread each
                     (default: one trial per core)
  --trial I          train only trial I (the first trial is 0); --trial I-J trains the
                     trials from I to J, and --trial I-J/K every Kth trial from I to J;
                     the command waits for a trial that another process is training
  --plan             list every trial with its settings, and train nothing
  --table            write only table.csv, with the finished trials, and train nothing
  --verify [N]       train N finished trials again (default: all), and compare the
                     models' SHA-256
  --for PROGRAM      print a file that runs the sweep with PROGRAM: slurm,
                     parallel (GNU parallel) or kubernetes
  --data DIR         read the data set's files from DIR, and download nothing
  --mirror URL       download from this server first; repeat the flag for more servers
  --out DIR          write the sweep to the folder DIR (default: runs/NAME-sweep)
  --no-refit         do not train the final network, which has the best settings and
                     is trained on all training examples
  --report           write an HTML report, report.html, in the sweep's folder
  --json             print the results to stdout as one JSON document

To train faster, type the same command in another terminal, or on another machine that
shares the current folder. A sweep that was stopped or killed resumes when the command is
typed again. Settings are ranked by the validation metric. Only the best settings are
scored on the test set. The SHA-256 of table.csv does not depend on which process
trained each trial.

Exit code: 0 if all trials are finished, 1 if a trial failed and can be tried again,
2 if the command or the spec is wrong, 3 if --table is given and some trials are not
finished, 130 if interrupted.

examples
  ${COMMAND} sweep my-network.yaml --set learningRate='[0.01, 0.03, 0.1]'
  ${COMMAND} sweep my-network.yaml --plan
  ${COMMAND} sweep my-network.yaml --trial 0-9
  ${COMMAND} sweep my-network.yaml --for slurm > sweep.sh
`;

/** Runs `sweep`; `help` describes the flags. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(withCounts(args), {
    text: [
      ...["seed", ...SPEC_FLAGS, "workers", "trial", "verify", "for"],
      ...["data", "mirror", "out"],
    ],
    plain: ["plan", "table", "no-refit", "report", "json", "help"],
    operands: 1,
  });
  const [typed] = flags.operands;
  if (typed === undefined) {
    throw new UsageError("SPEC is missing; type the path of a spec file");
  }
  mustBeOne(flags);
  const file = await readSpecFile(typed, flags, { lists: true });
  const { trials, line } = trialsIn(file);
  const json = flags.has("json");
  if (flags.has("plan")) {
    const { planText } = await import("./sweep_plan.ts");
    const { print } = await import("./safe.ts");
    print(planText(trials, json), json);
    return 0;
  }
  const out = flags.text("out");
  const path = out === undefined
    ? `runs/${trials.spec.name}-sweep`
    : typedPath(out).replace(/(?<=[^/\\])[/\\]+$/, "");
  if (flags.text("for") !== undefined) {
    const { engineFile } = await import("./sweep_engines.ts");
    const { print } = await import("./safe.ts");
    print(engineFile(flags, typed, trials, path));
    return 0;
  }
  const wanted = indicesOf(flags, trials);
  const { SweepFolder } = await import("./sweep_folder.ts");
  const source = { source: typed, line };
  const sweep = await SweepFolder.open(path, trials, source);
  if (flags.has("table")) {
    const { table } = await import("./sweep_result.ts");
    return await table(sweep, flags);
  }
  if (wanted && await areFinished(sweep, wanted, json)) return 0;
  const rate = trials.spec.learningRate;
  if (
    !json && typeof rate === "object" && trials.paths.includes("learningRate")
  ) {
    const { say } = await import("./terminal.ts");
    say(
      `note: the values of learningRate replace the ${rate.type} schedule of the spec; to keep the schedule, write learningRate.rate instead of learningRate in the sweep\n`,
    );
  }
  const { trainSweep } = await import("./sweep_result.ts");
  return await trainSweep(sweep, { wanted, file, flags });
}

/**
 * Whether all trials in `wanted` are already finished. If all these trials are
 * finished, prints a line or, with `json`, the results of the trials.
 */
async function areFinished(
  sweep: SweepFolder,
  wanted: readonly number[],
  json: boolean,
): Promise<boolean> {
  const rows = await sweep.rows(wanted);
  if (rows.length < wanted.length) return false;
  const { print } = await import("./safe.ts");
  if (json) print(JSON.stringify(rows, null, 2), true);
  else {print(
      wanted.length === 1
        ? `trial ${wanted[0]} is finished`
        : `all ${wanted.length} trials are finished`,
    );}
  return true;
}

/** Replaces `--verify` without a number by `--verify=all`. */
function withCounts(args: readonly string[]): string[] {
  return args.map((arg, a) =>
    arg === "--verify" && !/^\d+$/.test(args[a + 1] ?? "")
      ? "--verify=all"
      : arg
  );
}

/** Rejects flags that contradict each other. */
function mustBeOne(flags: Flags): void {
  const given = ["trial", "verify", "for"]
    .filter((name) => flags.text(name) !== undefined)
    .concat(["plan", "table"].filter((name) => flags.has(name)));
  if (given.length < 2) return;
  throw new UsageError(
    `--${given[0]} cannot be used with --${given[1]}: remove one of them`,
  );
}

/**
 * The trials of a spec, and the line number of the field `sweep` in the spec
 * file.
 *
 * @throws {SpecError} If the spec has an error, or has no sweep.
 */
export function trialsIn(
  { text, options }: SpecFile,
): { readonly trials: Trials; readonly line?: number | undefined } {
  const { spec, originOf } = traceSpec(text, options);
  const trials = trialsOf(spec), origin = originOf(["sweep"]);
  const line = origin.from === "file" ? origin.line : undefined;
  if (trials) {
    mustNotSetAxis(trials, options.overrides);
    return { trials, line };
  }
  throw new SpecError([{
    path: "sweep",
    keys: ["sweep"],
    on: "key",
    message:
      `is missing, and no --set has a list of values; write sweep: { grid: { learningRate: [0.01, 0.1] } }, or type --set learningRate='[0.01, 0.1]'`,
  }], options.source);
}

/** Rejects `--set` for a field that has a different value in each trial. */
function mustNotSetAxis(
  { paths }: Trials,
  overrides: SpecFile["options"]["overrides"],
): void {
  for (const { keys, source } of overrides) {
    const path = pathText(keys);
    const axis = paths.find((axis) =>
      path === axis || path.startsWith(`${axis}.`) ||
      path.startsWith(`${axis}[`)
    );
    if (axis === undefined) continue;
    throw new UsageError(
      `${source} must be omitted, since each trial of the sweep has its own ${axis}; to sweep other values, type --set '${axis}=[A, B]'`,
    );
  }
}

/**
 * The numbers of the trials that `--trial` selects.
 *
 * @throws {UsageError} If the sweep has no trials with these numbers.
 */
function indicesOf(flags: Flags, { count }: Trials): number[] | undefined {
  const text = flags.text("trial");
  if (text === undefined) return undefined;
  const [, first, last = first, step = "1"] =
    /^(\d{1,9})(?:-(\d{1,9})(?:\/([1-9]\d{0,8}))?)?$/.exec(text) ?? [];
  const [from, to, by] = [first, last, step].map(Number);
  if (!(from <= to && to < count)) {
    throw new UsageError(
      `--trial must be I, I-J or I-J/K (every Kth trial from I to J), where I and J are numbers from 0 to ${
        count - 1
      }: found ${JSON.stringify(text)}`,
    );
  }
  const length = Math.floor((to - from) / by) + 1;
  return Array.from({ length }, (_, n) => from + n * by);
}
