/**
 * Resizing of images to the input size of a network. Images are not cropped,
 * and the aspect ratio does not change.
 *
 * @module
 */

import { grayOf, type Rgba } from "./pixels.ts";

/**
 * Resizes an image without changing the aspect ratio. Each pixel of the new
 * image is the mean of the area of the old image that the pixel covers. If the
 * aspect ratios differ, padding with the median color of the image's edge
 * pixels is added at two opposite sides. The background of transparent pixels
 * is white for a dark image, and black for a light image.
 *
 * @param shape The shape `[rows, columns, channels]`, with 1 channel for gray
 * or 3 for color.
 * @returns One byte for each pixel and channel; 255 is white.
 */
export function contained(image: Rgba, shape: readonly number[]): Uint8Array {
  const [height, width, channels] = shape;
  const scale = Math.min(width / image.width, height / image.height);
  const wide = Math.max(1, Math.round(image.width * scale));
  const high = Math.max(1, Math.round(image.height * scale));
  const left = Math.floor((width - wide) / 2);
  const top = Math.floor((height - high) / 2);
  const pixels = new Uint8Array(height * width * channels);
  for (const [c, plane] of planesOf(image, channels).entries()) {
    const seen = squeezed(plane, image, { width: wide, height: high });
    const edge = seen.filter((_, p) => {
      const x = p % wide, y = Math.floor(p / wide);
      return x === 0 || y === 0 || x === wide - 1 || y === high - 1;
    }).sort();
    const fill = edge[Math.floor(edge.length / 2)];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isIn = x >= left && x < left + wide && y >= top && y < top + high;
        const value = isIn ? seen[(y - top) * wide + x - left] : fill;
        pixels[(y * width + x) * channels + c] = Math.round(value);
      }
    }
  }
  return pixels;
}

/**
 * One array for gray, or three arrays for red, green and blue; transparent
 * pixels are first blended with the background.
 */
export function planesOf(image: Rgba, channels: number): Uint8Array[] {
  const { data } = image, paper = paperOf(image);
  if (channels === 1) return [grayOf(image, paper).pixels];
  return Array.from({ length: channels }, (_, c) => {
    const plane = new Uint8Array(data.length / 4);
    for (let p = 0, at = 0; p < plane.length; p++, at += 4) {
      const alpha = data[at + 3];
      plane[p] = alpha === 255
        ? data[at + c]
        : Math.round((data[at + c] * alpha + paper * (255 - alpha)) / 255);
    }
    return plane;
  });
}

/**
 * The background for transparent pixels: white for a dark image, black for a
 * light or opaque image.
 */
export function paperOf({ data }: Rgba): number {
  let isOpaque = true;
  for (let at = 3; at < data.length && isOpaque; at += 4) {
    isOpaque = data[at] === 255;
  }
  if (isOpaque) return 0;
  let luma = 0, visible = 0;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3];
    luma += alpha *
      (0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]);
    visible += alpha;
  }
  return luma < 128 * visible ? 255 : 0;
}

/** Resizes one channel of an image: first each row, then each column. */
export function squeezed(
  plane: ArrayLike<number>,
  { width, height }: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
): Float64Array {
  const across = new Float64Array(to.width * height);
  const columns = shares(width, to.width), rows = shares(height, to.height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < to.width; x++) {
      const { first, parts } = columns[x], at = y * width + first;
      let mean = 0;
      for (let i = 0; i < parts.length; i++) mean += parts[i] * plane[at + i];
      across[y * to.width + x] = mean;
    }
  }
  const down = new Float64Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const { first, parts } = rows[y];
    for (let j = 0; j < parts.length; j++) {
      const at = (first + j) * to.width, part = parts[j];
      for (let x = 0; x < to.width; x++) {
        down[y * to.width + x] += part * across[at + x];
      }
    }
  }
  return down;
}

/**
 * The weights for resizing one row or column of pixels. For each new pixel,
 * `first` is the index of the first old pixel that the new pixel covers, and
 * `parts` has the weights of the old pixels from index `first` on.
 */
export function shares(
  from: number,
  to: number,
): { readonly first: number; readonly parts: Float64Array }[] {
  return Array.from({ length: to }, (_, m) => {
    const start = m * from / to, end = (m + 1) * from / to;
    const first = Math.floor(start), parts: number[] = [];
    for (let i = first; i < end && i < from; i++) {
      const covered = Math.min(i + 1, end) - Math.max(i, start);
      parts.push(covered * to / from);
    }
    return { first, parts: Float64Array.from(parts) };
  });
}
