/**
 * The layer type `flatten`: reshapes an image to one row of numbers, in row-major
 * order. A `flatten` layer has no parameters.
 *
 * @module
 */

import type { LayerType, WithDefaults } from "./layer_type.ts";
import { sizeOf } from "./shape.ts";

/** A flatten layer of a checked spec. */
export interface FlattenSpec {
  /** The layer's name. */
  readonly name: string;
  /** The name of the layer type. */
  readonly type: "flatten";
}

/** A flatten layer as written in a spec. */
export type FlattenInput = WithDefaults<FlattenSpec, "type">;

/** The fields of a flatten layer. */
export const flattenFields = {} as const;

/** The layer type `flatten`. */
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
