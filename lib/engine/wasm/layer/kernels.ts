/**
 * The table of layer types in WebAssembly.
 *
 * @module
 */

import type { LayerTypeName } from "../../../layer/mod.ts";
import { avgPool2d } from "./avg_pool2d.ts";
import { batchNorm } from "./batch_norm.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import type { LayerForm, LayerKernels } from "./kernel.ts";
import { layerNorm } from "./layer_norm.ts";
import { maxPool2d } from "./max_pool2d.ts";

/**
 * The kernel functions of each layer type. `flatten` has no kernel functions:
 * the layer after `flatten` reads the outputs of the layer before `flatten`.
 */
export const kernels = {
  dense,
  conv2d,
  maxPool2d,
  avgPool2d,
  flatten: undefined,
  batchNorm,
  layerNorm,
} as const satisfies Readonly<
  // deno-lint-ignore no-explicit-any -- each row has a different layout type
  Record<LayerTypeName, LayerKernels<any> | undefined>
>;

/** The kernel functions of a layer. */
export function kernelsOf({ plan }: Pick<LayerForm, "plan">): LayerKernels {
  return kernels[plan.type]! as unknown as LayerKernels;
}
