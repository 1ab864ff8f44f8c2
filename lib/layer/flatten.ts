/**
 * `flatten`: an image as a row of numbers, in row-major order. It changes no
 * number and has no parameters.
 *
 * @module
 */

import type { LayerType, WithDefaults } from "./layer_type.ts";
import { sizeOf } from "./shape.ts";

/** A layer that makes a row of numbers of any shape. */
export interface FlattenSpec {
  /** Its name. */
  readonly name: string;
  /** Any shape becomes a row of numbers. */
  readonly type: "flatten";
}

/** A flatten layer as it may be written. */
export type FlattenInput = WithDefaults<FlattenSpec, "type">;

/** The fields of a flatten layer. */
export const flattenFields = {} as const;

/** Any shape becomes a row of numbers. */
export const flatten: LayerType<FlattenSpec> = {
  fields: flattenFields,
  doc: "reshapes an image to one row of numbers",
  computes: false,
  refuses: () => undefined,
  output: (_, input) => [sizeOf(input)],
  tensors: () => [],
  work: () => 0,
  memory: () => 0,
};
