/**
 * `sweep`: many trials of one spec, on the cores of one machine or of many, and
 * the best settings trained on all training examples.
 *
 * @module
 */

import { SpecError, traceSpec, type Trials, trialsOf } from "../spec/mod.ts";
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

/** What `sweep --help` shows. */
export const help = `${COMMAND} sweep SPEC [flags]

  SPEC               a YAML or JSON spec with sweep, or lists of values by --set
  --set PATH=[A, B]  a list in place of one value: a trial for each, as sweep.grid
${SPEC_HELP}
  --seed N           another seed
  --workers N        so many trials at a time, one thread each; default: one a core
  --trial I          only trial I, or I-J, or every Kth of them, I-J/K; waits for
                     one that another process does
  --plan             every trial with its settings; trains nothing
  --table            only the table, from the trials that are over
  --verify [N]       train N trials that are over again, or all, and compare SHA-256
  --for ENGINE       the file that runs it on slurm, parallel or kubernetes
  --data DIR         take the data set's files from DIR, no network
  --mirror URL       ask this server first; more than one in their order
  --out DIR          the folder of the sweep; runs/NAME-sweep if left out
  --no-refit         leave out the best settings on all training examples
  --report           a page of the sweep as well, report.html in its folder
  --json             results as one JSON document on stdout

The same command in another process, or on another machine that shares the folder,
helps. It goes on where it was stopped or killed. Settings are ranked by validation;
the test set is scored once, with the best. table.csv has the same SHA-256 whoever
trained which trial.

It exits with 0 when all is done, 1 if a trial failed and may be tried again, 2 if
the command or the spec is wrong, 3 if --table lacks trials, 130 when interrupted.

examples
  ${COMMAND} sweep my-network.yaml --set learningRate='[0.01, 0.03, 0.1]'
  ${COMMAND} sweep my-network.yaml --plan
  ${COMMAND} sweep my-network.yaml --trial 0-9
  ${COMMAND} sweep my-network.yaml --for slurm > sweep.sh
`;

/** Trains the trials of a spec; see `help`. */
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
    throw new UsageError("SPEC must be given: found none");
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
  if (wanted && await areOver(sweep, wanted, json)) return 0;
  const rate = trials.spec.learningRate;
  if (
    !json && typeof rate === "object" && trials.paths.includes("learningRate")
  ) {
    const { say } = await import("./terminal.ts");
    say(
      `note: the values of learningRate replace the ${rate.type} schedule of the spec; to keep the schedule, sweep learningRate.rate\n`,
    );
  }
  const { carryOutSweep } = await import("./sweep_result.ts");
  return await carryOutSweep(sweep, { wanted, file, flags });
}

/** Whether trials are over, which is told: most of an array's tasks, once it is run again. */
async function areOver(
  sweep: SweepFolder,
  wanted: readonly number[],
  json: boolean,
): Promise<boolean> {
  const rows = await sweep.rows(wanted);
  if (rows.length < wanted.length) return false;
  const { print } = await import("./safe.ts");
  if (json) print(JSON.stringify(rows, null, 2), true);
  else {print(
      wanted.length === 1 ? `trial ${wanted[0]} is over` : "all are over",
    );}
  return true;
}

/** `--verify` without a number as `--verify=all`. */
function withCounts(args: readonly string[]): string[] {
  return args.map((arg, a) =>
    arg === "--verify" && !/^\d+$/.test(args[a + 1] ?? "")
      ? "--verify=all"
      : arg
  );
}

/** Refuses flags that say two things. */
function mustBeOne(flags: Flags): void {
  const given = ["trial", "verify", "for"]
    .filter((name) => flags.text(name) !== undefined)
    .concat(["plan", "table"].filter((name) => flags.has(name)));
  if (given.length < 2) return;
  throw new UsageError(
    `--${given[0]} must be without --${given[1]}: found both`,
  );
}

/**
 * The trials of a spec, and the line that it says so.
 *
 * @throws {SpecError} If it is wrong, or has no sweep.
 */
export function trialsIn(
  { text, options }: SpecFile,
): { readonly trials: Trials; readonly line?: number | undefined } {
  const { spec, originOf } = traceSpec(text, options);
  const trials = trialsOf(spec), origin = originOf(["sweep"]);
  const line = origin.from === "file" ? origin.line : undefined;
  if (trials) return { trials, line };
  throw new SpecError([{
    path: "sweep",
    keys: ["sweep"],
    on: "key",
    message:
      `must be there, or values in lists: found neither; write sweep: { grid: { learningRate: [0.01, 0.1] } }, or type --set learningRate='[0.01, 0.1]'`,
  }], options.source);
}

/**
 * The trials that `--trial` names.
 *
 * @throws {UsageError} If there are none of these numbers.
 */
function indicesOf(flags: Flags, { count }: Trials): number[] | undefined {
  const text = flags.text("trial");
  if (text === undefined) return undefined;
  const [, first, last = first, step = "1"] =
    /^(\d{1,9})(?:-(\d{1,9})(?:\/([1-9]\d{0,8}))?)?$/.exec(text) ?? [];
  const [from, to, by] = [first, last, step].map(Number);
  if (!(from <= to && to < count)) {
    throw new UsageError(
      `--trial must be I, I-J or I-J/K, of numbers from 0 to ${
        count - 1
      }: found ${JSON.stringify(text)}`,
    );
  }
  const length = Math.floor((to - from) / by) + 1;
  return Array.from({ length }, (_, n) => from + n * by);
}
