/**
 * Where an image has ink: what differs from its ground, which may be paper under
 * uneven light. The functions of this file and of `draw.ts` are written into
 * JavaScript exports as text, so each must be a function declaration that uses
 * no names but theirs.
 *
 * @module
 */

import { paperOf } from "./contain.ts";
import { groundOf, type Plane } from "./ground.ts";
import type { Rgba } from "./pixels.ts";

/** A rectangle of pixels. */
export interface Box {
  /** The first column. */
  readonly x: number;
  /** The first row. */
  readonly y: number;
  /** The number of columns. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
}

/** The ink of an image. */
export interface Ink {
  /** How much ink each pixel of the part that was searched has, 0 to 1. */
  readonly plane: Plane;
  /** The least box with all ink, in the plane. */
  readonly box: Box;
  /** The same in the image. */
  readonly drawn: Box;
  /** Whether the ink is darker than the ground. */
  readonly isDark: boolean;
}

/**
 * Finds the ink of an image: pixels that differ clearly from the ground, which
 * is a surface through the pixels at the edges, and what hangs together with them.
 *
 * @param isDark Whether ink is darker than its ground; found out if not given.
 * @returns Nothing if there is no ink.
 */
export function findInk(image: Rgba, isDark?: boolean): Ink | undefined {
  const paper = paperOf(image);
  let part: Box = { x: 0, y: 0, width: image.width, height: image.height };
  for (;;) {
    const step = Math.ceil(Math.max(part.width, part.height) / 512);
    const plane = lumaOf(image, paper, part, step);
    const found = inkOf(plane, isDark);
    if (!found) return undefined;
    const { box } = found;
    const drawn = {
      x: part.x + box.x * step,
      y: part.y + box.y * step,
      width: Math.min(box.width * step, image.width - part.x - box.x * step),
      height: Math.min(box.height * step, image.height - part.y - box.y * step),
    };
    const long = Math.max(box.width, box.height);
    if (step === 1 || long > 128) return { ...found, drawn };
    // a small drawing on a large page is looked at again from near
    const margin = Math.ceil(step * (2 + long / 2));
    const x = Math.max(0, drawn.x - margin), y = Math.max(0, drawn.y - margin);
    part = {
      x,
      y,
      width: Math.min(image.width, drawn.x + drawn.width + margin) - x,
      height: Math.min(image.height, drawn.y + drawn.height + margin) - y,
    };
    isDark = found.isDark;
  }
}

/** The luma of a part of an image, the mean of squares of `step` pixels. */
export function lumaOf(
  { width, data }: Rgba,
  paper: number,
  part: Box,
  step: number,
): Plane {
  const columns = Math.ceil(part.width / step);
  const rows = Math.ceil(part.height / step);
  const values = new Float64Array(columns * rows);
  const counts = new Uint32Array(columns * rows);
  for (let y = 0; y < part.height; y++) {
    const row = Math.floor(y / step) * columns;
    let at = 4 * ((part.y + y) * width + part.x);
    for (let x = 0; x < part.width; x++, at += 4) {
      const luma = 0.299 * data[at] + 0.587 * data[at + 1] +
        0.114 * data[at + 2];
      const p = row + Math.floor(x / step), alpha = data[at + 3] / 255;
      values[p] += paper + (luma - paper) * alpha;
      counts[p]++;
    }
  }
  for (let p = 0; p < values.length; p++) values[p] /= counts[p];
  return { width: columns, height: rows, values };
}

/** The ink of a plane of luma; see `findInk`. */
export function inkOf(
  luma: Plane,
  isDark: boolean | undefined,
): Omit<Ink, "drawn"> | undefined {
  const { width, height, values } = luma;
  const { ground, noise } = groundOf(luma);
  let darker = 0, lighter = 0;
  for (let p = 0; p < values.length; p++) {
    const off = values[p] - ground[p];
    if (off > 5 * noise) lighter += off * off;
    if (off < -5 * noise) darker += off * off;
  }
  const dark = isDark ?? darker > lighter;
  // as shares of the light that the ground reflects, since light may be uneven
  const contrast = values.map((value, p) => {
    const off = dark ? ground[p] - value : value - ground[p];
    return Math.max(0, off - 2 * noise) /
      Math.max(32, dark ? ground[p] : 255 - ground[p]);
  });
  const isClear = (p: number) =>
    Math.abs(values[p] - ground[p]) > 5 * noise && contrast[p] > 0.06;
  const clear = contrast.filter((_, p) => isClear(p)).sort();
  if (clear.length < Math.max(3, values.length / 5000)) return undefined;
  const full = clear[Math.floor(0.9 * clear.length)];
  const mask = partsOf({ width, height, values: contrast }, {
    low: 0.12 * full,
    high: 0.5 * full,
    isClear,
  });
  if (!mask || !isSharp({ width, height, values: contrast }, mask, full)) {
    return undefined;
  }
  let [left, top, right, bottom] = [width, height, 0, 0];
  const ink = new Float64Array(values.length);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (mask[p] === 2) {
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
      }
      if (mask[p] > 0) {
        ink[p] = Math.min(1, contrast[p] / full);
      }
    }
  }
  return {
    plane: { width, height, values: ink },
    box: { x: left, y: top, width: right - left, height: bottom - top },
    isDark: dark,
  };
}

/**
 * The parts of a plane over a low level that reach a high one, without specks.
 *
 * @returns 2 in a part, 1 beside one, 0 elsewhere; nothing if there is none.
 */
export function partsOf(
  { width, height, values }: Plane,
  { low, high, isClear }: {
    readonly low: number;
    readonly high: number;
    isClear(p: number): boolean;
  },
): Uint8Array | undefined {
  const isPart = (p: number) => values[p] > low && isClear(p);
  const part = new Int32Array(values.length), sums = [0];
  const neighbors = (p: number) => {
    const x = p % width, y = Math.floor(p / width), found: number[] = [];
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const isInside = x + dx >= 0 && x + dx < width && y + dy >= 0 &&
          y + dy < height;
        if (isInside) found.push(p + dy * width + dx);
      }
    }
    return found;
  };
  for (let first = 0; first < values.length; first++) {
    if (part[first] !== 0 || !isPart(first)) continue;
    let sum = 0, most = 0;
    const waiting = [first];
    part[first] = sums.length;
    while (waiting.length > 0) {
      const p = waiting.pop()!;
      sum += values[p];
      most = Math.max(most, values[p]);
      for (const q of neighbors(p)) {
        if (part[q] !== 0 || !isPart(q)) continue;
        part[q] = sums.length;
        waiting.push(q);
      }
    }
    sums.push(most >= high ? sum : 0);
  }
  const largest = sums.reduce((most, sum) => Math.max(most, sum));
  if (largest === 0) return undefined;
  const mask = new Uint8Array(values.length);
  for (let p = 0; p < mask.length; p++) {
    if (sums[part[p]] < 0.02 * largest || part[p] === 0) continue;
    for (const q of neighbors(p)) mask[q] = Math.max(1, mask[q]);
    mask[p] = 2;
  }
  return mask;
}

/**
 * Whether the edges of what a mask has are as sharp as those of ink: light and
 * shadow fade slowly. Half of the contrast must be lost in 3 % of the image's side.
 */
export function isSharp(
  { width, height, values }: Plane,
  mask: Uint8Array,
  full: number,
): boolean {
  const side = Math.max(width, height);
  const by = Math.max(2, Math.round(0.03 * side));
  const around = side < 64 ? 0 : 1; // means of nine pixels are less noisy
  const mean = (x: number, y: number) => {
    let sum = 0, count = 0;
    for (let j = y - around; j <= y + around; j++) {
      for (let i = x - around; i <= x + around; i++) {
        if (i < 0 || j < 0 || i >= width || j >= height) continue;
        sum += values[j * width + i];
        count++;
      }
    }
    return count > 0 ? sum / count : 0;
  };
  let inked = 0, sharp = 0;
  for (let p = 0; p < mask.length; p++) {
    if (mask[p] !== 2) continue;
    inked++;
    const x = p % width,
      y = Math.floor(p / width),
      least = mean(x, y) - full / 2;
    const falls = mean(x - by, y) <= least || mean(x + by, y) <= least ||
      mean(x, y - by) <= least || mean(x, y + by) <= least;
    if (falls) sharp++;
  }
  return sharp >= 0.02 * inked;
}

/** How thick the strokes of ink are, in pixels: twice their area by their outline. */
export function strokeOf({ width, height, values }: Plane): number {
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : values[y * width + x];
  let area = 0, outline = 0;
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const right = at(x + 1, y) - at(x, y), below = at(x, y + 1) - at(x, y);
      outline += Math.sqrt(right * right + below * below);
      area += at(x, y);
    }
  }
  return outline > 0 ? 2 * area / outline : 0;
}
