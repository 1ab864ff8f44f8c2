/**
 * Random augmentation of images: shift, rotation, shear, scale and elastic
 * distortion, with new random values in every epoch. The result depends only on the
 * seed, the epoch and the image's index. The worker threads are in `augmenter.ts`.
 *
 * @module
 */

import { cos, exp } from "../math.ts";
import { type Random, random, randomFunctions } from "../random.ts";
import type { AugmentSpec } from "../spec/mod.ts";

/** Width and height in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** A block of images to augment. */
export interface Distortion {
  /** The images, one byte per pixel. */
  readonly source: Uint8Array;
  /** The index in the data set of the block's first image. */
  readonly first: number;
  /** The random seed. */
  readonly seed: number;
  readonly epoch: number;
}

/**
 * Creates a function that augments images of one size.
 *
 * @param spec The kinds of augmentation and their limits.
 * @returns A function that augments a block of images.
 * @see Simard, Steinkraus and Platt, Best Practices for Convolutional Neural
 * Networks Applied to Visual Document Analysis (2003)
 */
export function distorter(
  size: Size,
  spec: AugmentSpec,
): (work: Distortion) => Uint8Array<ArrayBuffer> {
  return distorterWith(size, spec, tapsOf(spec));
}

/**
 * The source code of a worker that augments images, as the body of a function;
 * see `Pool`. The source code contains functions of this file, converted to
 * text, so that the worker needs no separate file. All functions in the source
 * code must be function declarations. The functions in the source code may call
 * each other, but must not use anything else that this file declares or
 * imports.
 */
export function distorterProgram(size: Size, spec: AugmentSpec): string {
  const called = [inverseMap, bilinear, bender, smoother, cos];
  return `${[...called, ...randomFunctions].join("\n")}
const distort = (${distorterWith})(
  ${JSON.stringify(size)},
  ${JSON.stringify(spec)},
  Float64Array.of(${tapsOf(spec)}),
);
return (work) => {
  const target = distort(work);
  return [target, [target.buffer]];
};`;
}

/**
 * Like `distorter`, but the caller gives the Gaussian kernel of elastic
 * distortion in `taps`.
 */
function distorterWith(
  size: Size,
  spec: AugmentSpec,
  taps: Float64Array,
): (work: Distortion) => Uint8Array<ArrayBuffer> {
  const { width, height } = size, area = width * height;
  const bend = spec.elastic && bender(size, taps);
  const alpha = spec.elastic?.alpha ?? 0;
  const nowhere = new Float64Array(area);
  return ({ source, first, seed, epoch }) => {
    const target = new Uint8Array(source.length);
    for (let at = 0, b = first; at < source.length; at += area, b++) {
      const chance = random(seed, "augment", epoch, b);
      const [xx, xy, yx, yy, x0, y0] = inverseMap(spec, size, chance);
      const [dx, dy] = bend?.(chance) ?? [nowhere, nowhere];
      for (let y = 0, p = 0; y < height; y++) {
        for (let x = 0; x < width; x++, p++) {
          target[at + p] = bilinear(
            source,
            at,
            size,
            xx * x + xy * y + x0 + alpha * dx[p],
            yx * x + yy * y + y0 + alpha * dy[p],
          );
        }
      }
    }
    return target;
  };
}

/**
 * The inverse affine map `[xx, xy, yx, yy, x0, y0]` from an output pixel (x, y)
 * to its source (xx * x + xy * y + x0, yx * x + yy * y + y0). The center of
 * rotation, shear and scale is the center of the image. Random numbers are
 * drawn only for the transformations in the spec.
 */
function inverseMap(
  { shift, rotate, shear, scale }: AugmentSpec,
  { width, height }: Size,
  chance: Random,
): [number, number, number, number, number, number] {
  const upTo = (most: number) => most * (2 * chance.uniform() - 1);
  const [left, up] = shift ? [upTo(shift), upTo(shift)] : [0, 0];
  const angle = rotate ? upTo(rotate) * Math.PI / 180 : 0;
  const c = rotate ? cos(angle) : 1;
  const s = rotate ? cos(angle - Math.PI / 2) : 0;
  const lean = shear ? upTo(shear) : 0;
  const [wide, high] = scale ? [1 + upTo(scale), 1 + upTo(scale)] : [1, 1];
  const xx = c / wide, xy = (lean * c - s) / high;
  const yx = s / wide, yy = (lean * s + c) / high;
  const cx = (width - 1) / 2, cy = (height - 1) / 2;
  const x0 = cx + left - (xx * cx + xy * cy);
  const y0 = cy + up - (yx * cx + yy * cy);
  return [xx, xy, yx, yy, x0, y0];
}

/** Bilinear interpolation between four pixels; 0 outside the image. */
function bilinear(
  source: Uint8Array,
  first: number,
  { width, height }: Size,
  x: number,
  y: number,
): number {
  const i = Math.floor(x), j = Math.floor(y);
  if (i < -1 || j < -1 || i >= width || j >= height) return 0;
  const right = x - i, below = y - j, at = first + j * width + i;
  const a = i >= 0 && j >= 0 ? source[at] : 0;
  const b = i + 1 < width && j >= 0 ? source[at + 1] : 0;
  const c = i >= 0 && j + 1 < height ? source[at + width] : 0;
  const d = i + 1 < width && j + 1 < height ? source[at + width + 1] : 0;
  const upper = a + (b - a) * right, lower = c + (d - c) * right;
  return Math.floor(upper + (lower - upper) * below + 0.5);
}

/**
 * The horizontal and vertical displacement fields of elastic distortion:
 * uniform noise from -1 to 1, smoothed by a Gaussian along rows and columns.
 */
function bender(
  { width, height }: Size,
  taps: Float64Array,
): (chance: Random) => readonly [Float64Array, Float64Array] {
  const radius = taps.length - 1;
  const rows = smoother(taps, width, height), wide = width + 2 * radius;
  const columns = smoother(taps, height, width), tall = height + 2 * radius;
  const noise = new Float64Array(height * wide); // each row is padded with zeros
  const smoothedRows = new Float64Array(width * tall);
  const fields = [
    new Float64Array(width * height),
    new Float64Array(width * height),
  ] as const;
  return (chance) => {
    for (const field of fields) {
      for (let y = 0; y < height; y++) {
        for (let x = 0, at = y * wide + radius; x < width; x++, at++) {
          noise[at] = chance.uint32() / 2 ** 31 - 1;
        }
      }
      rows(noise, smoothedRows, radius, tall);
      columns(smoothedRows, field, 0, width);
    }
    return fields;
  };
}

/**
 * The right half of a Gaussian kernel, including the center. The sum of the
 * whole kernel is 1. Empty without `elastic`.
 */
function tapsOf({ elastic }: AugmentSpec): Float64Array {
  if (!elastic) return new Float64Array();
  const { sigma } = elastic;
  const radius = Math.ceil(3 * sigma);
  const taps = Float64Array.from(
    { length: radius + 1 },
    (_, k) => exp(-k * k / (2 * sigma * sigma)),
  );
  const sum = taps.reduce((sum, tap) => sum + 2 * tap, -taps[0]);
  return taps.map((tap) => tap / sum);
}

/**
 * Returns a function that convolves each row with the Gaussian kernel, and
 * writes the result as a column. Each row is padded at both ends.
 */
function smoother(taps: Float64Array, width: number, height: number) {
  const radius = taps.length - 1, wide = width + 2 * radius;
  return (
    from: Float64Array,
    to: Float64Array,
    margin: number,
    stride: number,
  ) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * wide + radius + x;
        let sum = taps[0] * from[at];
        for (let k = 1; k <= radius; k++) {
          sum += taps[k] * (from[at - k] + from[at + k]);
        }
        to[margin + x * stride + y] = sum;
      }
    }
  };
}
