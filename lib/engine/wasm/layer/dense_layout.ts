/**
 * The memory layout of a dense layer.
 *
 * The weights are divided into panels of neighboring outputs. A panel has a row
 * of biases, and then one row of a few vectors (of 4 weights each) for each
 * input. If a layer is computed as matrix products (see `products.ts`), a panel
 * has 8 outputs. A panel of a layer that skips zeros has as many outputs as fit
 * into registers.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import type { LayerForm, LayerLayout, Sizes } from "./kernel.ts";

/** The memory layout of one dense layer. */
export interface DenseLayout extends LayerLayout {
  /**
   * Whether each row of a panel contains the weights of one output instead of
   * one input. One row for each output is faster than one row for each input,
   * if there are few outputs and batches of one example. A narrow layer is
   * divided into the same panels as the previous layer. Each panel of a narrow
   * layer has one row for each output. Each row of a narrow layer's panel
   * begins with a vector; in the first panel, this vector contains the bias.
   * After its first vector, each row of a narrow layer's panel contains the
   * weights of the panel's inputs.
   */
  readonly narrow: boolean;
  /** The width of a panel, in vectors of 4 outputs. */
  readonly vectors: number;
  /** The number of panels, which are blocks of neighboring outputs. */
  readonly panels: number;
  /**
   * The size of a row of a panel in bytes. If the inputs have a background, a
   * panel has two more rows after the rows of the inputs: u and C, which
   * `background.ts` explains.
   */
  readonly rowBytes: number;
  /** The size of a panel in bytes. */
  readonly panelBytes: number;
  /**
   * The width of a panel of the transposed weights, in vectors of 4 inputs. The
   * transposed weights are stored in panels of neighboring inputs, with one row
   * for each output. The first layer has no transposed weights.
   */
  readonly transposedVectors: number;
  /** The size of a panel of the transposed weights in bytes. */
  readonly transposedBytes: number;
}

/**
 * The largest number of vectors of sums that a kernel function keeps in
 * registers.
 */
export const SUMS = 13;

/**
 * The largest number of outputs of a narrow layer; the dL/dz of all these
 * outputs fits into registers.
 */
export const NARROW = 10;

/** Increases a distance between rows in bytes, so that the rows use different cache sets. */
function strideOf(bytes: number): number {
  const lines = Math.ceil(bytes / 64);
  return bytes <= 64
    ? Math.ceil(bytes / 16) * 16
    : 64 * (lines % 16 ? lines : lines + 1);
}

/**
 * The number of vectors (of four outputs) in a panel, for a layer that skips zeros.
 * A panel is a block of outputs; all outputs of the layer fill `all` vectors.
 */
function wide(all: number): number {
  return Math.ceil(all / Math.ceil(all / SUMS));
}

/**
 * The distance in bytes between the outputs of two neighboring examples. The
 * distance includes the bytes that the backward pass of a following dense layer
 * writes after the outputs.
 *
 * @param more The number of additional values after the outputs.
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

/** Computes the memory sizes of a dense layer. */
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

/** Whether a layer is narrow, with one row of weights for each output; see `DenseLayout.narrow`. */
export function isNarrow(
  { isFirst, units }: LayerForm,
  single: boolean,
): boolean {
  return single && !isFirst && units <= NARROW;
}

/**
 * Copies parameters between panels in memory and an array in the parameter
 * order of the plan; see `LayerKernels`.
 */
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
