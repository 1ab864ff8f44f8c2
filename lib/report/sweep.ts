/**
 * The results of a sweep: a CSV table of the trials, and the ranking of the settings.
 *
 * @module
 */

import type { RunRecord } from "../mlp/mod.ts";
import type { SweepMetric } from "../spec/mod.ts";

/** The result of a trial. */
export interface TrialResult {
  readonly status: "done" | "diverged";
  /** The number of epochs that the trial was trained for. */
  readonly epochs: number;
  /**
   * The number of the epoch whose weights were kept, counted from 1.
   * `undefined` if the trial diverged.
   */
  readonly best?: number | undefined;
  /** The validation loss and accuracy with the weights that were kept. */
  readonly loss?: number | undefined;
  readonly accuracy?: number | undefined;
  /** The SHA-256 of the model; `undefined` if the first epoch diverged. */
  readonly model?: string | undefined;
}

/** A finished trial of a sweep. */
export interface SweepRow extends TrialResult {
  /** The number of the trial, counted from 0. */
  readonly index: number;
  /**
   * The number of the combination of settings, which is the same for all trials
   * with these settings.
   */
  readonly combination: number;
  readonly seed: number;
  /**
   * The values of the spec fields that differ between trials. Each key is the
   * path of a spec field, such as `learningRate`.
   */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The result of a trial, read from the record of its run; `undefined` if the run is not finished. */
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
  if (!folds) {
    const { loss, accuracy } = epochs[kept - 1]?.validation ?? {};
    return { ...result, best: kept, loss, accuracy };
  }
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
 * The table of a sweep as CSV: a line for each finished trial, in the order of
 * the trial numbers. The table contains no times, so the same trials always
 * result in the same bytes.
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

/** A combination of settings, and the results of its trials. */
export interface Ranked {
  /** The number of the combination of settings, counted from 0. */
  readonly combination: number;
  /** The number of the first trial with these settings. */
  readonly index: number;
  readonly settings: SweepRow["settings"];
  /**
   * The mean of the metric over the trials with these settings; `undefined` if
   * one of these trials diverged.
   */
  readonly mean?: number | undefined;
  /**
   * The sample standard deviation of the metric over the trials with these
   * settings; `undefined` for a single trial or if a trial diverged.
   */
  readonly deviation?: number | undefined;
  /** The trials with these settings, in the order of the trial numbers. */
  readonly rows: readonly SweepRow[];
}

/**
 * Ranks combinations of settings from the best to the worst, by the mean of a
 * metric over the trials with the same settings. If two means are equal, the
 * combination with the lower number comes first. Settings with a trial that
 * diverged come last. Settings are omitted if one of their trials is not
 * finished.
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

/**
 * Groups items by a key. Replaces `Map.groupBy`, which Node.js 20 does not
 * have.
 */
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

/**
 * The median best epoch: each trial kept the weights of one epoch, and the
 * result is the median of these epoch numbers. For an even number of trials,
 * the lower of the two middle values is returned.
 */
export function medianEpochs({ rows }: Ranked): number {
  const all = rows.map(({ best, epochs }) => best ?? epochs)
    .sort((a, b) => a - b);
  return all[(all.length - 1) >> 1];
}
