/**
 * The windows of convolution and pooling layers over an image: their number and
 * positions.
 *
 * @module
 */

import type { Shape } from "./shape.ts";

/** The size of a window or a stride: one number for rows and columns, or `[rows, columns]`. */
export type Sides = number | readonly number[];

/**
 * The padding of an image. `valid`: no padding, all windows lie inside the image.
 * `same`: the image is padded with zeros, so that with strides of 1 the output has
 * the size of the image.
 */
export type Padding = "valid" | "same";

/** The windows along one axis of an image. */
export interface Axis {
  /** The length of the image along the axis. */
  readonly input: number;
  /** The number of windows. */
  readonly output: number;
  /** The length of a window. */
  readonly size: number;
  /** The distance between windows. */
  readonly stride: number;
  /**
   * The number of zeros that are added before the first pixel along the axis.
   * The number of zeros that are added after the last pixel along the axis is
   * `before` or `before + 1`.
   */
  readonly before: number;
  /** The length of the padded image. */
  readonly padded: number;
}

/** The windows over an image. */
export interface Windows {
  /** The windows along the vertical axis of the image, from top to bottom. */
  readonly rows: Axis;
  /** The windows along the horizontal axis of the image, from left to right. */
  readonly columns: Axis;
  /** The number of channels of the image. */
  readonly channels: number;
}

/**
 * The fields of a layer in a spec that determine its windows: size, strides and
 * padding.
 */
export interface WindowSpec {
  /** The size of a window. */
  readonly size: Sides;
  /** The distance between windows. */
  readonly strides: Sides;
  /** The padding of the image. */
  readonly padding: Padding;
}

/** Converts a size to the form `[rows, columns]`. */
export function bothOf(sides: Sides): readonly [number, number] {
  return typeof sides === "number" ? [sides, sides] : [sides[0], sides[1]];
}

/** Computes the windows over an image of shape `[rows, columns, channels]`. */
export function windowsOf(
  { size, strides, padding }: WindowSpec,
  [rows, columns, channels]: Shape,
): Windows {
  const sizes = bothOf(size), steps = bothOf(strides);
  const axis = (input: number, n: 0 | 1): Axis => {
    const size = sizes[n], stride = steps[n];
    const output = padding === "same"
      ? Math.ceil(input / stride)
      : Math.floor((input - size) / stride) + 1;
    const reached = (output - 1) * stride + size;
    const zeros = padding === "same" ? Math.max(reached - input, 0) : 0;
    const before = Math.floor(zeros / 2);
    return { input, output, size, stride, before, padded: input + zeros };
  };
  return { rows: axis(rows, 0), columns: axis(columns, 1), channels };
}

/**
 * The reason why a layer with windows does not accept an input shape, and what to
 * write instead. The result is undefined if the layer accepts the shape.
 *
 * @param field The name of the field of a spec that gives the window size.
 */
export function refusesWindows(
  type: string,
  field: string,
  { size, padding }: WindowSpec,
  input: Shape,
): string | undefined {
  if (input.length !== 3) {
    return `${type} takes an image of rows x columns x channels: found a row of ${
      input[0]
    } numbers; put ${type} before flatten and dense layers and, if the data set has no image shape, write inputs: { shape: [28, 28, 1] }`;
  }
  const [rows, columns] = bothOf(size);
  if (padding === "same" || rows <= input[0] && columns <= input[1]) return;
  return `${field} must be at most ${input[0]} x ${
    input[1]
  }, the size of the input image: found ${rows} x ${columns}`;
}

/**
 * The last row and the last column of the image that at least one window
 * covers, counted from 1.
 */
export function reachOf(
  { rows, columns }: Windows,
): { readonly rows: number; readonly columns: number } {
  const reach = ({ input, output, size, stride, before }: Axis) =>
    Math.min(input, (output - 1) * stride + size - before);
  return { rows: reach(rows), columns: reach(columns) };
}

/**
 * Describes the rows and columns of the image that no window covers. The result
 * is undefined if the windows cover the whole image.
 */
export function unusedText({ rows, columns }: Windows): string | undefined {
  const textOf = (axis: Axis, word: string) => {
    const { input, output, size, stride, before } = axis;
    const last = Math.max(input + before - (output - 1) * stride - size, 0);
    const between = Math.max(stride - size, 0) * (output - 1);
    const all = last + between;
    if (all === 0) return [];
    if (between > 0) return [`${all} of ${input} ${word}s`];
    return [last === 1 ? `the last ${word}` : `the last ${last} ${word}s`];
  };
  const words = [...textOf(rows, "row"), ...textOf(columns, "column")];
  return words.length > 0
    ? `no window covers ${words.join(" and ")}`
    : undefined;
}
