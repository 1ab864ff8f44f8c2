/**
 * Parallel coordinates of a sweep: one vertical axis for each spec field that
 * differs between trials, and one vertical axis for the metric. Each
 * combination of settings is a line, which crosses the axis of each spec field
 * at the value of this field.
 *
 * @module
 */

import { type Html, markup } from "../html.ts";
import {
  type ChartOptions,
  color,
  label,
  px,
  short,
  svg,
  TEXT,
} from "./_svg.ts";
import { type Axis, axis, isDrawn } from "./axis.ts";

/** An axis, and the value at which each line crosses the axis. */
export interface Coordinate {
  readonly label: string;
  /**
   * The value of each line: a number or text. A line ends before the first axis for
   * which the line has no value.
   */
  readonly values: readonly (number | string | undefined)[];
  /** The scale for numbers (by default, `linear`); a `log` axis needs numbers over 0. */
  readonly scale?: "linear" | "log";
  /** Whether the smallest number is at the top (default: at the bottom). */
  readonly inverted?: boolean;
}

/** Options of the chart. */
export interface ParallelChartOptions extends ChartOptions {
  /** The axes from left to right, at least two. */
  readonly axes: readonly Coordinate[];
  /** For each line, whether the line is drawn in color and over the other lines. */
  readonly best: readonly boolean[];
}

/**
 * The height of the space above the plot, which contains two rows of names, and of the
 * space below the plot.
 */
const TOP = 44, BOTTOM = 12;

/**
 * Draws the chart.
 *
 * @returns An SVG document (default size: 720 by 320 pixels).
 * @throws {RangeError} If there are fewer than two axes, or a value on a `log`
 *   axis is not over 0, or the chart is less than 200 pixels wide or 100 pixels
 *   high.
 */
export function parallelChart(
  { title, width = 720, height = 320, axes, best }: ParallelChartOptions,
): string {
  if (!(height >= 100 && axes.length >= 2)) {
    throw new RangeError(
      `the chart must have at least 2 axes and a height of at least 100: found ${axes.length} axes and height ${height}`,
    );
  }
  const room = width / axes.length;
  const placed = axes.map((coordinate, a) => ({
    coordinate,
    x: px(room * (a + 0.5)),
    ...scaleOf(coordinate, (height - TOP - BOTTOM) / 36),
  }));
  const y = (share: number) =>
    px(height - BOTTOM - share * (height - TOP - BOTTOM));
  const path = (line: number): string => {
    const points: string[] = [];
    for (const { coordinate, x, position } of placed) {
      const at = position(coordinate.values[line]);
      if (at === undefined) break;
      points.push(`${x},${y(at)}`);
    }
    return points.length > 1 ? `M${points.join("L")}` : "";
  };
  const drawn = (isBest: boolean) =>
    best.flatMap((one, line) => one === isBest ? [path(line)] : []).join("");
  return svg(
    { title, width, height },
    placed.map(({ coordinate, words }) => `${coordinate.label}: ${words}`)
      .join("; "),
    markup`<path d="${
      drawn(false)
    }" fill="none" stroke="currentColor" stroke-opacity="0.25"/>
<path d="${drawn(true)}" fill="none" stroke="${
      color(0)
    }" stroke-width="2" stroke-opacity="0.8"/>
`,
    placed.map(({ coordinate, x, ticks }, a) =>
      markup`<path d="M${x},${TOP}V${height - BOTTOM}${
        ticks.map(({ at }) => `M${x - 4},${y(at)}h4`)
      }" stroke="currentColor"/>
${ticks.map(({ at, text }) => tick(text, x, y(at), room))}${
        label(coordinate.label, {
          x,
          y: a % 2 === 0 ? TEXT : TEXT + 18, // so that long names fit
          anchor: "middle",
          width: axes.length > 2 ? 1.9 * room : room,
        })
      }`
    ),
  );
}

/** The text of a tick. */
function tick(text: string, x: number, y: number, room: number): Html {
  return label(text, {
    x: x - 7,
    y: y + 4,
    anchor: "end",
    width: room / 2,
  });
}

/** The scale of an axis. Positions go from 0 at the bottom to 1 at the top. */
interface Scale {
  readonly position: (value: number | string | undefined) => number | undefined;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** The range or the values of the axis in words, for screen readers. */
  readonly words: string;
}

function scaleOf(
  { values, label, scale = "linear", inverted = false }: Coordinate,
  most: number,
): Scale {
  const turned = (at: number) => inverted ? 1 - at : at;
  const there = values.filter((value) => value !== undefined);
  const numbers = there.filter((value) => typeof value === "number");
  if (numbers.length === there.length) {
    const all = numbers.filter(isDrawn);
    const along: Axis = axis(all, { label, scale }, Math.max(most, 2));
    const ends = [Math.min, Math.max].map((end) =>
      short(all.reduce((a, b) => end(a, b), all[0] ?? 0))
    );
    return {
      position: (value) =>
        typeof value === "number" && isDrawn(value)
          ? turned(along.position(value))
          : undefined,
      ticks: along.ticks.map(({ value, text }) => ({
        at: turned(along.position(value)),
        text,
      })),
      words: `${ends[0]} to ${ends[1]}`,
    };
  }
  const names = [...new Set(there.map(String))];
  const at = (name: string) => (names.indexOf(name) + 0.5) / names.length;
  return {
    position: (value) => value === undefined ? undefined : at(String(value)),
    ticks: names.map((name) => ({ at: at(name), text: name })),
    words: names.join(", "),
  };
}
