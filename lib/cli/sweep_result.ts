/**
 * Completes a sweep: trains the remaining trials, writes the table, trains a
 * network with the best settings, and prints the results.
 *
 * @module
 */

import { RunError, type RunRecord } from "../mlp/mod.ts";
import {
  type Ranked,
  ranking,
  rankingText,
  recordedScore,
  type SweepRow,
} from "../report/mod.ts";
import { asGrid, inline, parseOverride } from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import type { Flags } from "./flags.ts";
import { Interruption, Interrupts } from "./interrupt.ts";
import { placesOf } from "./loading.ts";
import { quoted, shownPath } from "./paths.ts";
import { print } from "./safe.ts";
import type { SpecFile } from "./spec_file.ts";
import { SweepDisplay } from "./sweep_display.ts";
import type { SweepFolder } from "./sweep_folder.ts";
import type { FailedTrial, SweepLoading } from "./sweep_run.ts";
import { hasColor, say } from "./terminal.ts";

/** The largest number of failed trials that are printed. */
const MOST_TOLD = 10;

/** The trials, the spec and the flags of a sweep. */
export interface SweepOptions {
  /**
   * The numbers of the trials that `--trial` selects (default: all trials, and
   * afterwards a run with the best settings).
   */
  readonly wanted?: readonly number[] | undefined;
  readonly file: SpecFile;
  readonly flags: Flags;
}

/** Writes the table of the finished trials. */
export async function table(sweep: SweepFolder, flags: Flags): Promise<number> {
  const rows = await sweep.rows();
  const hash = await sweep.writeTable(rows);
  const missing = missingOf(sweep, rows);
  report(sweep, { rows, hash, flags });
  if (missing.length === 0) return 0;
  say(
    `missing trials: ${
      rangesText(missing)
    }; to train them, type the command without --table`,
  );
  return 3;
}

/**
 * Trains the remaining trials of a sweep.
 *
 * @returns The exit code.
 */
export async function trainSweep(
  sweep: SweepFolder,
  options: SweepOptions,
): Promise<number> {
  const { wanted, file, flags } = options, { trials } = sweep;
  const json = flags.has("json");
  const workers = flags.whole("workers", 1) ?? navigator.hardwareConcurrency;
  using interrupts = new Interrupts();
  const loading: SweepLoading = {
    options: { ...placesOf(flags), quiet: json, signal: interrupts.signal },
    folders: file.folders,
    maxMemory: file.options.maxMemory,
  };
  const verified = flags.text("verify");
  if (verified !== undefined) {
    const { verifySweep } = await import("./sweep_verify.ts");
    const options = { loading, workers, interrupts };
    return await verifySweep(sweep, verified, flags, options);
  }
  const all = await sweep.rows(wanted);
  const finished = new Set(all.map(({ index }) => index));
  const left = (wanted ?? [...Array(trials.count).keys()])
    .filter((index) => !finished.has(index));
  let failed: FailedTrial[] = [];
  if (left.length > 0) {
    const display = new SweepDisplay(sweep, {
      ...{ count: left.length, before: all, quiet: json },
    });
    try {
      const { trainTrials } = await import("./sweep_run.ts");
      failed = await trainTrials(sweep, left, {
        ...{ loading, workers, interrupts },
        onRow(row) {
          all.push(row);
          display.finished(row);
        },
      });
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      throw new Interruption(
        `interrupted: ${
          all.length === 1 ? "1 trial is" : `${all.length} trials are`
        } finished, and unfinished trials are saved; to resume, type the same command again`,
      );
    } finally {
      display.clear();
    }
  }
  for (const { index, message } of failed.slice(0, MOST_TOLD)) {
    say(`trial ${index} failed: ${message}`);
  }
  if (wanted) {
    if (json) print(JSON.stringify(sorted(all), null, 2), true);
    return failed.length > 0 ? 1 : 0;
  }
  const hash = await sweep.writeTable(all);
  const [first] = ranked(sweep, all);
  let best: RunRecord | undefined;
  if (failed.length === 0 && first && !flags.has("no-refit")) {
    if (first.mean === undefined) {
      throw new RunError(
        "no settings can be trained on all training examples: every combination of settings diverged; try lower learning rates",
      );
    }
    if (!json) say("\ntraining the best settings on all training examples");
    const { refit } = await import("./sweep_best.ts");
    best = await refit(sweep, first, { loading, interrupts });
  }
  report(sweep, { rows: all, hash, flags, best });
  if (flags.has("report")) {
    const { writeSweepPage } = await import("./sweep_page.ts");
    const command = first?.mean === undefined
      ? undefined
      : setCommand(flags.operands[0], first, flags);
    const page = await writeSweepPage(sweep, all, best, command);
    if (!json) print(`report: ${shownPath(page)}`);
  }
  if (failed.length === 0) return interrupts.signal.aborted ? 130 : 0;
  say(
    `${failed.length} of ${trials.count} trials failed; to try them again, type the same command`,
  );
  return 1;
}

function ranked(
  { trials }: SweepFolder,
  rows: readonly SweepRow[],
): Ranked[] {
  const { metric } = trials.spec.sweep!, { repeats } = trials;
  return ranking(rows, { metric, repeats });
}

function sorted(rows: readonly SweepRow[]): SweepRow[] {
  return rows.toSorted((a, b) => a.index - b.index);
}

/** Prints the results of a sweep. */
export function report(
  sweep: SweepFolder,
  { rows, hash, flags, best }: {
    readonly rows: readonly SweepRow[];
    readonly hash: string;
    readonly flags: Flags;
    readonly best?: RunRecord | undefined;
  },
): void {
  const { trials, path } = sweep, { paths, count, spec } = trials;
  const all = ranked(sweep, rows), [first] = all;
  const { metric } = spec.sweep!;
  const file = `${shownPath(path)}/table.csv`;
  if (flags.has("json")) {
    const shown = all.slice(0, 10).map(({ rows, ...rest }) => ({
      ...rest,
      trials: rows.map(({ index }) => index),
    }));
    print(
      JSON.stringify(
        {
          ...{ folder: shownPath(path), trials: count, over: rows.length },
          ...{ metric, table: file, sha256: hash, best: shown },
          ...(best && {
            refit: {
              ...{ run: shownPath(sweep.bestPath), spec: best.spec },
              ...{ score: best.score, regression: best.regression },
              model: best.model,
            },
          }),
        },
        null,
        2,
      ),
      true,
    );
    return;
  }
  const color = hasColor(Deno.stdout);
  const typed = flags.operands[0] ?? path;
  const lines = [
    ...first ? ["", rankingText(all, { metric, paths, color })] : [],
    ...first?.mean === undefined ? [] : [
      "",
      `to train the best trial again: ${setCommand(typed, first, flags)}`,
    ],
    ...best
      ? [
        "",
        `the network with the best settings, trained on all training examples for ${best.epochs.length} epochs:`,
        recordedScore(best) ?? "",
        `run: ${shownPath(sweep.bestPath)}`,
      ]
      : [],
    `table: ${file}, ${rows.length} of ${count} trials, SHA-256 ${hash}`,
  ];
  print(lines.join("\n"));
}

/**
 * The command that trains a trial as a separate run. The command contains the
 * settings of the trial as flags `--set`.
 */
export function setCommand(
  typed: string,
  { settings, rows }: Ranked,
  flags: Flags,
): string {
  const fixed = flags.texts("set").filter((text) => {
    const one = parseOverride(text);
    return one && one.keys[0] !== "sweep" && asGrid(one) === one;
  });
  const varied = Object.entries(settings).map(([path, value]) =>
    `${path}=${inline(value)}`
  );
  const sets = [...fixed, ...varied].map((text) => `--set ${quoted(text)}`);
  return [COMMAND, "train", quoted(typed), ...sets, `--seed ${rows[0].seed}`]
    .join(" ");
}

function missingOf(
  { trials: { count } }: SweepFolder,
  rows: readonly SweepRow[],
): number[] {
  const finished = new Set(rows.map(({ index }) => index));
  return [...Array(count).keys()].filter((index) => !finished.has(index));
}

/** Writes ascending numbers as ranges: `3, 7, 9-18`. */
function rangesText(numbers: readonly number[]): string {
  const parts: [from: number, to: number][] = [];
  for (const n of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else parts.push([n, n]);
  }
  const shown = parts.slice(0, 20)
    .map(([from, to]) => from === to ? `${from}` : `${from}-${to}`);
  const more = parts.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
