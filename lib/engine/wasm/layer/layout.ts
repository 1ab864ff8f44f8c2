/**
 * Where everything lies in a program's memory, as byte addresses that become
 * constants of its code.
 *
 * Weights lie in panels: the weights of some neighbouring outputs, all inputs,
 * one row of a few vectors for each input, the biases as the row before the
 * first. A panel of a dense product is 8 outputs wide, one of a layer that skips
 * zeros as wide as registers allow. Moments and gradients repeat the layout of
 * the weights at a constant distance.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import { sizeOf } from "../../../layer/mod.ts";
import type { Plan } from "../../../network/mod.ts";
import { type Activation, activations } from "../code/activations.ts";
import type { Allotment } from "../code/memory.ts";
import type { Form } from "./form.ts";

/** One layer in memory. */
export interface LayerLayout {
  /** The width of what comes in. */
  readonly inputs: number;
  /** The width of what goes out. */
  readonly units: number;
  /** What is applied to the weighted sums. */
  readonly activation: Activation;
  /** The fraction of its outputs that is dropped in training. */
  readonly dropout: number;
  /**
   * Whether a row is one output's weights rather than one input's: quicker where
   * outputs are few and examples come singly. Its panels are then those of the
   * layer below, each a row for each output: a vector with the bias in the first
   * panel, then the weights of the panel's inputs.
   */
  readonly narrow: boolean;
  /**
   * Whether two rows follow those of the inputs: what is to be added to each of
   * them, and their sum; see `background.ts`.
   */
  readonly uniform: boolean;
  /** How many vectors of 4 outputs a panel is wide. */
  readonly vectors: number;
  /** How many panels there are. */
  readonly panels: number;
  /** The bytes of a panel's row, of a panel, of all. */
  readonly rowBytes: number;
  /** The bytes of a panel. */
  readonly panelBytes: number;
  /** Where the first panel is. */
  readonly weights: number;
  /**
   * Where the weights are transposed, in panels of neighbouring inputs with a row
   * for each output of all panels; 0 for the first layer.
   */
  readonly transposed: number;
  /** How many vectors of 4 inputs a panel is wide there. */
  readonly transposedVectors: number;
  /** The bytes of a panel there. */
  readonly transposedBytes: number;
  /** The bytes from one example's outputs to the next one's. */
  readonly stride: number;
  /** dL/dz, the gradient of the loss along the weighted sums, `[batch][units]`. */
  readonly dz: number;
  /** The outputs, likewise; the distance from `dz` is above 0. */
  readonly a: number;
  /** Their derivatives f'(z), likewise, beyond `a`; 0 where they are not stored. */
  readonly derivatives: number;
}

/** The most vectors of sums that a kernel keeps in registers. */
export const SUMS = 13;

/** The most outputs of a narrow layer: their dL/dz stays in registers too. */
export const NARROW = 10;

/** A network in memory. */
export interface Layout {
  /** Its layers, in order. */
  readonly layers: readonly LayerLayout[];
  /** Where weights start. */
  readonly weights: number;
  /** How many bytes they take, which is also how far moments and gradients are apart. */
  readonly weightBytes: number;
  /** How many examples a kernel takes at once. */
  readonly batch: number;
}

/** A distance in bytes at which rows do not fall on each other in the cache. */
function strideOf(bytes: number): number {
  const lines = Math.ceil(bytes / 64);
  return bytes <= 64
    ? Math.ceil(bytes / 16) * 16
    : 64 * (lines % 16 ? lines : lines + 1);
}

/** How many vectors a panel is wide that skips zeros, of so many in all. */
function wide(all: number): number {
  return Math.ceil(all / Math.ceil(all / SUMS));
}

/**
 * Lays a network out.
 *
 * @param batch How many examples a kernel takes at once.
 * @param copies How many copies of the weights' layout follow it: moments, gradients.
 */
export function layOut(
  memory: Allotment,
  plan: Plan,
  { learns, single, sparse, sparseBackward, keepsDerivative, background }: Form,
  batch: number,
  copies = 0,
): Layout {
  const shapes = plan.layers.map(
    ({ input, output, activation, dropout }, l) => {
      const inputs = sizeOf(input), units = sizeOf(output);
      const narrow = single && l > 0 && units <= NARROW;
      const skips = single || sparse[l];
      const all = Math.ceil((narrow ? inputs : units) / 4);
      const vectors = skips ? wide(all) : 2;
      const panels = Math.ceil(all / vectors);
      const uniform = background && l === 0;
      const transposedVectors = sparseBackward[l]
        ? wide(Math.ceil(inputs / 4))
        : 2;
      const across = 4 * transposedVectors;
      const rows = 1 + (uniform ? 2 : 0) +
        (l && !single ? Math.ceil(inputs / across) * across : inputs);
      const rowBytes = 16 * (narrow ? 1 + vectors : vectors);
      const panelBytes = narrow
        ? Math.ceil(units * rowBytes / 64) * 64
        : rows * rowBytes;
      const size = Math.ceil(panels * panelBytes / 64) * 64;
      const stride = strideOf(
        16 * Math.max(
          narrow ? 0 : panels * vectors,
          2 * Math.ceil(units / 8),
          sparseBackward[l + 1] ? Math.ceil(all / wide(all)) * wide(all) : 0,
        ),
      );
      const shape = {
        inputs,
        units,
        activation: activations[activation],
        dropout,
        narrow,
        uniform,
        vectors,
        panels,
        rowBytes,
        panelBytes,
        transposedVectors,
      };
      return { ...shape, size, stride };
    },
  );
  const weightBytes = shapes.reduce((sum, { size }) => sum + size, 0);
  const weights = memory.take(weightBytes * (1 + copies));
  let next = weights;
  const layers = shapes.map(({ size, ...shape }, l) => {
    const room = batch * shape.stride;
    const width = 4 * shape.vectors * shape.panels;
    const rowBytes = 16 * shape.transposedVectors;
    const transposedBytes = rowBytes * width;
    const at = next;
    next += size;
    return {
      ...shape,
      weights: at,
      transposedBytes,
      transposed: learns && l > 0 && !single
        ? memory.take(Math.ceil(4 * shape.inputs / rowBytes) * transposedBytes)
        : 0,
      dz: learns ? memory.take(room) : 0,
      a: memory.take(room),
      derivatives: keepsDerivative[l] ? memory.take(room) : 0,
    };
  });
  return { layers, weights, weightBytes, batch };
}

/**
 * Copies between the plan's order of parameters and panels.
 *
 * @param view All of the memory.
 * @param parameters In the plan's layout; filled where `write` is not set.
 * @param distance How far from the weights, for moments and gradients.
 */
export function copyParameters(
  view: Float32Array,
  plan: Plan,
  { layers }: Layout,
  parameters: Numbers,
  write: boolean,
  distance = 0,
): void {
  for (const [l, { offset }] of plan.layers.entries()) {
    const { inputs: I, units: O, vectors, panels, narrow, uniform, ...layer } =
      layers[l];
    const width = 4 * vectors;
    if (narrow) {
      for (let o = 0; o < O; o++) {
        const row = layer.weights + distance + o * layer.rowBytes;
        for (let i = 0; i <= I; i++) {
          const panel = Math.floor(i / width), place = 4 + i - panel * width;
          const from = offset + i * O + o;
          const to = row / 4 +
            (i === I ? 0 : panel * layer.panelBytes / 4 + place);
          if (write) view[to] = parameters[from];
          else parameters[from] = view[to];
        }
      }
      continue;
    }
    for (let panel = 0; panel < panels; panel++) {
      const first = panel * width, last = Math.min(first + width, O);
      const start = (layer.weights + distance + panel * layer.panelBytes) / 4;
      const end = start + (I + 1) * width;
      if (uniform && write) view.fill(-0, end, end + width);
      for (let i = 0; i <= I; i++) {
        let from = offset + i * O + first;
        let to = start + (i === I ? 0 : i + 1) * width;
        if (write) {
          for (let o = first; o < last; o++) view[to++] = parameters[from++];
        } else {
          for (let o = first; o < last; o++) {
            const all = uniform && i < I ? view[end + o - first] : -0;
            parameters[from++] = view[to++] + all;
          }
        }
      }
    }
  }
}
