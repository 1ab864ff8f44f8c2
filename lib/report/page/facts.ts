/**
 * The setup of a run on the page: its network, its data, its spec and its record.
 *
 * @module
 */

import type { Dataset } from "../../dataset/mod.ts";
import { cutOf, type Task } from "../../formula/mod.ts";
import { planNetwork } from "../../network/mod.ts";
import { classOf } from "../_pair.ts";
import { thousands } from "../_text.ts";
import { barChart } from "../chart/mod.ts";
import { isApart } from "../evaluation.ts";
import { classCounts } from "../examples_text.ts";
import { type Html, markup } from "../html.ts";
import { recordFacts } from "../record_text.ts";
import {
  className,
  figure,
  folded,
  MOST_CLASSES,
  type PageRun,
  scrolled,
  type Section,
  table,
} from "./_section.ts";
import { networkHtml } from "./network.ts";
import { grayPicture } from "./pictures.ts";

/** The paths, in the record, of the facts that decide the result of a run. */
const MADE_FROM =
  /^(spec|data(?!\.table\.test$)|options|engine|threads|versions|machine)\b/;

/** The differences between runs in their specs, data, options and machines. */
export function differences(runs: readonly PageRun[]): Section[] {
  if (runs.length < 2) return [];
  const facts = runs.map(({ record }) => new Map(recordFacts(record)));
  const paths = new Set(facts.flatMap((all) => [...all.keys()]));
  const rows = [...paths].filter((path) => MADE_FROM.test(path))
    .map((path) => [path, ...facts.map((all) => all.get(path) ?? "-")])
    .filter(([, first, ...rest]) => rest.some((value) => value !== first));
  const body = rows.length === 0
    ? markup`<p>the runs have the same spec, data, options and machine</p>`
    : table(
      "differences in spec, data, options and machine",
      ["fact", ...runs.map(({ name }) => name)],
      rows,
      { isNumber: [false, ...runs.map(() => false)] },
    );
  return [{ title: "Differences", body }];
}

/** The layers of the network as a table. */
export function network({ record: { spec, data } }: PageRun): Html {
  return networkHtml(planNetwork(spec, data.train.columns), spec);
}

/** The sources of the data, the number of training examples of each class, and an image of each class. */
export async function dataSet(
  { record, data, evaluation }: PageRun,
): Promise<Html> {
  const { name, sources, train } = record.data;
  return markup`<p>${name}: ${thousands(train.rows)} training examples, ${
    thousands(train.columns)
  } inputs</p>
${sources.map((source) => markup`<p class="faint">${source}</p>`)}
${data && evaluation && await perClass(record, data, evaluation.task)}`;
}

/** The number of training examples of each class, and the first image of each class. */
async function perClass(
  { classes = [] }: PageRun["record"],
  data: Dataset,
  task: Task,
): Promise<Html | undefined> {
  if (isApart(task) || classes.length === 0 || classes.length > MOST_CLASSES) {
    return undefined;
  }
  const title = "training examples of each class";
  const bars = classCounts(data.train, cutOf(task))
    .map((count, c) => [className(classes, c), count] as const);
  return markup`<div class="charts">${
    figure((width) => barChart({ title, width, bars }), title)
  }${await firsts(classes, data, task)}</div>`;
}

/** The first training image of each class. */
async function firsts(
  classes: readonly string[],
  data: Dataset,
  task: Task,
): Promise<Html | undefined> {
  if (!data.image || !("scale" in data.train.inputs)) return undefined;
  const { image, train: { inputs, targets } } = data;
  const seen = new Map<number, number>();
  for (let r = 0; r < targets.rows && seen.size < classes.length; r++) {
    const label = classOf(targets, r, cutOf(task));
    if (!seen.has(label)) seen.set(label, r);
  }
  const images = await Promise.all(
    [...seen].sort(([a], [b]) => a - b).map(
      async ([label, r]) => {
        const at = r * inputs.columns;
        const pixels = inputs.data.slice(at, at + inputs.columns) as Uint8Array;
        const name = className(classes, label);
        const address = await grayPicture(pixels, image);
        return markup`<figure><img src="${address}" alt="an example of ${name}">
<figcaption>${name}</figcaption></figure>`;
      },
    ),
  );
  return markup`<div class="pictures small">${images}</div>`;
}

/**
 * If a spec contains its data set, the data set is shown up to this number of
 * characters; a longer data set is omitted.
 */
const DATASET = 2000;

/** The spec with all defaults. */
export function specText({ record: { spec } }: PageRun): Html {
  const { dataset, ...rest } = spec;
  const isLong = typeof dataset === "object" &&
    JSON.stringify(dataset).length > DATASET;
  const brief = isLong
    ? "not shown here, because the data set is long"
    : dataset;
  const text = JSON.stringify({ ...rest, dataset: brief }, null, 2);
  return folded(
    "the spec with all defaults, as JSON",
    scrolled("the spec", markup`<pre>${text}</pre>`),
  );
}

/** The record, without the parts that other sections show. */
export function recordText({ record }: PageRun): Html {
  const { spec: _, epochs: __, confusion: ___, classScores: ____, ...rest } =
    record;
  const text = JSON.stringify(rest, null, 2);
  return folded(
    "versions, machine, hashes and scores, as JSON",
    scrolled("the record", markup`<pre>${text}</pre>`),
  );
}
