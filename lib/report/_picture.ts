/**
 * Grey pictures in characters, each cell two pixels, one above the other.
 *
 * @module
 */

import { grey } from "./_ansi.ts";

/** A grey picture, 0 the ground and 255 the ink. */
export interface Picture {
  /** Pixels across. */
  readonly width: number;
  /** Pixels down. */
  readonly height: number;
  /** Row after row. */
  readonly pixels: Uint8Array;
}

/** A part of a picture: corners in pixels, `right` and `bottom` beyond the last. */
export interface Box {
  /** The first column. */
  readonly left: number;
  /** The first row. */
  readonly top: number;
  /** The column after the last. */
  readonly right: number;
  /** The row after the last. */
  readonly bottom: number;
}

/** The least box that holds the ink of all pictures, with a pixel around it. */
export function inkBox(pictures: readonly Picture[]): Box {
  const { width, height } = pictures[0];
  let left = width, top = height, right = 0, bottom = 0;
  for (const { pixels } of pictures) {
    for (let p = 0; p < pixels.length; p++) {
      if (pixels[p] === 0) continue;
      const x = p % width, y = Math.floor(p / width);
      left = Math.min(left, x - 1);
      right = Math.max(right, x + 2);
      top = Math.min(top, y - 1);
      bottom = Math.max(bottom, y + 2);
    }
  }
  if (right === 0) return { left: 0, top: 0, right: width, bottom: height };
  return {
    left: Math.max(0, left),
    top: Math.max(0, top),
    right: Math.min(width, right),
    bottom: Math.min(height, bottom),
  };
}

/** A part of a picture, larger or smaller: each pixel is the nearest one's. */
export function resize(
  { width, height, pixels }: Picture,
  { left, top, right, bottom }: Box,
  scale: number,
): Picture {
  const across = Math.max(1, Math.floor((right - left) * scale));
  const down = Math.max(1, Math.floor((bottom - top) * scale));
  const out = new Uint8Array(across * down);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const fromX = Math.min(width - 1, left + Math.floor(x / scale));
      const fromY = Math.min(height - 1, top + Math.floor(y / scale));
      out[y * across + x] = pixels[fromY * width + fromX];
    }
  }
  return { width: across, height: down, pixels: out };
}

/** The lines of a picture: greys where there is colour, else the nearest blocks. */
export function pictureLines(picture: Picture, color: boolean): string[] {
  const { width, height, pixels } = picture;
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = "", style = "";
    for (let x = 0; x < width; x++) {
      const above = pixels[y * width + x];
      const below = y + 1 < height ? pixels[(y + 1) * width + x] : 0;
      if (!color) {
        line += nearestBlock(above / 255, below / 255);
        continue;
      }
      const cell = `\x1b[${grey("38", above)};${grey("48", below)}m`;
      line += cell === style ? "▀" : `${cell}▀`;
      style = cell;
    }
    lines.push(color ? `${line}\x1b[0m` : line);
  }
  return lines;
}

/** Blocks by how much ink their upper and their lower half has. */
const blocks: readonly (readonly [string, number, number])[] = [
  [" ", 0, 0],
  ["░", 0.25, 0.25],
  ["▒", 0.5, 0.5],
  ["▓", 0.75, 0.75],
  ["█", 1, 1],
  ["▀", 1, 0],
  ["▄", 0, 1],
];

function nearestBlock(above: number, below: number): string {
  let best = " ", least = Infinity;
  for (const [block, upper, lower] of blocks) {
    const a = above - upper, b = below - lower;
    const distance = a * a + b * b;
    if (distance < least) [best, least] = [block, distance];
  }
  return best;
}
