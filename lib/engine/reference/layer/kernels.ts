/**
 * The kernels of the layer types, one row each.
 *
 * @module
 */

import type { LayerTypeName } from "../../../layer/mod.ts";
import { dense } from "./dense.ts";
import { flatten } from "./flatten.ts";
import type { MakeKernel } from "./kernel.ts";

/** What makes the kernel of each layer type. */
export const kernels: Readonly<Record<LayerTypeName, MakeKernel>> = {
  dense,
  flatten,
};
