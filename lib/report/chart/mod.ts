/**
 * Charts as SVG text from plain values, for a page, a notebook or a file. A
 * chart needs no DOM, no scripts and no other files. Text and axes have the
 * color of the surrounding text (`currentColor`). Lines and bars have colors
 * that are legible on white and on black; the CSS variables `--chart-1` to
 * `--chart-6` replace these colors. With the CSS `width: 100%; height: auto` a
 * chart grows and shrinks with the page.
 *
 * @example The loss of three epochs, on an axis of powers of ten
 * ```ts
 * import { lineChart } from "./mod.ts";
 * import { assertMatch } from "@std/assert";
 *
 * const svg = lineChart({
 *   title: "loss of each epoch",
 *   x: { label: "epoch", whole: true },
 *   y: { label: "loss", scale: "log" },
 *   lines: [
 *     { name: "training", points: [[1, 0.8], [2, 0.1], [3, 0.02]] },
 *     { name: "validation", points: [[1, 0.9], [2, 0.2], [3, 0.1]] },
 *   ],
 * });
 * assertMatch(svg, /^<svg .*<title>loss of each epoch<\/title>/s);
 * ```
 *
 * @module
 */

export type { ChartOptions } from "./_svg.ts";
export type { AxisOptions } from "./axis.ts";
export { barChart, type BarChartOptions } from "./bars.ts";
export {
  type Line,
  lineChart,
  type LineChartOptions,
  type Point,
} from "./lines.ts";
export {
  type Coordinate,
  parallelChart,
  type ParallelChartOptions,
} from "./parallel.ts";
