/**
 * The shape of an example or of a layer's output.
 *
 * @module
 */

/**
 * A shape: `[n]` for a row of n numbers, or `[rows, columns, channels]` for an
 * image in row-major order.
 */
export type Shape = readonly number[];

/**
 * The number of values of an example, or of a layer's output, with the given
 * shape.
 */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** Formats a shape as text, such as `28 x 28 x 1`. */
export function shapeText(
  shape: Shape,
  text: (dimension: number) => string = String,
): string {
  return shape.map(text).join(" x ");
}
