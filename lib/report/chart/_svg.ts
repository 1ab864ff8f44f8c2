/**
 * The common parts of the charts: the SVG element around them, colors, and the width
 * of text, which is measured without a browser.
 *
 * @module
 */

import { thousands, widthOf } from "../_text.ts";
import { type Html, markup, type Part } from "../html.ts";

/** Options of every chart. */
export interface ChartOptions {
  /** The title, for screen readers: `loss of each epoch`. */
  readonly title: string;
  /** The size of the chart in pixels. Text is 12 pixels high. */
  readonly width?: number;
  readonly height?: number;
}

/** The height of text. */
export const TEXT = 12;

/**
 * The widths of characters at that height, in pixels: no less than in DejaVu Sans,
 * which is wider than most fonts, so that text fits in any font.
 */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ !'(),./:;[\]fijlrt{|}-]/, 4.9],
  [/[A-LN-VX-Z#&]/, 9.5],
  [/[MW@mw%…]/, 12],
];

/** The width of all other characters, such as digits. */
const WIDTH = 7.7;

/** Colors of at least 3:1 against white and against black, which color-blind readers can distinguish. */
export const COLORS = [
  "#2f7fd6",
  "#c85a00",
  "#1a8a6a",
  "#b0569e",
  "#8a7a00",
  "#6f7780",
] as const;

/** The CSS color of series number `place`, counted from 0: the variable `--chart-1` and so on, if the page sets them. */
export function color(place: number): string {
  const n = place % COLORS.length;
  return `var(--chart-${n + 1}, ${COLORS[n]})`;
}

/** The element around a chart. */
export function svg(
  { title, width, height }: Required<ChartOptions>,
  description: string,
  ...parts: Part[]
): string {
  if (!(width >= 200)) {
    throw new RangeError(
      `the width of a chart must be at least 200 pixels: found ${width}`,
    );
  }
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="${TEXT}" fill="currentColor">
<title>${title}</title>
<desc>${description}</desc>
${parts}</svg>`.source;
}

/** The approximate width of text, in pixels. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    const [, plain] = WIDTHS.find(([kind]) => kind.test(character)) ??
      [0, WIDTH];
    width += [0, plain, TEXT][widthOf(character)];
  }
  return width;
}

/** The width of the widest text, in pixels. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
}

/** Text of at most a width in pixels: an ellipsis replaces the middle of longer text. */
export function fitted(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const half = (width - textWidth("…")) / 2, characters = [...text];
  const start = starting(characters, half);
  return `${start.join("")}…${
    starting(characters.reverse(), half).reverse().join("")
  }`;
}

/** As many of the first characters as fit a width. */
function starting(characters: readonly string[], width: number): string[] {
  let room = width;
  const end = characters.findIndex((c) => (room -= textWidth(c)) < 0);
  return characters.slice(0, end);
}

/** A coordinate, to a tenth of a pixel. */
export function px(value: number): number {
  return Math.round(10 * value) / 10;
}

/** Formats a value: a whole number up to a trillion in full, other numbers with four digits. */
export function short(value: number): string {
  if (Math.abs(value) >= 1e12) return value.toExponential(3).replace("e+", "e");
  return Number.isInteger(value)
    ? thousands(value)
    : String(Number(value.toPrecision(4)));
}

/** Text in a chart; shortened text has the whole text as its tooltip. */
export function label(
  text: string,
  { x, y, anchor = "start", width = Infinity }: {
    readonly x: number;
    readonly y: number;
    readonly anchor?: "start" | "middle" | "end";
    readonly width?: number;
  },
): Html {
  const shown = fitted(text, width);
  const whole = shown === text ? undefined : markup`<title>${text}</title>`;
  return markup`<text x="${px(x)}" y="${
    px(y)
  }" text-anchor="${anchor}">${whole}${shown}</text>\n`;
}
