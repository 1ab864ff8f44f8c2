/**
 * The table of the kernels of all layer types.
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

/** For each layer type, the function that makes a kernel. */
export const kernels: Readonly<Record<LayerTypeName, MakeKernel>> = {
  dense,
  conv2d,
  maxPool2d,
  avgPool2d,
  flatten,
  batchNorm,
  layerNorm,
};
