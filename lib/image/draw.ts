/**
 * Functions that crop, scale and center a user's drawing and change its stroke
 * width, so that the drawing looks like the drawings in the training images. A
 * network exported as a JavaScript module contains the source of the functions
 * in this file; see `ink.ts`.
 *
 * @module
 */

import type { DrawnForm } from "./form.ts";
import type { Plane } from "./ground.ts";
import { type Ink, strokeOf } from "./ink.ts";
import { partOf } from "./parts.ts";

/**
 * Converts the ink of an image to a grayscale image like the training images.
 *
 * @returns The pixels row by row, from 0 for no ink to 255 for full ink.
 */
export function drawInk(
  { plane, box }: Pick<Ink, "plane" | "box">,
  { width, height }: { readonly width: number; readonly height: number },
  form: DrawnForm,
): Uint8Array {
  const cut = partOf(plane, box);
  const figure = asThick(form.isSheared ? sheared(cut) : cut, form);
  const { values } = figure;
  const most = values.reduce((most, value) => Math.max(most, value), 0.5);
  const sums = { x: 0, y: 0, all: 0 };
  for (let p = 0; p < values.length; p++) {
    const share = form.center.by === "mass" ? values[p] : 1;
    sums.x += share * (p % figure.width + 0.5);
    sums.y += share * (Math.floor(p / figure.width) + 0.5);
    sums.all += share;
  }
  const place = (at: number, own: number, length: number, room: number) =>
    Math.max(0, Math.min(room - length, Math.round(at - own / sums.all)));
  const left = place(form.center.x, sums.x, figure.width, width);
  const top = place(form.center.y, sums.y, figure.height, height);
  const pixels = new Uint8Array(width * height);
  for (let p = 0; p < values.length; p++) {
    const at = (top + Math.floor(p / figure.width)) * width + left;
    pixels[at + p % figure.width] = Math.round(255 * values[p] / most);
  }
  return pixels;
}

/**
 * Scales a drawing to the size of the drawings in the training images, and
 * makes its stroke width as close as possible to the stroke width of these
 * drawings. The stroke width changes by whole pixels of an enlarged image,
 * which is up to eight times as wide and as high as the final image.
 */
export function asThick(
  cut: Plane,
  { box: [wide, high], ink: { by, amount } }: DrawnForm,
): Plane {
  const fitted = (plane: Plane, times = 1) => {
    const scale = times * Math.min(wide / plane.width, high / plane.height);
    const width = Math.max(1, Math.round(plane.width * scale));
    return scaled(plane, width, Math.max(1, Math.round(plane.height * scale)));
  };
  const amountOf = (figure: Plane) =>
    by === "stroke"
      ? strokeOf(figure)
      : figure.values.reduce((sum, value) => sum + value, 0);
  const larger = Math.max(cut.width / wide, cut.height / high);
  const most = Math.floor(
    Math.max(1, Math.min(8, 100 / Math.max(wide, high), larger)),
  );
  const large = fitted(cut, most);
  let best = fitted(cut), off = amountOf(best) - amount;
  const step = off < 0 ? 1 : -1;
  for (let more = step; Math.abs(more) <= most; more += step) {
    const next = fitted(thickened(large, more));
    const nextOff = amountOf(next) - amount;
    if (Math.abs(nextOff) >= Math.abs(off)) break;
    [best, off] = [next, nextOff];
  }
  return best;
}

/** Crops an image to its ink: removes empty rows and columns at the edges. */
export function trimmed(plane: Plane): Plane {
  const { width, height, values } = plane;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x] < 0.1) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  if (right === 0) return plane;
  const box = { x: left, y: top, width: right - left, height: bottom - top };
  return partOf(plane, box);
}

/**
 * Shears a drawing horizontally until the leftmost ink of the first row is
 * directly above the leftmost ink of the last row. NIST, too, deskewed its
 * images of handwriting by a shear that puts the leftmost ink of the first row
 * directly above that of the last row.
 */
export function sheared({ width, height, values }: Plane): Plane {
  const band = Math.max(1, Math.round(height / 16));
  const left = (from: number) => {
    for (let x = 0; x < width; x++) {
      for (let y = from; y < from + band; y++) {
        if (values[y * width + x] > 0.4) return x;
      }
    }
    return width / 2; // these rows have no dark ink
  };
  const by = left(height - band) - left(0);
  const wide = width + Math.ceil(Math.abs(by)) + 1;
  const moved = new Float64Array(wide * height);
  for (let y = 0; y < height; y++) {
    const down = height > 1 ? y / (height - 1) : 0;
    const shift = by > 0 ? by * (1 - down) : -by * down;
    const whole = Math.floor(shift), part = shift - whole;
    for (let x = 0; x < width; x++) {
      const at = y * wide + x + whole, value = values[y * width + x];
      moved[at] += value * (1 - part);
      moved[at + 1] += value * part;
    }
  }
  return trimmed({ width: wide, height, values: moved });
}

/**
 * Resizes an image; each pixel of the new image is the mean of the area of the
 * old image that the pixel covers.
 */
export function scaled(plane: Plane, width: number, height: number): Plane {
  const values = new Float64Array(width * height);
  const across = plane.width / width, down = plane.height / height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [left, right] = [x * across, (x + 1) * across];
      const [top, bottom] = [y * down, (y + 1) * down];
      let sum = 0;
      for (let j = Math.floor(top); j < bottom && j < plane.height; j++) {
        const tall = Math.min(j + 1, bottom) - Math.max(j, top);
        for (let i = Math.floor(left); i < right && i < plane.width; i++) {
          const wide = Math.min(i + 1, right) - Math.max(i, left);
          sum += plane.values[j * plane.width + i] * wide * tall;
        }
      }
      values[y * width + x] = sum / (across * down);
    }
  }
  return { width, height, values };
}

/** Dilates ink by `by` pixels, or erodes ink if `by` is negative. */
export function thickened(
  { width, height, values }: Plane,
  by: number,
): Plane {
  const reach = Math.abs(by), margin = Math.max(0, by);
  const wide = width + 2 * margin, high = height + 2 * margin;
  const ink = new Float64Array(wide * high);
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      let most = by > 0 ? 0 : 1;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          if (dx * dx + dy * dy > by * by) continue;
          const i = x + dx - margin, j = y + dy - margin;
          const isIn = i >= 0 && j >= 0 && i < width && j < height;
          const value = isIn ? values[j * width + i] : 0;
          most = by > 0 ? Math.max(most, value) : Math.min(most, value);
        }
      }
      ink[y * wide + x] = most;
    }
  }
  return trimmed({ width: wide, height: high, values: ink });
}
