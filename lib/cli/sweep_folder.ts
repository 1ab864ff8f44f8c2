/**
 * The folder of a sweep: `sweep.json`, what it is; `trials/0007/`, the run of each
 * trial; `table.csv`, what they came to; and `best/`, the run of the best settings
 * on all training examples.
 *
 * @module
 */

import type { RunRecord } from "../mlp/mod.ts";
import type { SweepRow, TrialResult } from "../report/mod.ts";
import { checkSpec, SpecError, type Trials, trialsOf } from "../spec/mod.ts";
import { shownPath } from "./paths.ts";

// A trial that is over is told in a tenth of a second: what this takes is loaded
// file by file, and nothing of networks and data.

/** The most bytes of a sweep's or a trial's record. */
const MOST_BYTES = 200_000_000;

/** How many records are read at a time. */
const AT_A_TIME = 32;

/** The file that makes a folder a sweep's. */
const FILE = "sweep.json";

/** Where the spec of a sweep says so, for its errors. */
export interface SweepSource {
  /** Its file. */
  readonly source: string;
  readonly line?: number | undefined;
}

/** The folder of a sweep. */
export class SweepFolder {
  /** Where it is. */
  readonly path: string;
  readonly trials: Trials;
  readonly #base: string; // the SHA-256 of what all trials have in common
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
   * Opens the folder of a sweep, which may be new.
   *
   * @throws {SpecError} If it is that of another one.
   */
  static async open(
    path: string,
    trials: Trials,
    source: SweepSource,
  ): Promise<SweepFolder> {
    const folder = new SweepFolder(path, trials, await baseOf(trials), source);
    const text = `${
      JSON.stringify({ version: 1, spec: trials.written }, null, 2)
    }\n`;
    const known = await textAt(`${path}/${FILE}`);
    if (known === text) return folder;
    if (known !== undefined) {
      const before = await trialsIn(path, known);
      const same = await baseOf(before) === folder.#base &&
        pattern(before) === pattern(trials);
      if (!same) {
        throw folder.#refusal(
          `must be the sweep of ${
            shownPath(path)
          }: found another there, which differs in more than points and metric; take another folder with --out`,
        );
      }
    } else if (await textAt(`${path}/run.json`) !== undefined) {
      throw folder.#refusal(
        `must have a folder for its trials: found the run of a single network in ${
          shownPath(path)
        }; take another folder with --out`,
      );
    }
    await Deno.mkdir(`${path}/trials`, { recursive: true });
    const { writeWhole } = await import("../disk/files.ts");
    await writeWhole(`${path}/${FILE}`, new TextEncoder().encode(text));
    return folder;
  }

  /**
   * Opens the folder of a sweep that is there.
   *
   * @returns Nothing where there is none.
   */
  static async find(path: string): Promise<SweepFolder | undefined> {
    const text = await textAt(`${path}/${FILE}`);
    if (text === undefined) return undefined;
    const trials = await trialsIn(path, text);
    const source = { source: `${shownPath(path)}/${FILE}` };
    return new SweepFolder(path, trials, await baseOf(trials), source);
  }

  /** The folder of a trial. */
  trialPath(index: number): string {
    return `${this.path}/trials/${String(index).padStart(4, "0")}`;
  }

  /** The folder of the best settings' run. */
  get bestPath(): string {
    return `${this.path}/best`;
  }

  /** What a trial is known again by. */
  async trialOf(index: number): Promise<NonNullable<RunRecord["trial"]>> {
    const { seed, settings: all } = this.trials.at(index);
    const settings = Object.fromEntries(
      all.map(({ path, value }) => [path, value]),
    );
    return { index, settings, sha256: await this.hash([settings, seed]) };
  }

  /** The SHA-256 of a part of the sweep and of what all trials have in common. */
  async hash(part: unknown): Promise<string> {
    return await sha256(JSON.stringify([this.#base, part]));
  }

  /**
   * What the trials came to that are over, by number.
   *
   * @param indices Those that are asked for; all unless given.
   * @throws {SpecError} If a folder is that of another trial.
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

  /** What a trial came to; nothing where it is not over. */
  async row(index: number): Promise<SweepRow | undefined> {
    const path = this.trialPath(index);
    const text = await textAt(`${path}/run.json`);
    const { trialResult } = await import("../report/sweep.ts");
    const record = text === undefined ? undefined : await recordIn(text, path);
    const result = record && trialResult(record);
    if (!record || !result) return undefined;
    const wanted = await this.trialOf(index);
    if (record.trial?.sha256 !== wanted.sha256) {
      throw this.#refusal(otherTrial(path, record.trial, wanted));
    }
    return this.rowOf(wanted, result);
  }

  /** A trial and what it came to, as a line of the table. */
  rowOf(
    { index, settings }: NonNullable<RunRecord["trial"]>,
    result: TrialResult,
  ): SweepRow {
    const { combination, seed } = this.trials.at(index);
    return { index, combination, seed, settings, ...result };
  }

  /** Writes the table, and says what its SHA-256 is. */
  async writeTable(rows: readonly SweepRow[]): Promise<string> {
    const { sweepTable } = await import("../report/sweep.ts");
    const { writeWhole } = await import("../disk/files.ts");
    const bytes = new TextEncoder().encode(sweepTable(this.trials.paths, rows));
    await writeWhole(`${this.path}/table.csv`, bytes);
    return await sha256(bytes);
  }

  /** The numbers of the trials that have a folder. */
  async #folders(): Promise<Set<number>> {
    const found = new Set<number>();
    try {
      for await (const { name } of Deno.readDir(`${this.path}/trials`)) {
        if (/^\d{4,6}$/.test(name)) found.add(Number(name));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return found;
  }

  #refusal(message: string): SpecError {
    const { source, line } = this.#source;
    const issue = {
      path: "sweep",
      keys: ["sweep"],
      on: "key",
      message,
    } as const;
    return new SpecError([{ ...issue, ...(line && { line }) }], source);
  }
}

/** What to say of the folder of another trial. */
export function otherTrial(
  folder: string,
  found: RunRecord["trial"],
  wanted: NonNullable<RunRecord["trial"]>,
): string {
  return `trial ${wanted.index} must have ${
    JSON.stringify(wanted.settings)
  } in ${shownPath(folder)}: found ${
    found
      ? `trial ${found.index} of another spec with ${
        JSON.stringify(found.settings)
      }`
      : "a run of its own"
  }; take another folder with --out`;
}

/** The SHA-256 of what all trials have in common. */
async function baseOf({ spec }: Trials): Promise<string> {
  const { sweep: _, description: __, ...base } = spec;
  return await sha256(JSON.stringify(base));
}

/** What gives each trial its settings, beside the number of points. */
function pattern({ spec }: Trials): string {
  const { grid, draw, repeats } = spec.sweep!;
  return JSON.stringify([grid, draw?.from, repeats]);
}

async function trialsIn(path: string, text: string): Promise<Trials> {
  const file = `${shownPath(path)}/${FILE}`;
  const { version, spec } = mappingIn(text) ?? {};
  const trials = version === 1
    ? trialsOf(checkSpec(spec, { source: file, maxMemory: Infinity }))
    : undefined;
  if (trials) return trials;
  throw await damaged(`${file} must be a sweep's record of version 1`);
}

/** What a table needs of a trial's record. */
async function recordIn(
  text: string,
  path: string,
): Promise<
  Pick<RunRecord, "status" | "epochs" | "best" | "folds" | "model" | "trial">
> {
  const record = mappingIn(text);
  const isPart = (part: unknown) => typeof part === "object" && part !== null;
  const isRecord = typeof record?.status === "string" &&
    Array.isArray(record.epochs) && record.epochs.every(isPart) &&
    (record.trial === undefined || isPart(record.trial));
  if (isRecord) return record as unknown as RunRecord;
  throw await damaged(`${shownPath(path)}/run.json must be a trial's record`);
}

/** The mapping that a text is in JSON; nothing where it is none. */
function mappingIn(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function damaged(message: string): Promise<Error> {
  const { RunError } = await import("../mlp/record.ts");
  return new RunError(`${message}: found it damaged`);
}

async function sha256(text: string | Uint8Array): Promise<string> {
  return await (await import("../format/sha256.ts")).sha256(text);
}

/** The text of a file; nothing where there is none. */
async function textAt(path: string): Promise<string | undefined> {
  const { readFile } = await import("../disk/files.ts");
  const refuse = (fault: string) => new Error(fault);
  try {
    return new TextDecoder().decode(await readFile(path, MOST_BYTES, refuse));
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isAbsent) return undefined;
    throw error;
  }
}
