/**
 * What the page says of a run's making: its network, its data, its epochs, its
 * spec and its record.
 *
 * @module
 */

import { crossValidationOf, type FiguresRecord } from "../../mlp/mod.ts";
import { planNetwork } from "../../network/mod.ts";
import { classOf } from "../_pair.ts";
import { layerTable } from "../../spec/mod.ts";
import { thousands } from "../_text.ts";
import { barChart, type Line, lineChart, type Point } from "../chart/mod.ts";
import { classCounts } from "../examples_text.ts";
import { type Html, markup } from "../html.ts";
import { recordFacts } from "../record_text.ts";
import {
  className,
  figure,
  MOST_CLASSES,
  type PageRun,
  scrolled,
  type Section,
  table,
} from "./_section.ts";
import { greyPicture } from "./pictures.ts";

/** A loss whose largest value is this many times its smallest gets a log axis. */
const LOG_RANGE = 100;

/** What a run is made from, by where it stands on record. */
const MADE_FROM = /^(spec|data|options|engine|threads|versions|machine)\b/;

/** What differs between two runs, before any result. */
export function differences(runs: readonly PageRun[]): Section[] {
  if (runs.length < 2) return [];
  const facts = runs.map(({ record }) => new Map(recordFacts(record)));
  const paths = new Set(facts.flatMap((all) => [...all.keys()]));
  const rows = [...paths].filter((path) => MADE_FROM.test(path))
    .map((path) => [path, ...facts.map((all) => all.get(path) ?? "-")])
    .filter(([, left, right]) => left !== right);
  const body = rows.length === 0
    ? markup`<p>both were made from the same</p>`
    : table(
      "what they were made from",
      ["fact", ...runs.map(({ name }) => name)],
      rows,
    );
  return [{ title: "Where they differ", body }];
}

/** The layers, as a table. */
export function network({ record: { spec, data } }: PageRun): Html {
  const plan = planNetwork(spec, data.train.columns);
  const weighted = spec.classWeights ? ", weighted by class" : "";
  const { head, rows, total, remarks } = layerTable(plan.layers);
  return markup`${
    table(
      `${spec.loss.type} loss (${spec.loss.reduction}${weighted}), ${spec.optimizer.type}, batchSize ${spec.batchSize}`,
      head,
      rows,
      total,
    )
  }${remarks.map((remark) => markup`<p class="faint">${remark}</p>`)}`;
}

/** Where the data came from, how many there are of each class, one of each. */
export async function dataSet(
  { record, data }: PageRun,
): Promise<Html> {
  const { name, sources, train } = record.data;
  const { classes = [] } = record;
  const counts = data &&
    classCounts(data.train).map((count, c) =>
      [className(classes, c), count] as const
    );
  const chart = counts && classes.length > 0 && classes.length <= MOST_CLASSES
    ? figure(
      barChart({ title: "training examples of each class", bars: counts }),
      "training examples of each class",
    )
    : undefined;
  return markup`<p>${name}: ${thousands(train.rows)} training examples, ${
    thousands(train.columns)
  } inputs</p>
${sources.map((source) => markup`<p class="faint">${source}</p>`)}
<div class="charts">${chart}${await firsts(record, data)}</div>`;
}

/** The first picture of each class. */
async function firsts(
  { classes = [] }: PageRun["record"],
  data: PageRun["data"],
): Promise<Html | undefined> {
  if (!data?.image || !("scale" in data.train.inputs)) return undefined;
  const { image, train: { inputs, targets } } = data;
  const seen = new Map<number, number>();
  for (let r = 0; r < targets.rows && seen.size < classes.length; r++) {
    const label = classOf(targets, r);
    if (!seen.has(label)) seen.set(label, r);
  }
  const pictures = await Promise.all(
    [...seen].sort(([a], [b]) => a - b).slice(0, MOST_CLASSES).map(
      async ([label, r]) => {
        const at = r * inputs.columns;
        const pixels = inputs.data.slice(at, at + inputs.columns) as Uint8Array;
        const name = className(classes, label);
        const address = await greyPicture(pixels, image);
        return markup`<figure><img src="${address}" alt="an example of ${name}">
<figcaption>${name}</figcaption></figure>`;
      },
    ),
  );
  return markup`<div class="pictures small">${pictures}</div>`;
}

/** Loss and accuracy over the epochs, all runs in the same charts. */
export function learning(runs: readonly PageRun[]): Section[] {
  const charts = (["loss", "accuracy"] as const).flatMap((figureName) => {
    const lines = runs.flatMap((run, r) =>
      linesOf(run, figureName, runs.length > 1 ? r : undefined)
    );
    if (lines.length === 0) return [];
    const title = `${figureName} of each epoch`;
    const log = figureName === "loss" && spansDecades(lines);
    const chart = lineChart({
      title,
      x: { label: "epoch", whole: true },
      y: log
        ? { label: `${figureName} (log scale)`, scale: "log" }
        : { label: figureName },
      lines,
    });
    return [figure(chart, `${title}, training as seen while learning`)];
  });
  if (charts.length === 0) return [];
  const body = markup`<div class="charts">${charts}</div>
<div class="runs">${runs.map((run) => epochTable(run, runs.length > 1))}</div>`;
  return [{ title: "Learning", body }];
}

/**
 * A run's training and validation lines. Where two runs are compared, both lines
 * of a run have its color.
 */
function linesOf(
  { name, record: { epochs } }: PageRun,
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

/** Whether all values are over 0, and the largest is `LOG_RANGE` times the smallest. */
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

/** Each fold of a cross-validation, scored by a network that never saw it. */
export function folds({ record }: PageRun): Html | undefined {
  if (!record.folds) return undefined;
  const { folds, loss, accuracy } = crossValidationOf(
    record.regression
      ? record.folds.map(({ accuracy: _, ...fold }) => fold) // of 0.1.0
      : record.folds,
  );
  const right = (share: number | undefined) =>
    share === undefined ? [] : [share.toFixed(4)];
  return table(
    "each was scored by a network that never saw it",
    [
      ...["fold", "learned", "held out", "epochs", "loss"],
      ...(accuracy ? ["accuracy"] : []),
    ],
    folds.map(({ fold, learned, held, epochs, loss, accuracy }) => [
      ...[fold, thousands(learned), thousands(held), epochs],
      ...[loss.toPrecision(4), ...right(accuracy)],
    ]),
    ["mean", "", "", "", loss.mean.toPrecision(4), ...right(accuracy?.mean)],
  );
}

/** The last epochs in numbers. */
function epochTable(
  { name, record: { epochs, best } }: PageRun,
  named: boolean,
): Html {
  const held = epochs.some(({ validation }) => validation !== undefined);
  const shown = spread(epochs.length, 20);
  const counted = epochs.some(({ accuracy }) => accuracy !== undefined);
  const kinds = counted ? ["loss", "accuracy"] : ["loss"]; // numbers are only near
  const words = ({ loss, accuracy }: Partial<FiguresRecord> = {}) =>
    [loss?.toPrecision(4), accuracy?.toFixed(4)].slice(0, kinds.length);
  const title = named ? `${name}: epochs` : "epochs";
  return table(
    best === undefined ? title : `${title}; the weights of ${best} were kept`,
    [
      ...["epoch", ...kinds],
      ...(held ? kinds.map((kind) => `validation ${kind}`) : []),
    ],
    shown.map((e) => {
      const { validation } = epochs[e];
      return [e + 1, ...words(epochs[e]), ...(held ? words(validation) : [])];
    }),
  );
}

/** At most so many places from 0 to count - 1, evenly, the first and the last among them. */
function spread(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, n) => n);
  return Array.from(
    { length: most },
    (_, n) => Math.round(n * (count - 1) / (most - 1)),
  );
}

/** The spec, with every default in its place. */
export function specText({ record: { spec } }: PageRun): Html {
  const { dataset, ...rest } = spec;
  const brief =
    typeof dataset === "object" && JSON.stringify(dataset).length > 2000
      ? "left out here, for its length"
      : dataset;
  const text = JSON.stringify({ ...rest, dataset: brief }, null, 2);
  return scrolled("the spec", markup`<pre>${text}</pre>`);
}

/** What else is on record. */
export function recordText({ record }: PageRun): Html {
  const { spec: _, epochs: __, confusion: ___, classScores: ____, ...rest } =
    record;
  const text = JSON.stringify(rest, null, 2);
  return scrolled("the record", markup`<pre>${text}</pre>`);
}
