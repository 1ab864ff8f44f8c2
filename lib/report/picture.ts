/**
 * Gray images drawn with characters. Each character shows two pixels, one above
 * the other.
 *
 * @module
 */

import { gray } from "./_ansi.ts";

/** A gray image. 0 is the background, 255 is the brightest pixel. */
export interface Picture {
  /** The number of columns. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
  /** The pixels, row after row. */
  readonly pixels: Uint8Array;
}

/** A rectangle of pixels. */
export interface Box {
  /** The first column. */
  readonly left: number;
  /** The first row. */
  readonly top: number;
  /** The number of columns. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
}

/** The smallest box that contains all pixels above 0; the whole image if all pixels are 0. */
export function inkBox({ width, height, pixels }: Picture): Box {
  let left = width, top = height, right = 0, bottom = 0;
  for (let p = 0; p < pixels.length; p++) {
    if (pixels[p] === 0) continue;
    const x = p % width, y = Math.floor(p / width);
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  return right === 0
    ? { left: 0, top: 0, width, height }
    : { left, top, width: right - left, height: bottom - top };
}

/** A box with the given width and height, and with the center of `box`. */
export function around(
  box: Box,
  { width, height }: { readonly width: number; readonly height: number },
): Box {
  return {
    left: box.left - Math.floor((width - box.width) / 2),
    top: box.top - Math.floor((height - box.height) / 2),
    width,
    height,
  };
}

/**
 * The part of an image that is inside a box, enlarged or reduced. Each new
 * pixel is a copy of the nearest pixel of the image. Pixels outside the image
 * are 0.
 */
export function resize(picture: Picture, box: Box, scale: number): Picture {
  const width = Math.max(1, Math.floor(box.width * scale));
  const height = Math.max(1, Math.floor(box.height * scale));
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const fromY = box.top + Math.floor(y / scale);
    if (fromY < 0 || fromY >= picture.height) continue;
    for (let x = 0; x < width; x++) {
      const fromX = box.left + Math.floor(x / scale);
      if (fromX < 0 || fromX >= picture.width) continue;
      pixels[y * width + x] = picture.pixels[fromY * picture.width + fromX];
    }
  }
  return { width, height, pixels };
}

/** The lines of an image: with color, in gray levels; without color, in block characters. */
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
      const cell = `\x1b[${gray("38", above)};${gray("48", below)}m`;
      line += cell === style ? "▀" : `${cell}▀`;
      style = cell;
    }
    lines.push(color ? `${line}\x1b[0m` : line);
  }
  return lines;
}

/**
 * The block characters, each with the filled fraction of its upper half and of
 * its lower half.
 */
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
