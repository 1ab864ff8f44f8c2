/**
 * The shape of an example, or of what a layer makes of it.
 *
 * @module
 */

/** `[n]`, or `[rows, columns, channels]` of an image, in row-major order. */
export type Shape = readonly number[];

/** How many numbers a shape holds. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** A shape in words: `28 x 28 x 1`. */
export function shapeText(
  shape: Shape,
  text: (dimension: number) => string = String,
): string {
  return shape.map(text).join(" x ");
}
