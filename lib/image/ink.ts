/**
 * Detection of ink in an image. Ink means the pixels that differ from the
 * background, which may be unevenly lit paper. A network exported as a
 * JavaScript module contains the source of the functions in this file and in
 * `draw.ts`. Each exported function must be a function declaration that uses
 * only functions in the list `called` of `fitProgram`.
 *
 * @module
 */

import { paperOf } from "./contain.ts";
import { groundOf, type Plane } from "./ground.ts";
import {
  around,
  type Box,
  edgesOf,
  pageOf,
  partsOf,
  surroundings,
} from "./parts.ts";
import type { Rgba } from "./pixels.ts";

/** The ink of an image. */
export interface Ink {
  /** The amount of ink, from 0 to 1, of each pixel in the searched area. */
  readonly plane: Plane;
  /** The bounding box of the ink in pixels of `plane`. */
  readonly box: Box;
  /** The bounding box of the ink in pixels of the whole image. */
  readonly drawn: Box;
  /** Whether the ink is darker than the background. */
  readonly isDark: boolean;
  /** True if the ink is so small relative to the image that it may be dirt. */
  readonly isSmall?: boolean;
}

/**
 * Finds the ink of an image: the pixels that clearly differ from the
 * background, and pixels that differ less but are connected to these pixels.
 *
 * @param isDark Whether the ink is darker than the background; by default, this
 * is detected from the image.
 * @returns Undefined if the image has no ink.
 */
export function findInk(image: Rgba, isDark?: boolean): Ink | undefined {
  const paper = paperOf(image);
  let part: Box = { x: 0, y: 0, width: image.width, height: image.height };
  let ofInk = isDark, isNear = false;
  for (let pages = 0;;) {
    const step = Math.ceil(Math.max(part.width, part.height) / 512);
    const plane = lumaOf(image, paper, part, step);
    const found = inkOf(plane, ofInk);
    if (!found) return undefined;
    const { box } = found;
    const drawn = {
      x: part.x + box.x * step,
      y: part.y + box.y * step,
      width: Math.min(box.width * step, part.width - box.x * step),
      height: Math.min(box.height * step, part.height - box.y * step),
    };
    const page = isNear || pages === 2 ? undefined : pageOf(found);
    if (page) { // the ink is a page; search the drawing on the page
      part = {
        x: part.x + page.x * step,
        y: part.y + page.y * step,
        width: Math.min(page.width * step, part.width - page.x * step),
        height: Math.min(page.height * step, part.height - page.y * step),
      };
      pages++;
      continue;
    }
    const long = Math.max(box.width, box.height);
    const isSmall = !isNear &&
      long < Math.max(
          0.015 * Math.max(plane.width, plane.height),
          Math.min(8 / step, Math.min(plane.width, plane.height) / 8),
        );
    if (isSmall || step === 1 || long > 128) {
      return { ...found, drawn, ...(isSmall && { isSmall }) };
    }
    // search a small drawing in a large image again at a higher resolution
    const margin = Math.ceil(step * (2 + long / 2));
    const x = Math.max(part.x, drawn.x - margin);
    const y = Math.max(part.y, drawn.y - margin);
    part = {
      x,
      y,
      width: Math.min(part.x + part.width, drawn.x + drawn.width + margin) - x,
      height: Math.min(part.y + part.height, drawn.y + drawn.height + margin) -
        y,
    };
    ofInk = found.isDark;
    isNear = true;
  }
}

/** The luma of an area of an image, averaged over squares of `step` x `step` pixels. */
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

/** Finds the ink in an image of luma values; `findInk` describes what ink is. */
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
  // the contrast is relative to the background, since light may be uneven
  const contrast = values.map((value, p) => {
    const off = dark ? ground[p] - value : value - ground[p];
    return Math.max(0, off - 2 * noise) /
      Math.max(32, dark ? ground[p] : 255 - ground[p]);
  });
  const isClear = (p: number) =>
    Math.abs(values[p] - ground[p]) > 5 * noise && contrast[p] > 0.06;
  const found = drawingOf({ width, height, values: contrast }, isClear);
  if (!found) return undefined;
  if (found === "surroundings") { // try light ink instead of dark ink, or dark ink instead of light ink
    return isDark === undefined ? inkOf(luma, !dark) : undefined;
  }
  const { mask, full } = found;
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
 * Finds the connected components of the drawing, without specks and without
 * components around the drawing.
 *
 * @returns The contrast `full` of the clearest ink, and a mask whose values are
 * 2 on the drawing, 1 next to the drawing, and 0 elsewhere. The result is
 * undefined for a blank image, and "surroundings" if the image has only
 * components around a drawing.
 */
export function drawingOf(
  contrast: Plane,
  isClear: (p: number) => boolean,
):
  | { readonly mask: Uint8Array; readonly full: number }
  | "surroundings"
  | undefined {
  const { values } = contrast, isLeftOut = new Uint8Array(values.length);
  for (let rest: "surroundings" | undefined;; rest = "surroundings") {
    const isInk = (p: number) => isLeftOut[p] === 0 && isClear(p);
    const clear = values.filter((_, p) => isInk(p)).sort();
    if (clear.length < 3) return rest;
    let full = clear[Math.floor(0.9 * clear.length)];
    const over = (low: number) => {
      const found = partsOf(contrast, (p) => isInk(p) && values[p] > low);
      const high = found.parts.filter(({ most }) => most >= 0.5 * full);
      const largest = high.reduce((most, { sum }) => Math.max(most, sum), 0);
      const outer = surroundings(high, contrast);
      const drawn = high.filter(({ sum }) => sum >= 0.02 * largest);
      return { ...found, drawn, outer };
    };
    let found = over(0.12 * full);
    const reaches = found.drawn.some((part) => edgesOf(part, contrast) > 1);
    if (found.outer.size === 0 && reaches) {
      // faint ruled lines or shadows may connect the ink to the edges
      const top = clear[Math.floor(0.99 * clear.length)];
      for (const [low, own] of [[0.45 * full, full], [0.6 * top, top]]) {
        const next = over(low);
        const drawn = next.drawn.filter((part) => !next.outer.has(part));
        const isFree = drawn.length > 0 &&
          drawn.every((part) => edgesOf(part, contrast) < 2);
        if (!isFree) continue;
        found = { ...next, drawn, outer: new Set() };
        full = own;
        break;
      }
    }
    const { of, parts, drawn, outer } = found;
    const isDrawn = parts.map((part) => drawn.includes(part));
    const isOuter = parts.map((part) => outer.has(part));
    if (outer.size > 0) { // including blurred edges
      around(contrast, 2, (p) => of[p] >= 0 && isOuter[of[p]], (q) => {
        isLeftOut[q] = 1;
      });
      continue;
    }
    const mask = new Uint8Array(values.length);
    around(contrast, 1, (p) => of[p] >= 0 && isDrawn[of[p]], (q, p) => {
      mask[q] = p === q ? 2 : Math.max(1, mask[q]);
    });
    const isNoise = drawn.length > 200 || isDust(contrast, mask);
    if (drawn.length === 0 || isNoise || !isSharp(contrast, mask, full)) {
      return rest;
    }
    return { mask, full };
  }
}

/** Whether a mask is noise: many specks over a large fraction of the image. */
export function isDust({ width, height }: Plane, mask: Uint8Array): boolean {
  if (Math.min(width, height) < 32) return false;
  const values = Float64Array.from(mask, (kind) => kind === 2 ? 1 : 0);
  const area = values.reduce((sum, value) => sum + value, 0);
  return area >= 0.2 * width * height &&
    strokeOf({ width, height, values }) < 1.5;
}

/**
 * Whether the edges of a mask are as sharp as the edges of ink. The edges of
 * light and shadow are less sharp. At a sharp edge, the contrast falls by at
 * least half of the largest contrast over 3 % of the image's longer side.
 */
export function isSharp(
  { width, height, values }: Plane,
  mask: Uint8Array,
  full: number,
): boolean {
  const side = Math.max(width, height);
  const by = Math.max(2, Math.round(0.03 * side));
  const around = side < 64 ? 0 : 1; // the mean of nine pixels has less noise
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

/** The stroke width of ink in pixels: twice the ink's area divided by its outline's length. */
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
