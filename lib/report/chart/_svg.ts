/**
 * The common parts of all charts: the SVG element around a chart, the colors,
 * and the width of text, which is estimated without a browser.
 *
 * @module
 */

import { thousands, widthOf } from "../_text.ts";
import { type Html, markup, type Part } from "../html.ts";

/** Options of every chart. */
export interface ChartOptions {
  /** The title for screen readers, such as `loss of each epoch`. */
  readonly title: string;
  /**
   * The width of the chart in pixels; the field `height` is the height in
   * pixels. Text is 12 pixels high.
   */
  readonly width?: number;
  readonly height?: number;
}

/** The height of text, in pixels. */
export const TEXT = 12;

/**
 * The widths of characters in text that is 12 pixels high, in pixels. Each character width is at least the width of the character in the font DejaVu Sans. Most fonts are narrower than
 * DejaVu Sans, so text in most fonts is not wider than its estimated width.
 */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ !'(),./:;[\]fijlrt{|}-]/, 4.9],
  [/[A-LN-VX-Z#&]/, 9.5],
  [/[MW@mw%…]/, 12],
];

/**
 * The width of each character that matches no pattern in `WIDTHS`, such as a
 * digit.
 */
const WIDTH = 7.7;

/**
 * Colors that color-blind readers can distinguish. The contrast of each color
 * with white and with black is at least 3:1.
 */
export const COLORS = [
  "#2f7fd6",
  "#c85a00",
  "#1a8a6a",
  "#b0569e",
  "#8a7a00",
  "#6f7780",
] as const;

/**
 * The CSS color of line number `place`, counted from 0. If the page sets the
 * CSS variable `--chart-1`, the value of this variable is the first color, and
 * so on.
 */
export function color(place: number): string {
  const n = place % COLORS.length;
  return `var(--chart-${n + 1}, ${COLORS[n]})`;
}

/** Writes the SVG element of a chart, which contains its title, its description and its parts. */
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

/** Shortens a text to at most `width` pixels: an ellipsis replaces the middle of the text. */
export function fitted(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const half = (width - textWidth("…")) / 2, characters = [...text];
  const start = starting(characters, half);
  return `${start.join("")}…${
    starting(characters.reverse(), half).reverse().join("")
  }`;
}

/** The first characters of a text, as many as fit in `width` pixels. */
function starting(characters: readonly string[], width: number): string[] {
  let room = width;
  const end = characters.findIndex((c) => (room -= textWidth(c)) < 0);
  return characters.slice(0, end);
}

/** Rounds a coordinate to a tenth of a pixel. */
export function px(value: number): number {
  return Math.round(10 * value) / 10;
}

/**
 * Formats a value: a whole number below 1e12 with all digits, other numbers
 * with four significant digits.
 */
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
