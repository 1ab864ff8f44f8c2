/**
 * An image of positive and negative numbers, drawn with characters. Each number is two
 * columns wide and one line high.
 *
 * @module
 */

import type { Channel } from "./layer_views.ts";

/**
 * Shrinks an image to at most `across` columns and `across` lines: each new number is
 * the mean of a block of numbers.
 */
export function shrunk(one: Channel, across: number): Channel {
  const k = Math.ceil(Math.max(one.width, one.height) / across);
  if (k === 1) return one;
  const width = Math.ceil(one.width / k), height = Math.ceil(one.height / k);
  const values = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0, count = 0;
      for (let i = y * k; i < Math.min((y + 1) * k, one.height); i++) {
        for (let j = x * k; j < Math.min((x + 1) * k, one.width); j++) {
          sum += one.values[i * one.width + j];
          count++;
        }
      }
      values[y * width + x] = sum / count;
    }
  }
  return { width, height, values };
}

/** The width of an image in columns of the terminal. */
export function signedWidth({ width }: Channel): number {
  return 2 * width;
}

/**
 * The lines of an image. With color, numbers above 0 are blue and numbers below
 * 0 are red. Without color, numbers are drawn as `++`, `+`, `.`, `-` and `--`.
 *
 * @param most The absolute value that has the strongest color.
 */
export function signedLines(
  { width, height, values }: Channel,
  most: number,
  color: boolean,
): string[] {
  return Array.from({ length: height }, (_, y) => {
    const shares = Array.from(
      values.subarray(y * width, (y + 1) * width),
      (value) => value / (most || 1),
    );
    return color
      ? `${shares.map(coloredCell).join("")}\x1b[0m`
      : shares.map(plainCell).join("");
  });
}

function plainCell(share: number): string {
  const size = Math.abs(share), sign = share < 0 ? "-" : "+";
  return size >= 1 / 2 ? sign + sign : size >= 1 / 8 ? ` ${sign}` : " .";
}

/**
 * Draws a number as a blue or red cell, with one of 216 terminal colors (6 x 6
 * x 6). A number near 0 is pale.
 */
function coloredCell(share: number): string {
  const pale = 5 - Math.round(5 * Math.min(1, Math.abs(share)));
  const [red, green, blue] = share < 0 ? [5, pale, pale] : [pale, pale, 5];
  return `\x1b[48;5;${16 + 36 * red + 6 * green + blue}m  `;
}
