/**
 * The HTML report of a sweep: the best settings, a chart with parallel
 * coordinates, and a chart of the metric for each spec field that differs
 * between trials. The page is one file without scripts, which a browser can
 * open from the disk.
 *
 * @module
 */

import type { RunRecord } from "../../mlp/mod.ts";
import { inline, type SweepMetric } from "../../spec/mod.ts";
import {
  barChart,
  lineChart,
  parallelChart,
  type Point,
} from "../chart/mod.ts";
import { markup } from "../html.ts";
import { grouped, type Ranked, ranking, type SweepRow } from "../sweep.ts";
import { metricText, recordedScore } from "../sweep_text.ts";
import { documentOf } from "./_document.ts";
import { figure, type Section, table } from "./_section.ts";

/** The sweep that the page shows. */
export interface PageSweep {
  readonly name: string;
  readonly description?: string | undefined;
  readonly metric: SweepMetric;
  /** The paths of the spec fields that differ between trials. */
  readonly paths: readonly string[];
  /** The paths of the spec fields that have a `log` or `wholeLog` range. */
  readonly logPaths: readonly string[];
  /** The number of trials. */
  readonly count: number;
  /** The number of trials for each combination of settings. */
  readonly repeats: number;
  /** The finished trials. */
  readonly rows: readonly SweepRow[];
  /** The run that trained a network with the best settings on all training examples. */
  readonly best?: RunRecord | undefined;
  /** The command that trains the best trial again. */
  readonly command?: string | undefined;
}

/**
 * The largest number of combinations of settings in the table, and in the
 * charts.
 */
const LISTED = 50, DRAWN = 200;

/**
 * Writes the page.
 *
 * @returns An HTML document.
 */
export function sweepPage(sweep: PageSweep): string {
  const ranked = ranking(sweep.rows, sweep);
  return documentOf(sweep.name, sweep.description, [
    ...result(sweep, ranked),
    ...charts(sweep, ranked.slice(0, DRAWN)),
    ...settings(sweep, ranked),
  ]);
}

function result(
  { metric, count, rows, repeats, best, command }: PageSweep,
  [first]: readonly Ranked[],
): Section[] {
  const diverged = rows.filter(({ status }) => status === "diverged").length;
  const body = markup`${
    first?.mean === undefined
      ? undefined
      : markup`<p class="score">${metricText(metric, first.mean)}</p>
<p>${metric} of the best settings${
        first.deviation === undefined
          ? undefined
          : `, the mean of ${repeats} seeds, standard deviation ${
            metricText(metric, first.deviation)
          }`
      }</p>`
  }
<p>${rows.length} of ${count} trials are finished${
    diverged > 0 ? `, ${diverged} of them diverged` : undefined
  }.</p>
${
    best &&
    markup`<p>The network with the best settings, trained on all training examples: ${
      recordedScore(best)
    }</p>`
  }${command && markup`<pre>${command}</pre>`}`;
  return [{ title: "Result", body }];
}

/**
 * The chart with parallel coordinates, and a chart of the metric for each spec
 * field that differs between trials.
 */
function charts(
  { metric, paths, logPaths }: PageSweep,
  ranked: readonly Ranked[],
): Section[] {
  const done = ranked.filter(({ mean }) => mean !== undefined);
  if (done.length < 2 || paths.length === 0) return [];
  const isLoss = metric === "validationLoss";
  const isLog = isLoss && done.every(({ mean }) => mean! > 0);
  const tenth = Math.max(1, Math.ceil(done.length / 10));
  const best = done.map((_, r) => r < tenth);
  const valuesOf = (path: string) =>
    done.map(({ settings }) => {
      const value = settings[path];
      return typeof value === "number" ? value : inline(value);
    });
  const scale = isLog ? "log" : "linear";
  const parallel = (width: number) =>
    parallelChart({
      width,
      title: "settings and results",
      axes: [
        ...paths.map((path) => ({
          label: path,
          values: valuesOf(path),
          scale: logPaths.includes(path) ? "log" as const : "linear" as const,
        })),
        {
          label: metric,
          values: done.map(({ mean }) => mean),
          scale,
          inverted: isLoss,
        },
      ],
      best,
    });
  const each = paths.map((path) => {
    const values = valuesOf(path), title = `${metric} by ${path}`;
    if (values.some((value) => typeof value !== "number")) {
      const groups = grouped(done, (_, r) => String(values[r]));
      const bars = [...groups].map(([name, group]): [string, number] => [
        name,
        group.reduce((sum, { mean }) => sum + mean!, 0) / group.length,
      ]);
      return figure(
        (width) => barChart({ title, width, bars }),
        `Mean ${title}`,
      );
    }
    const points = (isBest: boolean): Point[] =>
      done.flatMap(({ mean }, r): [number, number][] =>
        best[r] === isBest ? [[values[r] as number, mean!]] : []
      ).sort(([a], [b]) => a - b)
        .flatMap((point): Point[] => [point, [NaN, NaN]]); // draws dots, not a line
    return figure(
      (width) =>
        lineChart({
          title,
          width,
          x: { label: path, scale: logPaths.includes(path) ? "log" : "linear" },
          y: { label: metric, scale },
          lines: [
            { name: "others", points: points(false), color: 5 },
            { name: "best tenth", points: points(true), color: 0 },
          ],
        }),
      `${title}`,
    );
  });
  return [
    {
      title: "Parallel coordinates",
      body: figure(
        parallel,
        `Each line is one combination of settings; ${
          ranked.length === DRAWN
            ? `only the best ${DRAWN} are drawn, and `
            : ""
        }${tenth === 1 ? "the best is" : `the best ${tenth} are`} in color.`,
        { isAlone: true },
      ),
    },
    {
      title: "Each field",
      body: markup`<div class="charts">${each}</div>`,
    },
  ];
}

function settings(
  { metric, paths }: PageSweep,
  ranked: readonly Ranked[],
): Section[] {
  if (ranked.length === 0) return [];
  const isSpread = ranked.some(({ deviation }) => deviation !== undefined);
  const rows = ranked.slice(0, LISTED).map(
    ({ index, mean, deviation, settings }, r) => [
      ...[r + 1, index, metricText(metric, mean)],
      ...isSpread
        ? [deviation === undefined ? "" : metricText(metric, deviation)]
        : [],
      ...paths.map((path) => inline(settings[path])),
    ],
  );
  const more = ranked.length - LISTED;
  const caption = more > 0
    ? `the best ${LISTED} of ${ranked.length} combinations of settings; all finished trials are in table.csv`
    : "by rank";
  const head = [
    ...["rank", "trial", metric, ...isSpread ? ["deviation"] : [], ...paths],
  ];
  return [{ title: "Settings", body: table(caption, head, rows) }];
}
