/**
 * `flatten`: an image as a row of numbers, in row-major order. It changes no
 * number and has no parameters.
 *
 * @module
 */

import type { LayerType } from "./layer_type.ts";
import { sizeOf } from "./shape.ts";

/** A layer that makes a row of numbers of any shape. */
export interface FlattenSpec {
  /** Its name. */
  readonly name: string;
  /** Any shape becomes a row of numbers. */
  readonly type: "flatten";
}

/** Any shape becomes a row of numbers. */
export const flatten: LayerType<FlattenSpec> = {
  fields: {},
  doc: "any shape becomes a row of numbers",
  refuses: () => undefined,
  output: (_, input) => [sizeOf(input)],
  tensors: () => [],
  work: () => 0,
  memory: () => 0,
};
