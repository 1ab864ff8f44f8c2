/**
 * How a dense layer lies in memory.
 *
 * Weights lie in panels: the weights of some neighbouring outputs, all inputs,
 * one row of a few vectors for each input, the biases as the row before the
 * first. A panel of a dense product is 8 outputs wide, one of a layer that skips
 * zeros as wide as registers allow.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import type { LayerForm, LayerLayout, Sizes } from "./kernel.ts";

/** One dense layer in memory. */
export interface DenseLayout extends LayerLayout {
  /**
   * Whether a row is one output's weights rather than one input's: quicker where
   * outputs are few and examples come singly. Its panels are then those of the
   * layer below, each a row for each output: a vector with the bias in the first
   * panel, then the weights of the panel's inputs.
   */
  readonly narrow: boolean;
  /** How many vectors of 4 outputs a panel is wide. */
  readonly vectors: number;
  /** How many panels there are. */
  readonly panels: number;
  /**
   * The bytes of a panel's row. With a background two rows follow those of the
   * inputs: what is to be added to each of them, and their sum.
   */
  readonly rowBytes: number;
  /** The bytes of a panel. */
  readonly panelBytes: number;
  /**
   * How many vectors of 4 inputs a panel of the transposed weights is wide. They
   * are what is derived from the weights, in panels of neighbouring inputs with a
   * row for each output of all panels; none for the first layer.
   */
  readonly transposedVectors: number;
  /** The bytes of a panel there. */
  readonly transposedBytes: number;
}

/** The most vectors of sums that a kernel keeps in registers. */
export const SUMS = 13;

/** The most outputs of a narrow layer: their dL/dz stays in registers too. */
export const NARROW = 10;

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
 * The bytes from one example's outputs to the next one's, with room for what a
 * dense layer above writes beyond them on the way back.
 *
 * @param more Further numbers that there must be room for.
 */
export function outputStride(
  units: number,
  above: LayerForm | undefined,
  more = 0,
): number {
  const all = Math.ceil((units + more) / 4);
  return strideOf(
    16 * Math.max(
      2 * Math.ceil((units + more) / 8),
      above?.sparseBackward ? Math.ceil(all / wide(all)) * wide(all) : 0,
    ),
  );
}

/** The sizes of a dense layer. */
export function denseSizes(
  layer: LayerForm,
  { learns, single }: { readonly learns: boolean; readonly single: boolean },
  above: LayerForm | undefined,
): Sizes<DenseLayout> {
  const { inputs, units, sparse, sparseBackward, hasBackground } = layer;
  const isFirst = layer.isFirst;
  const narrow = isNarrow(layer, single);
  const all = Math.ceil((narrow ? inputs : units) / 4);
  const vectors = single || sparse ? wide(all) : 2;
  const panels = Math.ceil(all / vectors);
  const transposedVectors = sparseBackward ? wide(Math.ceil(inputs / 4)) : 2;
  const across = 4 * transposedVectors;
  const rows = 1 + (hasBackground ? 2 : 0) +
    (isFirst || single ? inputs : Math.ceil(inputs / across) * across);
  const rowBytes = 16 * (narrow ? 1 + vectors : vectors);
  const panelBytes = narrow
    ? Math.ceil(units * rowBytes / 64) * 64
    : rows * rowBytes;
  const stride = Math.max(
    strideOf(16 * (narrow ? 0 : panels * vectors)),
    outputStride(units, above),
  );
  const transposedBytes = 16 * transposedVectors * 4 * vectors * panels;
  return {
    ...layer,
    narrow,
    vectors,
    panels,
    rowBytes,
    panelBytes,
    transposedVectors,
    transposedBytes,
    stride,
    keptStride: 0,
    weightBytes: Math.ceil(panels * panelBytes / 64) * 64,
    derivedBytes: learns && !isFirst && !single
      ? Math.ceil(inputs / 4 / transposedVectors) * transposedBytes
      : 0,
  };
}

/** Whether a layer's rows are its outputs; see `DenseLayout.narrow`. */
export function isNarrow(
  { isFirst, units }: LayerForm,
  single: boolean,
): boolean {
  return single && !isFirst && units <= NARROW;
}

/** Copies between a block of parameters and panels; see `LayerKernels`. */
export function copyDense(
  view: Float32Array,
  layer: DenseLayout,
  block: Numbers,
  write: boolean,
  distance: number,
): void {
  const { inputs: I, units: O, vectors, panels, hasBackground } = layer;
  const width = 4 * vectors;
  if (layer.narrow) {
    for (let o = 0; o < O; o++) {
      const row = layer.weights + distance + o * layer.rowBytes;
      for (let i = 0; i <= I; i++) {
        const panel = Math.floor(i / width), place = 4 + i - panel * width;
        const from = i * O + o;
        const to = row / 4 +
          (i === I ? 0 : panel * layer.panelBytes / 4 + place);
        if (write) view[to] = block[from];
        else block[from] = view[to];
      }
    }
    return;
  }
  for (let panel = 0; panel < panels; panel++) {
    const first = panel * width, last = Math.min(first + width, O);
    const start = (layer.weights + distance + panel * layer.panelBytes) / 4;
    const end = start + (I + 1) * width;
    if (hasBackground && write) view.fill(-0, end, end + width);
    for (let i = 0; i <= I; i++) {
      let from = i * O + first;
      let to = start + (i === I ? 0 : i + 1) * width;
      if (write) {
        for (let o = first; o < last; o++) view[to++] = block[from++];
      } else {
        for (let o = first; o < last; o++) {
          const all = hasBackground && i < I ? view[end + o - first] : -0;
          block[from++] = view[to++] + all;
        }
      }
    }
  }
}
