/**
 * The layer types. Each layer type has a file, and `layers.ts` has the table of
 * all types. Each layer type has an entry with its name in `layerTypes`, and in
 * the layer tables of `engine/reference/layer/`, `engine/wasm/layer/` and
 * `export/`. TypeScript reports an error if a layer type is missing in one of
 * the tables of layer types.
 *
 * @module
 */

export type { AvgPool2dInput, AvgPool2dSpec } from "./avg_pool2d.ts";
export type { BatchNormInput, BatchNormSpec } from "./batch_norm.ts";
export type { Conv2dInput, Conv2dSpec } from "./conv2d.ts";
export type { DenseInput, DenseSpec } from "./dense.ts";
export type { FlattenInput, FlattenSpec } from "./flatten.ts";
export type { LayerNormInput, LayerNormSpec } from "./layer_norm.ts";
export type { MaxPool2dInput, MaxPool2dSpec } from "./max_pool2d.ts";
export type {
  LayerField,
  LayerType,
  Tensor,
  WithDefaults,
} from "./layer_type.ts";
export {
  countOf,
  DEFAULT_LAYER_TYPE,
  inputShape,
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
export { avgPoolWindows } from "./avg_pool2d.ts";
export { BATCH_NORM_MOMENTUM } from "./batch_norm.ts";
export { convWindows } from "./conv2d.ts";
export { maxPoolWindows } from "./max_pool2d.ts";
export { sliceOf } from "./slice.ts";
export { type Shape, shapeText, sizeOf } from "./shape.ts";
export {
  type Axis,
  type Padding,
  type Sides,
  type Windows,
  windowsOf,
  type WindowSpec,
} from "./window.ts";
