/**
 * Windows over an image, as convolutions and pools move them: where each lies,
 * and how many there are.
 *
 * @module
 */

import type { Shape } from "./shape.ts";

/** The same number of rows and columns, or `[rows, columns]`. */
export type Sides = number | readonly number[];

/**
 * `valid`: windows lie inside the image. `same`: zeros are around it, so that there
 * are as many windows as the image has rows and columns, divided by the strides.
 */
export type Padding = "valid" | "same";

/** Windows along rows or along columns. */
export interface Axis {
  /** How long the image is. */
  readonly input: number;
  /** How many windows there are. */
  readonly output: number;
  /** How long a window is. */
  readonly size: number;
  /** The step from one window to the next. */
  readonly stride: number;
  /** How many zeros lie before the image; as many or one more lie behind it. */
  readonly before: number;
  /** The length of the image with the zeros that windows reach. */
  readonly padded: number;
}

/** Windows over an image. */
export interface Windows {
  /** From top to bottom. */
  readonly rows: Axis;
  /** From left to right. */
  readonly columns: Axis;
  /** The channels of the image. */
  readonly channels: number;
}

/** Windows as a layer has them in the spec. */
export interface WindowSpec {
  /** How large a window is. */
  readonly size: Sides;
  /** The step from one to the next. */
  readonly strides: Sides;
  /** The zeros around the image. */
  readonly padding: Padding;
}

/** Rows and columns. */
export function bothOf(sides: Sides): readonly [number, number] {
  return typeof sides === "number" ? [sides, sides] : [sides[0], sides[1]];
}

/** Where windows lie in an image of `[rows, columns, channels]`. */
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
 * Why a layer cannot take inputs of a shape, and what to write; undefined where
 * it can.
 *
 * @param field What the size of a window is called in the spec.
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
    } numbers; put it before flatten and dense layers, and write the shape of the examples where the data set does not say it, such as inputs: { shape: [28, 28, 1] }`;
  }
  const [rows, columns] = bothOf(size);
  if (padding === "same" || rows <= input[0] && columns <= input[1]) return;
  return `${field} must be at most the ${input[0]} x ${
    input[1]
  } of the image that comes in: found ${rows} x ${columns}`;
}

/** How many rows and columns windows reach, from the first. */
export function reachOf(
  { rows, columns }: Windows,
): { readonly rows: number; readonly columns: number } {
  const reach = ({ input, output, size, stride, before }: Axis) =>
    Math.min(input, (output - 1) * stride + size - before);
  return { rows: reach(rows), columns: reach(columns) };
}

/** What no window reaches: rows and columns at the end, or between windows. */
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
  return words.length > 0 ? `${words.join(" and ")} unused` : undefined;
}
