/**
 * A line chart, such as of losses over epochs.
 *
 * @module
 */

import { type Html, markup } from "../html.ts";
import {
  type ChartOptions,
  color,
  fitted,
  label,
  px,
  short,
  svg,
  TEXT,
  textWidth,
  widest,
} from "./_svg.ts";
import { type Axis, axis, type AxisOptions, isDrawn } from "./axis.ts";

/** A point of a line. A point whose x or y is not finite leaves a gap in the line. */
export type Point = readonly [x: number, y: number];

/** A line of a chart. */
export interface Line {
  readonly name: string;
  /** The points, in ascending order of x. */
  readonly points: readonly Point[];
  /**
   * How the line is drawn (by default, `solid`). `marked` has a dot at each
   * point. `points` has only the dots, in any order of x. `reference` is a thin
   * gray line for comparison, which is not in the legend.
   */
  readonly style?: "solid" | "dashed" | "marked" | "points" | "reference";
  /** The number of the line's color, counted from 0 (default: the line's position in the legend). */
  readonly color?: number;
}

/** Options of a line chart. */
export interface LineChartOptions extends ChartOptions {
  readonly x: AxisOptions;
  readonly y: AxisOptions;
  readonly lines: readonly Line[];
}

/** The height of a row of text, and the length of a line in the legend. */
const ROW = 18, SAMPLE = 24;

/**
 * The width of a line in pixels, and how many pixels wider the line is for each
 * later line of the same style.
 */
const WIDTH = 2, WIDER = 3;

/** The plot's edges, in pixels. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Draws a chart of lines with two axes, and with a legend if there are two or
 * more lines. If many points are in the same column of pixels, only the first,
 * last, lowest and highest point are drawn, so that peaks stay visible in a
 * long run. A line that is drawn under other lines of the same style is wider,
 * so that two lines with the same points are both visible.
 *
 * @returns An SVG document, 400 by 260 pixels by default; each row of the
 * legend after the first row adds 18 pixels to the height.
 * @throws {RangeError} If a value on a `log` axis is not over 0, or the chart is less
 *   than 200 pixels wide or 100 pixels high.
 */
export function lineChart(
  { title, width = 400, height = 260, x, y, lines }: LineChartOptions,
): string {
  if (!(height >= 100)) {
    throw new RangeError(
      `the height of a chart must be at least 100 pixels: found ${height}`,
    );
  }
  const named = lines.filter(({ style }) => style !== "reference");
  const indent = Math.min(textWidth(y.label), width / 2) + 20;
  const legend = named.length > 1
    ? legendOf(named, indent, width)
    : { rows: 1, items: [] };
  const whole = height + (legend.rows - 1) * ROW;
  const top = legend.rows * ROW + 10, bottom = whole - 2 * ROW - 4;
  const all = lines.flatMap(({ points }) => points.filter(isPlaced));
  const up = axis(all.map(([, y]) => y), y, (bottom - top) / 36);
  const left = 8 + widest(up.ticks.map(({ text }) => text));
  const along = axis(all.map(([x]) => x), x, (width - left - 16) / 64);
  const half = widest(along.ticks.slice(-1).map(({ text }) => text)) / 2;
  const plot = { left, right: width - Math.max(8, half), top, bottom };
  const middle = { x: (left + plot.right) / 2, anchor: "middle" } as const;
  return svg(
    { title, width, height: whole },
    named.map((line) => inWords(line, x.label, y.label)).join("; "),
    label(y.label, { x: 0, y: TEXT, width: width / 2 }),
    legend.items,
    grid(plot, along, up),
    label(x.label, { ...middle, y: whole - 4, width }),
    all.length === 0
      ? label("no finite values", { ...middle, y: (top + bottom) / 2 })
      : lines.map((line) =>
        curve(line, lookOf(line, named), ([x, y]) => [
          px(left + along.position(x) * (plot.right - left)),
          px(bottom - up.position(y) * (bottom - top)),
        ])
      ),
  );
}

/** The legend: each name with a short sample of its line, in as many rows as necessary. */
function legendOf(
  lines: readonly Line[],
  indent: number,
  width: number,
): { readonly rows: number; readonly items: readonly Html[] } {
  let x = indent, rows = 1;
  const items = lines.map((line) => {
    const text = SAMPLE + 6;
    const room = text + textWidth(fitted(line.name, width - text));
    if (x + room > width && x > 0) [x, rows] = [0, rows + 1];
    const y = TEXT + (rows - 1) * ROW, start = x;
    x += room + 16;
    const sample = line.style === "points"
      ? `M${start + SAMPLE / 2},${y - 4}h0`
      : `M${start},${y - 4}h${SAMPLE}`;
    return markup`<path d="${sample}" ${stroke(line, lookOf(line, lines))}/>
${label(line.name, { x: start + text, y, width: width - text })}`;
  });
  return { rows, items };
}

/** The axes, their ticks, and thin lines across the plot. */
function grid({ left, right, top, bottom }: Plot, along: Axis, up: Axis): Html {
  const ys = up.ticks.map(({ value, text }) => ({
    text,
    y: px(bottom - up.position(value) * (bottom - top)),
  }));
  const xs = along.ticks.map(({ value, text }) => ({
    text,
    x: px(left + along.position(value) * (right - left)),
  }));
  return markup`<path d="${
    ys.map(({ y }) => `M${left},${y}H${right}`)
  }" stroke="currentColor" stroke-opacity="0.2"/>
<path d="M${left},${bottom}H${right}${
    xs.map(({ x }) => `M${x},${bottom}v4`)
  }" stroke="currentColor"/>
${
    ys.map(({ text, y }) =>
      label(text, { x: left - 6, y: y + 4, anchor: "end" })
    )
  }
${
    xs.map(({ text, x }) =>
      label(text, { x, y: bottom + ROW - 1, anchor: "middle" })
    )
  }`;
}

/** Draws one line. The line is interrupted where points are missing; a single point between gaps is a dot. */
function curve(
  line: Line,
  look: Look,
  place: (point: Point) => Point,
): Html {
  if (line.style === "points") {
    const places = new Set(
      line.points.filter(isPlaced).map((p) => `${place(p)}`),
    );
    const dots = [...places].map((at) => `M${at}h0`);
    return markup`<path d="${dots}" ${stroke(line, look)}/>\n`;
  }
  const pieces: Point[][] = [[]];
  for (const point of line.points) {
    if (isPlaced(point)) pieces[pieces.length - 1].push(place(point));
    else pieces.push([]);
  }
  const paths = pieces.filter(({ length }) => length > 1)
    .map((piece) => `M${thinned(piece).join("L")}`);
  const dots = line.style === "marked"
    ? pieces.flat()
    : pieces.filter(({ length }) => length === 1).flat();
  return markup`${
    paths.length > 0
      ? markup`<path d="${paths}" ${stroke(line, look)}/>\n`
      : undefined
  }${
    dots.map(([x, y]) =>
      markup`<circle cx="${x}" cy="${y}" r="${
        2.5 + look.width / 2
      }" fill="${look.color}"/>\n`
    )
  }`;
}

/** The first, last, lowest and highest point of each column of pixels. */
function thinned(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (let start = 0, end = 0; start < points.length; start = end) {
    let low = start, high = start;
    const column = Math.floor(points[start][0]);
    for (
      ;
      end < points.length && Math.floor(points[end][0]) === column;
      end++
    ) {
      if (points[end][1] < points[low][1]) low = end;
      if (points[end][1] > points[high][1]) high = end;
    }
    const places = new Set([start, low, high, end - 1]);
    kept.push(...[...places].sort((a, b) => a - b).map((n) => points[n]));
  }
  return kept;
}

/** The color and the width of a line. */
interface Look {
  readonly color: string;
  readonly width: number;
}

/** The SVG attributes of a line. */
function stroke({ style }: Line, { color, width }: Look): Html {
  if (style === "reference") {
    return markup`fill="none" stroke="${color}" stroke-opacity="0.6" stroke-dasharray="4 4"`;
  }
  if (style === "points") {
    return markup`fill="none" stroke="${color}" stroke-opacity="0.6" stroke-width="5" stroke-linecap="round"`;
  }
  const dashes = style === "dashed" ? "6 4" : "none";
  return markup`fill="none" stroke="${color}" stroke-width="${width}" stroke-dasharray="${dashes}" stroke-linejoin="round"`;
}

/**
 * The color and the width of a line. The position of a line in the legend
 * decides its default color; its width grows with the number of later lines,
 * which are drawn over it.
 */
function lookOf(line: Line, named: readonly Line[]): Look {
  const place = named.indexOf(line), { style = "solid" } = line;
  const above = named.slice(place + 1)
    .filter((other) => (other.style ?? "solid") === style);
  return style === "reference" ? { color: "currentColor", width: 1 } : {
    color: color(line.color ?? place),
    width: WIDTH + WIDER * above.length,
  };
}

/** Describes a line for screen readers. */
function inWords({ name, points, style }: Line, x: string, y: string): string {
  const drawn = points.filter(isPlaced);
  if (drawn.length === 0) return `${name}: no finite values`;
  if (style === "points") {
    const [along, up] = [0, 1].map((side) => rangeText(drawn, side));
    return `${name}: ${short(drawn.length)} points, ${x} ${along}, ${y} ${up}`;
  }
  const ends = [drawn[0], drawn[drawn.length - 1]].map(([at, value]) =>
    `${short(value)} at ${x} ${short(at)}`
  );
  if (drawn.length === 1) return `${name}: ${ends[0]}`;
  return `${name}: from ${ends.join(" to ")}, ${rangeText(drawn, 1)}`;
}

/** The smallest and the largest x (side 0) or y (side 1) as text. */
function rangeText(points: readonly Point[], side: number): string {
  const [low, high] = [Math.min, Math.max].map((end) =>
    short(points.reduce((most, p) => end(most, p[side]), points[0][side]))
  );
  return `between ${low} and ${high}`;
}

function isPlaced(point: Point): boolean {
  return point.every(isDrawn);
}
