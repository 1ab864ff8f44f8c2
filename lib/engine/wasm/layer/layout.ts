/**
 * The memory layout of a network, as byte addresses that become constants in
 * the code. Moments and gradients have the same layout as the weights, at a
 * constant distance from the weights.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import { countOf } from "../../../layer/mod.ts";
import type { Allotment } from "../code/memory.ts";
import type { Form } from "./form.ts";
import type { LayerLayout } from "./kernel.ts";
import { kernelsOf } from "./kernels.ts";

/** The memory layout of a network. */
export interface Layout {
  /** The layers that have kernel functions, in order. */
  readonly layers: readonly LayerLayout[];
  /** The address of the weights. */
  readonly weights: number;
  /**
   * The size of the weights in bytes, which is also the distance between the
   * weights, the moments and the gradient.
   */
  readonly weightBytes: number;
  /** The number of examples that kernel functions process at a time. */
  readonly batch: number;
}

/**
 * Allocates the memory of a network.
 *
 * @param batch The number of examples that kernel functions process at a time.
 * @param copies The number of arrays after the weights that have the layout of
 *   the weights: moments and gradients.
 */
export function layOut(
  memory: Allotment,
  form: Form,
  batch: number,
  copies = 0,
): Layout {
  const sizes = form.layers.map((layer, l) =>
    kernelsOf(layer).layOut(layer, form, form.layers[l + 1])
  );
  const weightBytes = sizes.reduce((sum, size) => sum + size.weightBytes, 0);
  const weights = memory.take(weightBytes * (1 + copies));
  let next = weights;
  const layers = sizes.map(({ weightBytes, derivedBytes, ...size }) => {
    const batchBytes = batch * size.stride;
    const weights = next;
    next += weightBytes;
    return {
      ...size,
      weights,
      derived: derivedBytes > 0 ? memory.take(derivedBytes) : 0,
      dz: form.learns ? memory.take(batchBytes) : 0,
      a: memory.take(batchBytes),
      kept: size.keptStride > 0 ? memory.take(batch * size.keptStride) : 0,
      statistics: memory.take(4 * countOf(size.plan.statistics)),
      derivatives: size.storesDerivatives ? memory.take(batchBytes) : 0,
    };
  });
  return { layers, weights, weightBytes, batch };
}

/**
 * Copies parameters between memory and an array in the parameter order of the
 * plan.
 *
 * @param view A view of the whole memory.
 * @param parameters The array in the parameter order of the plan. If `write` is
 *   false, the values are copied from memory to `parameters`; otherwise they
 *   are copied from `parameters` to memory.
 * @param distance The distance in bytes from the weights to the values that are
 *   copied, such as moments or gradients.
 */
export function copyParameters(
  view: Float32Array,
  { layers }: Layout,
  parameters: Numbers,
  write: boolean,
  distance = 0,
): void {
  for (const layer of layers) {
    const { offset, rows, columns } = layer.plan;
    const block = parameters.subarray(offset, offset + rows * columns);
    kernelsOf(layer).copyParameters?.(view, layer, block, write, distance);
  }
}

/**
 * Copies values that are not trained, such as running means, between memory and
 * an array in the parameter order of the plan.
 */
export function copyStatistics(
  view: Float32Array,
  { layers }: Layout,
  parameters: Numbers,
  write: boolean,
): void {
  for (const { plan: { statistics }, ...layer } of layers) {
    const count = countOf(statistics), offset = statistics[0]?.offset ?? 0;
    const block = parameters.subarray(offset, offset + count);
    const place = view.subarray(
      layer.statistics / 4,
      layer.statistics / 4 + count,
    );
    if (write) place.set(block);
    else block.set(place);
  }
}
