/**
 * The kernel functions of `conv2d`, which apply a dense layer to each window of
 * an image. The matrix products are in `conv_products.ts` and `conv_update.ts`.
 * If a max pooling layer follows, most values of the gradient are zero. If a
 * max pooling layer leaves enough gradients zero (see `MOST_SHARE`), the
 * convolution uses kernel functions that read lists of the nonzero gradients.
 * Weights are stored in panels, which are blocks of 8 filters. The weights have
 * the same layout as the weights of a dense layer whose input is one window.
 * With `padding: same`, the image is first copied into a larger image with
 * zeros at its edges. The matrix products of the backward pass read transposed
 * weights of shape `[kernel positions][C / 8][F][8]`, for `C` channels and `F`
 * filters. The kernel functions that read lists of nonzero gradients use a copy
 * of the weights that is stored filter by filter.
 *
 * @module
 */

import { convWindows, typeOf } from "../../../layer/mod.ts";
import type { Conv2dSpec } from "../../../spec/mod.ts";
import { type Call, f32, i32, memory, type Module } from "../code/assemble.ts";
import { least, loop, plus, times, workerPart } from "../code/control.ts";
import { byFilterBytes, deriveByFilter } from "./conv_by_filter.ts";
import { listedBackward } from "./conv_listed_backward.ts";
import { listedUpdate, listedUpdateBytes } from "./conv_listed_update.ts";
import { markedBytes } from "./conv_lists.ts";
import { pooledForward, winnerBytes } from "./conv_pooled.ts";
import { convBackward, convForward, type ConvLayout } from "./conv_products.ts";
import { convUpdate } from "./conv_update.ts";
import { copyDense, type DenseLayout, outputStride } from "./dense_layout.ts";
import { BEYOND, eachRow, rowAt } from "./image.ts";
import type { Inputs, LayerKernels } from "./kernel.ts";
import { limitNorms } from "./max_norm.ts";

/**
 * Lists of nonzero gradients are used if, for each filter, at most this
 * fraction of the output positions can have a nonzero gradient.
 */
const MOST_SHARE = 0.4;

/** The layout of the dense layer that is applied to each window. */
function denseOf(layer: ConvLayout): DenseLayout {
  const { windowSize: inputs, filters: units } = layer;
  const dense = { narrow: false, vectors: 2, rowBytes: 32 };
  const none = { transposedVectors: 0, transposedBytes: 0 };
  return { ...layer, inputs, units, ...dense, ...none };
}

/**
 * The address of the images that windows are read from: the layer's inputs, or
 * their padded copies.
 */
function imageOf(layer: ConvLayout, below: Inputs): Inputs {
  return layer.pads ? { a: layer.kept, stride: layer.keptStride } : below;
}

/**
 * Adds a function `(row, rows)` that copies images into larger images with
 * zeros at the edges.
 */
function pad(module: Module, layer: ConvLayout, below: Inputs): Call {
  const { windows: { rows, columns, channels } } = layer;
  const line = 4 * channels * columns.input;
  const paddedLine = 4 * channels * columns.padded;
  const first = rows.before * paddedLine + 4 * channels * columns.before;
  return module.fn(["i32", "i32"], [], (local, row, rowCount) => {
    const r = local("i32");
    return eachRow(local, row, rowCount, (b) =>
      loop(
        r,
        i32.const(0),
        i32.const(rows.input),
        1,
        memory.copy(
          i32.add(
            rowAt(b, layer.keptStride, layer.kept + first),
            times(r.get, paddedLine),
          ),
          i32.add(rowAt(b, below.stride, below.a), times(r.get, line)),
          i32.const(line),
        ),
      ));
  });
}

/** Adds a function `(worker, workers)` that transposes the weights. */
function derive(module: Module, layer: ConvLayout): Call {
  const { windows: { rows, columns, channels: C }, filters: F } = layer;
  const { weights, panels, panelBytes, derived } = layer;
  const places = Math.ceil(C / 8);
  return module.fn(["i32", "i32"], [], (local, worker, workers) => {
    const [f, fEnd, tap, c, from, to] = local.many("i32", 6);
    const mine = workerPart(i32.const(panels), worker, workers);
    const filters = (panel: typeof mine.to) =>
      least(i32.mul(panel, i32.const(8)), i32.const(F));
    const lane = i32.and(f.get, i32.const(7));
    return [
      fEnd.set(filters(mine.to)),
      loop(f, filters(mine.from), fEnd.get, 1, [
        from.set(i32.add(
          times(i32.div(f.get, i32.const(8)), panelBytes),
          plus(times(lane, 4), weights + 32), // the weights follow the row of biases
        )),
        loop(tap, i32.const(0), i32.const(rows.size * columns.size), 1, [
          to.set(plus(
            times(i32.add(times(tap.get, places * F), f.get), 32),
            derived,
          )),
          loop(c, i32.const(0), i32.const(C), 1, [
            f32.store(
              i32.add(
                to.get,
                i32.add(
                  times(i32.div(c.get, i32.const(8)), 32 * F),
                  times(i32.and(c.get, i32.const(7)), 4),
                ),
              ),
              f32.load(from.get),
            ),
            from.set(plus(from.get, 32)),
          ]),
        ]),
      ]),
    ];
  });
}

/** The kernel functions of `conv2d` layers. */
export const conv2d: LayerKernels<ConvLayout> = {
  takesLists: false,
  takesSingleExamples: false,
  fusesUpdate: false,
  halves: true,
  layOut(layer, { learns }, above) {
    const { plan, units, isFirst } = layer, { rows: block, columns: F } = plan;
    const windows = convWindows(plan.spec as Conv2dSpec, plan.input);
    const { rows, columns, channels: C } = windows;
    const windowSize = rows.size * columns.size * C;
    const panels = Math.ceil(F / 8), panelBytes = 32 * block;
    const padded = rows.padded * columns.padded * C;
    const taps = rows.size * columns.size;
    const pads = padded > layer.inputs;
    const most = { rows: rows.output, columns: columns.output };
    const places = most.rows * most.columns;
    const next = layer.pooling ?? above?.plan;
    const read = next && typeOf(next).reads?.(next.spec, plan.output);
    const few = learns && read !== undefined &&
      read.gradients <= MOST_SHARE * places;
    const longest = few ? read.gradients : undefined;
    const imageBytes = pads ? outputStride(padded, undefined, BEYOND) : 0;
    const markBytes = longest === undefined
      ? 0
      : layer.pooling
      ? winnerBytes(longest, F)
      : 16 * Math.ceil((4 * places * F / markedBytes(F) + BEYOND) / 16);
    const isLeftAlone = layer.activation.fused && layer.dropout === 0;
    const sized = { windows, filters: F };
    return {
      ...layer,
      ...sized,
      windowSize,
      panels,
      panelBytes,
      stride: outputStride(units, above, BEYOND),
      keptStride: imageBytes + markBytes,
      marks: longest === undefined || layer.pooling ? undefined : imageBytes,
      winners: imageBytes,
      pads,
      longest,
      // the gradients at positions that are not written stay 0
      written: read && (layer.pooling || isLeftAlone) ? read : most,
      weightBytes: Math.ceil(panels * panelBytes / 64) * 64,
      derivedBytes: longest !== undefined
        ? (isFirst ? 0 : byFilterBytes(sized)) +
          listedUpdateBytes(sized, longest)
        : learns && !isFirst
        ? 32 * taps * Math.ceil(C / 8) * F
        : 0,
    };
  },
  copyParameters: (view, layer, block, write, distance) =>
    copyDense(view, denseOf(layer), block, write, distance),
  forward(module, layer, inputs) {
    const forward = layer.pooling ? pooledForward : convForward;
    const run = forward(module, layer, imageOf(layer, inputs));
    return layer.pads
      ? [{ run: pad(module, layer, inputs) }, { run }]
      : [{ run }];
  },
  backward: (module, memory, layer, below, batch) =>
    layer.longest === undefined
      ? [{ run: convBackward(module, layer, below) }]
      : listedBackward(module, memory, layer, below, batch),
  update: (module, layer, inputs, _, weightUpdate) =>
    (layer.longest === undefined ? convUpdate : listedUpdate)(
      module,
      layer,
      imageOf(layer, inputs),
      weightUpdate,
    ),
  derive(module, layer) {
    if (layer.longest === undefined) return derive(module, layer);
    return layer.isFirst ? undefined : deriveByFilter(module, layer);
  },
  limitNorms: (module, layer, maxNorm) =>
    limitNorms(module, denseOf(layer), maxNorm),
};
