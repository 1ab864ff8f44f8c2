/**
 * A bar chart.
 *
 * @module
 */

import { markup } from "../html.ts";
import {
  type ChartOptions,
  color,
  fitted,
  label,
  px,
  short,
  svg,
  TEXT,
  widest,
} from "./_svg.ts";

/** Options of a bar chart. */
export interface BarChartOptions extends Omit<ChartOptions, "height"> {
  /** The name and the value of each bar. The values are 0 or more. */
  readonly bars: readonly (readonly [name: string, value: number])[];
}

/** The height of one bar, including the space above and below the bar. */
const ROW = 20;

/**
 * Draws a horizontal bar for each name, with the value beside the bar.
 *
 * @returns An SVG document, by default 400 pixels wide, with 20 pixels of
 * height for each bar.
 * @throws {RangeError} If a value is negative or not finite, or the chart is
 *   less than 200 pixels wide.
 */
export function barChart(
  { title, width = 400, bars }: BarChartOptions,
): string {
  for (const [name, value] of bars) {
    if (value >= 0 && Number.isFinite(value)) continue;
    throw new RangeError(
      `the value of the bar ${name} must be at least 0: found ${value}`,
    );
  }
  const names = 0.4 * width; // the largest width of the names
  const values = bars.map(([, value]) => short(value));
  const left = 8 + widest(bars.map(([name]) => fitted(name, names)));
  const room = Math.max(0, width - left - 8 - widest(values));
  const most = bars.reduce((most, [, value]) => Math.max(most, value), 0) || 1;
  return svg(
    { title, width, height: ROW * Math.max(1, bars.length) },
    bars.map(([name], n) => `${name}: ${values[n]}`).join("; "),
    bars.map(([name, value], n) => {
      const length = px(room * value / most), y = ROW * n;
      const text = y + ROW / 2 + TEXT / 3;
      return markup`${
        label(name, { x: left - 8, y: text, anchor: "end", width: names })
      }<rect x="${left}" y="${y + 3}" width="${length}" height="${
        ROW - 6
      }" fill="${color(0)}"/>
${label(values[n], { x: left + length + 6, y: text })}`;
    }),
  );
}
