/**
 * Connected components of an image. The functions distinguish the components of
 * a drawing from other components, such as a frame, a dark border, a thumb, or
 * the desk around a photographed page. A network exported as a JavaScript
 * module contains the source of the functions in this file; see `ink.ts`.
 *
 * @module
 */

import type { Plane } from "./ground.ts";

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

/** A connected component. */
export interface Part {
  /**
   * `sum` is the sum of the component's pixel values, and `most` is the largest
   * pixel value.
   */
  sum: number;
  most: number;
  /**
   * `area` is the number of the component's pixels, and `edge` is the number of
   * the component's pixels at the edges of the image.
   */
  area: number;
  edge: number;
  /** The bounding box of the component; `right` and `bottom` are exclusive. */
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * The connected components of one channel of an image. For each pixel, the
 * array `of` has the index of the pixel's component, or -1 if the pixel is in
 * no component.
 */
export interface Parts {
  readonly of: Int32Array;
  readonly parts: readonly Part[];
}

/**
 * Finds the connected components of the pixels that `isPart` accepts, with
 * 8-connectivity.
 */
export function partsOf(
  { width, height, values }: Plane,
  isPart: (p: number) => boolean,
): Parts {
  const of = new Int32Array(values.length).fill(-1), parts: Part[] = [];
  for (let first = 0; first < values.length; first++) {
    if (of[first] >= 0 || !isPart(first)) continue;
    const part = {
      ...{ sum: 0, most: 0, area: 0, edge: 0 },
      ...{ left: width, top: height, right: 0, bottom: 0 },
    };
    const waiting = [first];
    of[first] = parts.length;
    while (waiting.length > 0) {
      const p = waiting.pop()!, x = p % width, y = Math.floor(p / width);
      part.sum += values[p];
      part.most = Math.max(part.most, values[p]);
      part.area++;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) {
        part.edge++;
      }
      part.left = Math.min(part.left, x);
      part.right = Math.max(part.right, x + 1);
      part.top = Math.min(part.top, y);
      part.bottom = Math.max(part.bottom, y + 1);
      for (let j = Math.max(0, y - 1); j <= y + 1 && j < height; j++) {
        for (let i = Math.max(0, x - 1); i <= x + 1 && i < width; i++) {
          const q = j * width + i;
          if (of[q] >= 0 || !isPart(q)) continue;
          of[q] = parts.length;
          waiting.push(q);
        }
      }
    }
    parts.push(part);
  }
  return { of, parts };
}

/** The number of edges of the image that a component touches. */
export function edgesOf(
  { left, top, right, bottom }: Pick<Part, "left" | "top" | "right" | "bottom">,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  return [left === 0, top === 0, right === width, bottom === height]
    .filter((touches) => touches).length;
}

/**
 * Finds the components around the drawing. If some component touches fewer than
 * two edges and is large enough for a drawing, the result is all components
 * that touch at least two edges. If no component inside the image is large enough to be a drawing, the result contains only components along the edges of the image: frames and strips.
 */
export function surroundings(
  parts: readonly Part[],
  size: { readonly width: number; readonly height: number },
): Set<Part> {
  const { width, height } = size, least = 0.1 * Math.min(width, height);
  const outer = parts.filter((part) => edgesOf(part, size) >= 2);
  const hasInner = parts.some((part) => {
    const { left, top, right, bottom } = part;
    return edgesOf(part, size) < 2 &&
      Math.max(right - left, bottom - top) >= Math.max(8, least);
  });
  if (hasInner || Math.min(width, height) < 64) {
    return new Set(hasInner ? outer : []);
  }
  return new Set(
    outer.filter(({ left, top, right, bottom, area, edge }) => {
      const wide = right - left, high = bottom - top;
      const isStrip = area >= 0.95 * wide * high &&
        (wide === width) !== (high === height);
      return isStrip || edge >= 0.9 * 2 * (width + height - 2);
    }),
  );
}

/** Cuts a rectangle out of one channel of an image. */
export function partOf({ width, values }: Plane, box: Box): Plane {
  const length = box.width * box.height;
  return {
    width: box.width,
    height: box.height,
    values: Float64Array.from({ length }, (_, p) => {
      const y = box.y + Math.floor(p / box.width);
      return values[y * width + box.x + p % box.width];
    }),
  };
}

/**
 * The area of the drawing, if the detected ink is in fact a page with a drawing
 * on it; otherwise undefined. A page is an area that is nearly as large as the
 * image, or that is filled except for holes in the form of strokes.
 */
export function pageOf(
  { plane, box }: { readonly plane: Plane; readonly box: Box },
): Box | undefined {
  const { width, height } = plane, boxArea = box.width * box.height;
  const all = {
    left: box.x,
    top: box.y,
    right: box.x + box.width,
    bottom: box.y + box.height,
  };
  const isLarge = Math.min(width, height) >= 64 &&
    boxArea >= 0.25 * width * height && edgesOf(all, plane) < 2;
  if (!isLarge) return undefined;
  const cut = partOf(plane, box);
  const empty = partsOf(cut, (p) => cut.values[p] < 0.5).parts;
  const holes = empty.filter(({ edge }) => edge === 0);
  const areaOf = (parts: typeof empty) =>
    parts.reduce((sum, { area }) => sum + area, 0);
  const hollow = areaOf(holes), filled = boxArea - areaOf(empty) + hollow;
  if (box.width >= 0.94 * width && box.height >= 0.94 * height) {
    const inset = 2 + Math.ceil(0.01 * Math.max(box.width, box.height));
    return filled < 0.9 * boxArea ? undefined : {
      x: box.x + inset,
      y: box.y + inset,
      width: box.width - 2 * inset,
      height: box.height - 2 * inset,
    };
  }
  const isDrawn = holes.some(({ left, top, right, bottom, area }) => {
    const wide = right - left, high = bottom - top;
    const long = Math.max(wide, high), short = Math.min(wide, high);
    return long >= 0.15 * Math.min(box.width, box.height) &&
      (area <= 0.6 * wide * high || long >= 2.5 * short);
  });
  if (filled < 0.7 * boxArea || hollow > 0.25 * filled || !isDrawn) {
    return undefined;
  }
  const least = (of: (hole: typeof holes[0]) => number) =>
    holes.reduce((least, hole) => Math.min(least, of(hole)), Infinity);
  const [left, top] = [least((hole) => hole.left), least((hole) => hole.top)];
  const right = -least((hole) => -hole.right);
  const bottom = -least((hole) => -hole.bottom);
  const margin = Math.ceil(0.15 * Math.max(right - left, bottom - top));
  const x = Math.max(0, left - margin), y = Math.max(0, top - margin);
  return {
    x: box.x + x,
    y: box.y + y,
    width: Math.min(box.width, right + margin) - x,
    height: Math.min(box.height, bottom + margin) - y,
  };
}

/**
 * Calls `each(q, p)` for each pixel p that `isChosen` accepts, and each pixel q
 * at most `by` rows and columns away from p.
 */
export function around(
  { width, height }: Plane,
  by: number,
  isChosen: (p: number) => boolean,
  each: (q: number, p: number) => void,
): void {
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (!isChosen(p)) continue;
      for (let j = Math.max(0, y - by); j <= y + by && j < height; j++) {
        for (let i = Math.max(0, x - by); i <= x + by && i < width; i++) {
          each(j * width + i, p);
        }
      }
    }
  }
}
