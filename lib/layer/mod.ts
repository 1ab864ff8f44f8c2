/**
 * The layer types: a file for each, and the table of all. A type is a row of the
 * same name here, in `engine/reference/layer/`, in `engine/wasm/layer/` and in
 * the tables of layers of `export/`; a missing row does not compile.
 *
 * @module
 */

export type { DenseInput, DenseSpec } from "./dense.ts";
export type { FlattenInput, FlattenSpec } from "./flatten.ts";
export type {
  LayerField,
  LayerType,
  Tensor,
  WithDefaults,
} from "./layer_type.ts";
export {
  countOf,
  DEFAULT_LAYER_TYPE,
  layerFields,
  type LayerInput,
  type LayerPlan,
  type LayerSpec,
  type LayerTypeName,
  layerTypes,
  type PlacedTensor,
  planLayers,
  typeOf,
} from "./layers.ts";
export { type Shape, shapeText, sizeOf } from "./shape.ts";
