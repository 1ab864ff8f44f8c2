/**
 * The trials of a sweep as a table, and their settings by rank.
 *
 * @module
 */

import type { RunRecord } from "../mlp/mod.ts";
import type { SweepMetric } from "../spec/mod.ts";

/** What a trial came to. */
export interface TrialResult {
  readonly status: "done" | "diverged";
  /** How many epochs it was trained for. */
  readonly epochs: number;
  /** The epoch whose weights were kept, from 1. */
  readonly best?: number | undefined;
  /** Of the examples that were held out, with the weights that were kept. */
  readonly loss?: number | undefined;
  readonly accuracy?: number | undefined;
  /** The SHA-256 of the network; none where the first epoch diverged. */
  readonly model?: string | undefined;
}

/** A trial of a sweep that is over. */
export interface SweepRow extends TrialResult {
  /** Its number, from 0. */
  readonly index: number;
  /** The number of its settings, which it shares with its repeats. */
  readonly combination: number;
  readonly seed: number;
  /** The fields that differ from trial to trial, by their paths. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What a run that is over came to as a trial; nothing where it is not over. */
export function trialResult(
  { status, epochs, best, folds, model }: Pick<
    RunRecord,
    "status" | "epochs" | "best" | "folds" | "model"
  >,
): TrialResult | undefined {
  if (status !== "done" && status !== "diverged") return undefined;
  const result = { status, epochs: epochs.length, model: model?.sha256 };
  if (status === "diverged") return result;
  const kept = best ?? epochs.length;
  if (!folds) return { ...result, best: kept, ...epochs[kept - 1]?.validation };
  const mean = (figures: readonly (number | undefined)[]) =>
    figures.reduce<number>((sum, figure) => sum + (figure ?? NaN), 0) /
    figures.length;
  const accuracy = mean(folds.map(({ accuracy }) => accuracy));
  return {
    ...{ ...result, best: kept, loss: mean(folds.map(({ loss }) => loss)) },
    ...(Number.isNaN(accuracy) ? {} : { accuracy }),
  };
}

/**
 * The table of a sweep as CSV: a line for each trial that is over, by number. It
 * has no times, so that the same trials give the same bytes.
 */
export function sweepTable(
  paths: readonly string[],
  rows: readonly SweepRow[],
): string {
  const head = [
    ...["index", "combination", "seed", ...paths, "status", "epochs"],
    ...["bestEpoch", "validationLoss", "validationAccuracy", "modelSha256"],
  ];
  const lines = rows.toSorted((a, b) => a.index - b.index).map((row) => [
    ...[row.index, row.combination, row.seed],
    ...paths.map((path) => row.settings[path]),
    ...[row.status, row.epochs, row.best, row.loss, row.accuracy, row.model],
  ]);
  return [head, ...lines].map((cells) => `${cells.map(cell).join(",")}\n`)
    .join("");
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : `${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Settings and what their trials came to. */
export interface Ranked {
  /** The number of the settings. */
  readonly combination: number;
  /** The number of the first trial with them. */
  readonly index: number;
  readonly settings: SweepRow["settings"];
  /** The mean of the metric over the repeats; none where one diverged. */
  readonly mean?: number | undefined;
  /** The sample standard deviation of the metric; none of one repeat. */
  readonly deviation?: number | undefined;
  /** The trials with them, by number. */
  readonly rows: readonly SweepRow[];
}

/**
 * Settings from the best to the worst, by the mean of a metric over their repeats;
 * of equal ones the lower number first, and those that diverged last. Settings of
 * which a repeat is missing are left out.
 */
export function ranking(
  rows: readonly SweepRow[],
  { metric, repeats }: {
    readonly metric: SweepMetric;
    readonly repeats: number;
  },
): Ranked[] {
  const groups = grouped(rows, ({ combination }) => combination);
  const isLoss = metric === "validationLoss";
  const ranked = [...groups].filter(([, { length }]) => length === repeats)
    .map(([combination, group]): Ranked => {
      const rows = group.toSorted((a, b) => a.index - b.index);
      const [{ index, settings }] = rows;
      const figures = rows.map(({ loss, accuracy }) =>
        (isLoss ? loss : accuracy) ?? NaN
      );
      const mean = figures.reduce((sum, figure) => sum + figure, 0) / repeats;
      const squares = figures.reduce(
        (sum, x) => sum + (x - mean) * (x - mean),
        0,
      );
      const about = { combination, index, settings, rows };
      if (!Number.isFinite(mean)) return about;
      const deviation = Math.sqrt(squares / (repeats - 1));
      return { ...about, mean, ...(repeats > 1 && { deviation }) };
    });
  const last = isLoss ? Infinity : -Infinity;
  return ranked.sort((a, b) => {
    const [x, y] = [a.mean ?? last, b.mean ?? last];
    return x === y ? a.index - b.index : isLoss ? x - y : y - x;
  });
}

/** Items by a key, in the order of the first of each; `Map.groupBy` is not in Node.js 20. */
export function grouped<K, T>(
  items: readonly T[],
  keyOf: (item: T, place: number) => K,
): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const [n, item] of items.entries()) {
    const key = keyOf(item, n), group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The median of the epochs that were kept; of an even number the lower middle. */
export function medianEpochs({ rows }: Ranked): number {
  const all = rows.map(({ best, epochs }) => best ?? epochs)
    .sort((a, b) => a - b);
  return all[(all.length - 1) >> 1];
}
