/**
 * The matrix products of a convolution's forward and backward passes, computed
 * by the tile function of `tile.ts`. Each row of a matrix product belongs to
 * one output position, and the inputs of a window are several runs of `k`
 * consecutive numbers. The products compute
 *
 * ```
 * forward:  z[place][f] = bias[f] + sum over runs, k of x[window of place] W[k][f]
 * backward: for each kernel place, dzBelow[its places] += dz[places] W[kernel place]^T
 * ```
 *
 * @module
 */

import type { Windows } from "../../../layer/mod.ts";
import {
  type Call,
  choose,
  type Code,
  i32,
  type Local,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { loop, plus, times } from "../code/control.ts";
import { fusedActivation } from "./activation.ts";
import { backwardInto, eachRow, rowAt, storeWithin } from "./image.ts";
import type { Inputs, LayerLayout } from "./kernel.ts";
import { type Product, product } from "./tile.ts";

/** The memory layout of a convolution. */
export interface ConvLayout extends LayerLayout {
  /** The windows of the convolution. */
  readonly windows: Windows;
  /** The number of inputs in a window. */
  readonly windowSize: number;
  /** The number of filters. */
  readonly filters: number;
  /** The number of panels, each with 8 filters. */
  readonly panels: number;
  /** The size of a panel in bytes. */
  readonly panelBytes: number;
  /** Whether windows are read from a padded copy of the image. */
  readonly pads: boolean;
  /**
   * The number of rows and columns of the output that the kernel functions
   * compute; the next layer reads no other rows and columns.
   */
  readonly written: { readonly rows: number; readonly columns: number };
  /**
   * The byte offset, from the address `kept`, of the stored positions of the
   * maxima of pooling windows; see `conv_pooled.ts`.
   */
  readonly winners: number;
  /**
   * The largest number of nonzero gradients that a filter can have in an
   * example, or undefined if the layer uses no lists of nonzero gradients; see
   * `conv_lists.ts`.
   */
  readonly longest: number | undefined;
}

const two = ["i32", "i32"] as const;

/**
 * Adds two functions that compute matrix products: one for panels of 8 columns,
 * and one for a last panel with fewer than 8 columns.
 */
export function products(
  module: Module,
  columns: number,
  shape: (last: number | undefined) => Product,
): (panel: Local, ...operands: Code[]) => Code {
  const whole = Math.floor(columns / 8), rest = columns % 8;
  const all = whole > 0 ? product(module, shape(undefined)) : undefined;
  const last = rest > 0 ? product(module, shape(rest)) : undefined;
  return (panel, ...operands) => {
    if (!last) return all!(...operands);
    if (!all) return last(...operands);
    const isWhole = i32.lt(panel.get, i32.const(whole));
    return when(isWhole, all(...operands), last(...operands));
  };
}

/**
 * Adds a function `(row, rows)` that computes the outputs for `rows` rows of
 * the batch, starting at `row`.
 */
export function convForward(
  module: Module,
  layer: ConvLayout,
  x: Inputs,
): Call {
  const { windows: { rows, columns, channels: C }, filters: F } = layer;
  const { weights, panels, panelBytes, stride, a, written } = layer;
  const line = 4 * C * columns.padded;
  const activation = fusedActivation(layer);
  const tiles = products(module, F, (width) => ({
    aRow: 4 * C * columns.stride,
    aStep: 4,
    bStart: 32, // the weights follow the row of biases
    bStep: 32,
    cRow: 4 * F,
    k: columns.size * C,
    runs: { count: rows.size, jump: line - 4 * C * columns.size },
    skipsZeros: layer.skipsBlanks,
    first: (b, _, __, column) => v128.load(b.get, column),
    last: (local) => {
      const f = activation.forward(local);
      return (c, offset, sum, half) =>
        width === undefined || panels === 1 // numbers after the last column are overwritten later
          ? v128.store(c.get, f(sum), offset)
          : storeWithin(width, half, c.get, f(sum), offset);
    },
  }));
  return module.fn(two, [], (local, row, rowCount) => {
    const [panel, r, from, w, to] = local.many("i32", 5);
    return eachRow(local, row, rowCount, (b) => [
      w.set(i32.const(weights)),
      loop(panel, i32.const(0), i32.const(panels), 1, [
        from.set(rowAt(b, x.stride, x.a)),
        to.set(i32.add(rowAt(b, stride, a), times(panel.get, 32))),
        loop(r, i32.const(0), i32.const(written.rows), 1, [
          tiles(
            panel,
            ...[from.get, w.get, to.get, i32.const(written.columns)],
            i32.const(0),
          ),
          from.set(plus(from.get, rows.stride * line)),
          to.set(plus(to.get, 4 * F * columns.output)),
        ]),
        w.set(plus(w.get, panelBytes)),
      ]),
    ]);
  });
}

/** Adds a function `(row, rows)` that computes dL/dz of the previous layer. */
export function convBackward(
  module: Module,
  layer: ConvLayout,
  below: LayerLayout,
): Call {
  const { windows: { rows, columns, channels: C }, filters: F } = layer;
  const { derived, stride, dz } = layer, places = Math.ceil(C / 8);
  // lanes after the last channel do not change, because their weights are 0
  const tiles = product(module, {
    aRow: 4 * F,
    aStep: 4,
    bStart: 0,
    bStep: 32,
    cRow: 4 * C * columns.stride,
    k: F,
    first: (_, c, row, column) =>
      v128.load(c.get, row * 4 * C * columns.stride + column),
    last: () => (c, offset, sum) => v128.store(c.get, sum, offset),
  });
  /**
   * The range of windows whose position `k` is inside the image: the index of
   * the first window, and the index after the last window.
   */
  const reach = (k: Local, { before, stride, input, output }: typeof rows) => {
    const short = choose( // the distance of position k of the first window from the image
      i32.sub(i32.const(before), k.get),
      i32.const(0),
      i32.lt(k.get, i32.const(before)),
    );
    const room = choose(
      i32.sub(i32.const(input + before), k.get),
      i32.const(0),
      i32.lt(k.get, i32.const(input + before)),
    );
    const up = (n: Code) => i32.div(plus(n, stride - 1), i32.const(stride));
    const end = up(room), most = i32.const(output);
    return { first: up(short), end: choose(end, most, i32.lt(end, most)) };
  };
  return backwardInto(module, below, (local, b) => {
    const [i, j, panel, r, rEnd, c, count] = local.many("i32", 7);
    const [from, to, w] = local.many("i32", 3);
    const inRows = reach(i, rows), inColumns = reach(j, columns);
    /** The row or column of the image at position `k` of window `n`. */
    const at = (n: Local, k: Local, { stride, before }: typeof rows) =>
      plus(i32.add(times(n.get, stride), k.get), -before);
    return [
      w.set(i32.const(derived)),
      loop(i, i32.const(0), i32.const(rows.size), 1, [
        rEnd.set(inRows.end),
        loop(j, i32.const(0), i32.const(columns.size), 1, [
          c.set(inColumns.first),
          count.set(inColumns.end),
          when(
            i32.lt(c.get, count.get),
            count.set(i32.sub(count.get, c.get)),
            count.set(i32.const(0)),
          ),
          loop(panel, i32.const(0), i32.const(places), 1, [
            loop(r, inRows.first, rEnd.get, 1, [
              from.set(i32.add(
                rowAt(b, stride, dz),
                times(
                  i32.add(times(r.get, columns.output), c.get),
                  4 * F,
                ),
              )),
              to.set(i32.add(
                i32.add(
                  rowAt(b, below.stride, below.dz),
                  times(panel.get, 32),
                ),
                times(
                  i32.add(
                    times(at(r, i, rows), columns.input),
                    at(c, j, columns),
                  ),
                  4 * C,
                ),
              )),
              tiles(from.get, w.get, to.get, count.get, i32.const(0)),
            ]),
            w.set(plus(w.get, 32 * F)),
          ]),
        ]),
      ]),
    ];
  });
}
