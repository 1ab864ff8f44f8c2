/**
 * The epochs of a run and the folds of its cross-validation, as charts and
 * tables.
 *
 * @module
 */

import {
  crossValidationOf,
  type FiguresRecord,
  type RunRecord,
} from "../../mlp/mod.ts";
import { thousands } from "../_text.ts";
import { type Line, lineChart, type Point } from "../chart/mod.ts";
import { foldsLine, metricsOf } from "../folds_text.ts";
import { type Html, markup } from "../html.ts";
import {
  figure,
  folded,
  type PageRun,
  type Section,
  spread,
  table,
} from "./_section.ts";
import { foldsOf } from "./score.ts";

/**
 * The loss axis is logarithmic if the largest loss is at least this many times
 * the smallest loss.
 */
const LOG_RANGE = 10;

/** The epochs of a run, and its name. */
export interface NamedEpochs {
  readonly name: string;
  readonly record: { readonly epochs: RunRecord["epochs"] };
}

/** A chart of loss or accuracy over the epochs. */
export interface EpochChart {
  readonly figure: "loss" | "accuracy";
  readonly title: string;
  /** Draws the chart at a width in pixels, as SVG. */
  draw(width: number): string;
}

/** Charts of loss and accuracy over the epochs, with all runs in the same charts. */
export function epochCharts(runs: readonly NamedEpochs[]): EpochChart[] {
  return (["loss", "accuracy"] as const).flatMap((figure) => {
    const lines = runs.flatMap((run, r) =>
      linesOf(run, figure, runs.length > 1 ? r : undefined)
    );
    if (lines.length === 0) return [];
    const title = `${figure} of each epoch`;
    const isLog = figure === "loss" && spansDecades(lines);
    const draw = (width: number) =>
      lineChart({
        ...{ title, width, height: Math.max(260, width / 3), lines },
        x: { label: "epoch", whole: true },
        y: isLog
          ? { label: `${figure} (log scale)`, scale: "log" }
          : { label: figure },
      });
    return [{ figure, title, draw }];
  });
}

/** The section of the epochs: charts of all runs, and a table for each run. */
export function learning(runs: readonly PageRun[]): Section[] {
  const drawn = epochCharts(runs), isAlone = drawn.length === 1;
  if (drawn.length === 0) return [];
  const charts = drawn.map(({ figure: name, title, draw }) =>
    figure(
      draw,
      `${title}; the training ${name} is measured during the epoch, while the weights change`,
      { isAlone },
    )
  );
  const body = markup`${
    isAlone ? charts : markup`<div class="charts">${charts}</div>`
  }
<div class="runs">${runs.map((run) => epochTable(run, runs.length > 1))}</div>`;
  return [{ title: "Learning", body }];
}

/**
 * The lines of a run in a chart: one line for training and one line for
 * validation. If runs are compared, each run has its own color, which its
 * training line and its validation line share.
 */
function linesOf(
  { name, record: { epochs } }: NamedEpochs,
  figureName: "loss" | "accuracy",
  color: number | undefined,
): Line[] {
  const named = (part: string) =>
    color === undefined ? part : `${name}, ${part}`;
  const points = (figures: readonly (Partial<FiguresRecord> | undefined)[]) =>
    figures.flatMap((figures, e): Point[] => {
      const figure = figures?.[figureName];
      return figure === undefined ? [] : [[e + 1, figure]];
    });
  const lines: Line[] = [
    { name: named("training"), points: points(epochs), color: color ?? 0 },
    {
      name: named("validation"),
      points: points(epochs.map(({ validation }) => validation)),
      color: color ?? 1,
      style: "dashed",
    },
  ];
  return lines.filter(({ points }) => points.length > 0);
}

/**
 * Whether all values are greater than 0, and the largest value is at least
 * `LOG_RANGE` times the smallest value.
 */
function spansDecades(lines: readonly Line[]): boolean {
  let least = Infinity, most = 0;
  for (const { points } of lines) {
    for (const [, value] of points) {
      if (!Number.isFinite(value)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return least > 0 && most >= LOG_RANGE * least;
}

/**
 * The folds of a cross-validation. Each fold is scored with a network that was
 * not trained on the fold.
 */
export function folds({ record }: PageRun): Html | undefined {
  const all = foldsOf(record);
  if (!all) return undefined;
  const validation = crossValidationOf(all);
  const { folds, loss } = validation, metrics = metricsOf(validation);
  return markup`${
    table(
      "each fold was scored by a network that was trained on the other folds",
      [
        ...["fold", "learned", "held out", "epochs", "loss"],
        ...metrics.map(({ name }) => name),
      ],
      folds.map((fold) => [
        ...[fold.fold, thousands(fold.learned), thousands(fold.held)],
        ...[fold.epochs, fold.loss.toPrecision(4)],
        ...metrics.map(({ key, text }) => text(fold[key]!)),
      ]),
      {
        foot: [
          ...["mean", "", "", "", loss.mean.toPrecision(4)],
          ...metrics.map(({ spread, text }) => text(spread.mean)),
        ],
      },
    )
  }${foldsLine(validation).split("\n").map((line) => markup`<p>${line}</p>`)}`;
}

/** The largest number of epochs in a table. */
const EPOCHS = 20;

/** A table with the metrics of at most `EPOCHS` epochs, evenly spaced. */
function epochTable(
  { name, record: { epochs, best } }: PageRun,
  isNamed: boolean,
): Html {
  const isHeld = epochs.some(({ validation }) => validation !== undefined);
  const shown = spread(epochs.length, EPOCHS);
  const isCounted = epochs.some(({ accuracy }) => accuracy !== undefined);
  const kinds = isCounted ? ["loss", "accuracy"] : ["loss"]; // a regression has no accuracy
  const cells = ({ loss, accuracy }: Partial<FiguresRecord> = {}) =>
    [loss?.toPrecision(4), accuracy?.toFixed(4)].slice(0, kinds.length);
  const title = isNamed ? `${name}: epochs in numbers` : "epochs in numbers";
  const caption = [
    shown.length < epochs.length
      ? `${shown.length} of ${thousands(epochs.length)} epochs`
      : "all epochs",
    ...best === undefined ? [] : [`the weights of epoch ${best} were kept`],
  ].join("; ");
  return folded(
    title,
    table(
      caption,
      [
        ...["epoch", ...kinds],
        ...(isHeld ? kinds.map((kind) => `validation ${kind}`) : []),
      ],
      shown.map((e) => {
        const { validation } = epochs[e];
        return [
          e + 1,
          ...cells(epochs[e]),
          ...(isHeld ? cells(validation) : []),
        ];
      }),
    ),
  );
}
