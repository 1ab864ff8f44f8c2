/**
 * How wide a spec's examples are.
 *
 * @module
 */

import { ShapeError } from "../frame.ts";
import { examplesOf, type Spec } from "../spec/mod.ts";

/**
 * The width of an example: the data set's, or what the spec says.
 *
 * @throws {ShapeError} If only files on the disk could tell.
 */
export function inputWidth({ dataset, inputs }: Spec): number {
  const width = examplesOf(dataset)?.width ?? inputs.units;
  if (width !== undefined) return width;
  throw new ShapeError(
    "inputs must be given, how wide the examples in the dataset's files are: found none",
  );
}
