/**
 * The folder of a sweep: `sweep.json` has the spec; `trials/0007/` and similar
 * folders have the runs of the trials; `table.csv` has the results; and `best/`
 * has the run with the best settings, trained on all training examples.
 *
 * @module
 */

import type { RunRecord } from "../mlp/mod.ts";
import type { SweepRow, TrialResult } from "../report/mod.ts";
import { checkSpec, SpecError, type Trials, trialsOf } from "../spec/mod.ts";
import { shownPath } from "./paths.ts";
import {
  damaged,
  mappingIn,
  mustBeFolder,
  textAt,
  trialRecordIn,
} from "./sweep_files.ts";

// this module starts fast, because it imports other modules only when it needs them

/** The number of records that are read at the same time. */
const AT_A_TIME = 32;

/** The file that marks a folder as the folder of a sweep. */
const FILE = "sweep.json";

/** The position of the `sweep` field, for error messages. */
export interface SweepSource {
  /** The file of the spec. */
  readonly source: string;
  readonly line?: number | undefined;
}

/** The folder of a sweep. */
export class SweepFolder {
  /** The path of the folder. */
  readonly path: string;
  readonly trials: Trials;
  readonly #base: string; // the SHA-256 of the fields that are the same in all trials
  readonly #source: SweepSource;

  private constructor(
    path: string,
    trials: Trials,
    base: string,
    source: SweepSource,
  ) {
    this.path = path;
    this.trials = trials;
    this.#base = base;
    this.#source = source;
  }

  /**
   * Opens the folder of a sweep, or creates it.
   *
   * @throws {SpecError} If the folder contains another sweep, or the run of one network.
   */
  static async open(
    path: string,
    trials: Trials,
    source: SweepSource,
  ): Promise<SweepFolder> {
    const folder = new SweepFolder(path, trials, await baseOf(trials), source);
    await mustBeFolder(folder.bestPath);
    const text = `${
      JSON.stringify({ version: 1, spec: trials.written }, null, 2)
    }\n`;
    const known = await textAt(`${path}/${FILE}`);
    if (known === text) return folder;
    if (known !== undefined) {
      const before = await trialsIn(path, known);
      const [field] = differences(before, trials);
      if (field !== undefined) {
        const besides = field === "sweep"
          ? ", except for sweep.points and sweep.metric"
          : "";
        throw folder.#refusal(
          `must be the same as in ${
            shownPath(path)
          }/${FILE}${besides}: found a difference; restore the field, or choose another folder with --out`,
          field,
        );
      }
    } else if (await textAt(`${path}/run.json`) !== undefined) {
      throw folder.#refusal(
        `must be written to a separate folder: found the run of a single network in ${
          shownPath(path)
        }; choose another folder with --out`,
      );
    }
    await Deno.mkdir(`${path}/trials`, { recursive: true });
    const { writeWhole } = await import("../disk/files.ts");
    await writeWhole(`${path}/${FILE}`, new TextEncoder().encode(text));
    return folder;
  }

  /**
   * Opens an existing folder of a sweep.
   *
   * @returns The sweep; `undefined` if the path is not the folder of a sweep.
   */
  static async find(path: string): Promise<SweepFolder | undefined> {
    const text = await textAt(`${path}/${FILE}`);
    if (text === undefined) return undefined;
    await mustBeFolder(`${path}/best`);
    const trials = await trialsIn(path, text);
    const source = { source: `${shownPath(path)}/${FILE}` };
    return new SweepFolder(path, trials, await baseOf(trials), source);
  }

  /** The folder of a trial. */
  trialPath(index: number): string {
    return `${this.path}/trials/${String(index).padStart(4, "0")}`;
  }

  /** The folder of the run with the best settings. */
  get bestPath(): string {
    return `${this.path}/best`;
  }

  /** The number, the settings and the SHA-256 that identify a trial. */
  async trialOf(index: number): Promise<NonNullable<RunRecord["trial"]>> {
    const { seed, settings: all } = this.trials.at(index);
    const settings = Object.fromEntries(
      all.map(({ path, value }) => [path, value]),
    );
    return { index, settings, sha256: await this.hash([settings, seed]) };
  }

  /**
   * One SHA-256 of two things together: `part`, such as the settings of a
   * trial, and the fields that are the same in all trials.
   */
  async hash(part: unknown): Promise<string> {
    return await sha256(JSON.stringify([this.#base, part]));
  }

  /**
   * The results of the finished trials, in the order of their numbers.
   *
   * @param indices The numbers of the trials to read (default: all).
   * @throws {SpecError} If the folder of a trial contains another trial.
   */
  async rows(indices?: Iterable<number>): Promise<SweepRow[]> {
    const there = await this.#folders();
    const wanted = [...indices ?? Array(this.trials.count).keys()]
      .filter((index) => there.has(index));
    const rows: (SweepRow | undefined)[] = [];
    for (let at = 0; at < wanted.length; at += AT_A_TIME) {
      const some = wanted.slice(at, at + AT_A_TIME);
      rows.push(...await Promise.all(some.map((index) => this.row(index))));
    }
    return rows.filter((row) => row !== undefined);
  }

  /** The result of a trial; `undefined` if the trial is not finished. */
  async row(index: number): Promise<SweepRow | undefined> {
    const path = this.trialPath(index);
    const text = await textAt(`${path}/run.json`);
    const { trialResult } = await import("../report/sweep.ts");
    const record = text === undefined
      ? undefined
      : await trialRecordIn(text, path);
    const result = record && trialResult(record);
    if (!record || !result) return undefined;
    const wanted = await this.trialOf(index);
    if (record.trial?.sha256 !== wanted.sha256) {
      throw this.#refusal(otherTrial(path, record.trial, wanted));
    }
    return this.rowOf(wanted, result);
  }

  /** The row of a trial in the table of results. */
  rowOf(
    { index, settings }: NonNullable<RunRecord["trial"]>,
    result: TrialResult,
  ): SweepRow {
    const { combination, seed } = this.trials.at(index);
    return { index, combination, seed, settings, ...result };
  }

  /** Writes the table, and returns its SHA-256. */
  async writeTable(rows: readonly SweepRow[]): Promise<string> {
    const { sweepTable } = await import("../report/sweep.ts");
    const { writeWhole } = await import("../disk/files.ts");
    const bytes = new TextEncoder().encode(sweepTable(this.trials.paths, rows));
    await writeWhole(`${this.path}/table.csv`, bytes);
    return await sha256(bytes);
  }

  /** The numbers of the trials that have a folder. */
  async #folders(): Promise<Set<number>> {
    const found = new Set<number>(), path = `${this.path}/trials`;
    await mustBeFolder(path);
    try {
      for await (const { name, isDirectory } of Deno.readDir(path)) {
        if (!/^\d{4,6}$/.test(name)) continue;
        if (!isDirectory) await mustBeFolder(`${path}/${name}`);
        found.add(Number(name));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return found;
  }

  #refusal(message: string, field = "sweep"): SpecError {
    const { source, line } = this.#source;
    const issue = { path: field, keys: [field], on: "key", message } as const;
    const here = field === "sweep" && line ? { line } : {};
    return new SpecError([{ ...issue, ...here }], source);
  }
}

/** The error message for a folder that contains another trial. */
export function otherTrial(
  folder: string,
  found: RunRecord["trial"],
  wanted: NonNullable<RunRecord["trial"]>,
): string {
  const [here, there] = [wanted, found].map((trial) =>
    trial && `trial ${trial.index} with ${JSON.stringify(trial.settings)}`
  );
  return `${shownPath(folder)} must be the run of ${here}: found ${
    there === undefined
      ? "a run that is not a trial"
      : there === here
      ? "a run of this trial with a different spec"
      : there
  }; remove the folder to train the trial again, or choose another folder with --out`;
}

/** The SHA-256 of the fields that are the same in all trials. */
async function baseOf({ spec }: Trials): Promise<string> {
  const { sweep: _, description: __, ...base } = spec;
  return await sha256(JSON.stringify(base));
}

/** The fields that differ between two specs, except fields that have no effect on a trial. */
function differences(before: Trials, after: Trials): string[] {
  const [a, b] = [before, after].map(({ spec }) => {
    const { sweep, description: _, ...base } = spec;
    const { grid, draw, repeats } = sweep!;
    return { ...base, sweep: [grid, draw?.from, repeats] };
  }) as Record<string, unknown>[];
  return Object.keys({ ...a, ...b })
    .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]));
}

async function trialsIn(path: string, text: string): Promise<Trials> {
  const file = `${shownPath(path)}/${FILE}`;
  const { version, spec } = await mappingIn(text) ?? {};
  const trials = version === 1
    ? trialsOf(checkSpec(spec, { source: file, maxMemory: Infinity }))
    : undefined;
  if (trials) return trials;
  throw await damaged(
    `${file} must be the record of a sweep in format version 1`,
  );
}

async function sha256(text: string | Uint8Array): Promise<string> {
  return await (await import("../format/sha256.ts")).sha256(text);
}
