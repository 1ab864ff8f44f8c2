/**
 * Where everything lies in a program's memory, as byte addresses that become
 * constants of its code. Moments and gradients repeat the layout of the weights
 * at a constant distance.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import { countOf } from "../../../layer/mod.ts";
import type { Allotment } from "../code/memory.ts";
import type { Form } from "./form.ts";
import type { LayerLayout } from "./kernel.ts";
import { kernelsOf } from "./kernels.ts";

/** A network in memory. */
export interface Layout {
  /** Its layers that compute something, in order. */
  readonly layers: readonly LayerLayout[];
  /** Where weights start. */
  readonly weights: number;
  /** How many bytes they take, which is also how far moments and gradients are apart. */
  readonly weightBytes: number;
  /** How many examples a kernel takes at once. */
  readonly batch: number;
}

/**
 * Lays a network out.
 *
 * @param batch How many examples a kernel takes at once.
 * @param copies How many copies of the weights' layout follow it: moments, gradients.
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
 * Copies between the plan's order of parameters and memory.
 *
 * @param view All of the memory.
 * @param parameters In the plan's layout; filled where `write` is not set.
 * @param distance How far from the weights, for moments and gradients.
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

/** Copies what is not trained between the plan's order and memory, likewise. */
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
