/**
 * A table of all layer types, with the function that makes the `Kernel` object
 * of a layer.
 *
 * @module
 */

import type { LayerTypeName } from "../../../layer/mod.ts";
import { avgPool2d } from "./avg_pool2d.ts";
import { batchNorm } from "./batch_norm.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { flatten } from "./flatten.ts";
import type { MakeKernel } from "./kernel.ts";
import { layerNorm } from "./layer_norm.ts";
import { maxPool2d } from "./max_pool2d.ts";

/**
 * For each layer type, the function that makes the object (`Kernel`) with the
 * arithmetic of a layer.
 */
export const kernels: Readonly<Record<LayerTypeName, MakeKernel>> = {
  dense,
  conv2d,
  maxPool2d,
  avgPool2d,
  flatten,
  batchNorm,
  layerNorm,
};
