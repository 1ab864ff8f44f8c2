/**
 * The products of a convolution, by the tile of `tile.ts`. With places of the output
 * as rows, and a window as runs of `k` neighbouring numbers, they equal
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

/** A convolution in memory. */
export interface ConvLayout extends LayerLayout {
  /** Where its windows lie. */
  readonly windows: Windows;
  /** How many numbers a window holds. */
  readonly windowSize: number;
  /** How many filters there are. */
  readonly filters: number;
  /** Panels of 8 filters. */
  readonly panels: number;
  /** The bytes of a panel. */
  readonly panelBytes: number;
  /** Whether windows are read from a copy of the image with zeros around it. */
  readonly pads: boolean;
  /** The rows and columns of its output that something reads, from the first. */
  readonly written: { readonly rows: number; readonly columns: number };
  /**
   * The most places where a filter has a gradient, where they are few and come as
   * lists; see `conv_lists.ts`.
   */
  readonly longest: number | undefined;
}

const two = ["i32", "i32"] as const;

/** Two products over panels: of whole ones, and of a last one with fewer columns. */
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

/** Adds `(row, rows)`: outputs of these rows of the batch. */
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
    bStart: 32, // after the biases
    bStep: 32,
    cRow: 4 * F,
    k: columns.size * C,
    runs: { count: rows.size, jump: line - 4 * C * columns.size },
    first: (b, _, __, column) => v128.load(b.get, column),
    last: (local) => {
      const f = activation.forward(local);
      return (c, offset, sum, half) =>
        width === undefined || panels === 1 // what is beyond is written later
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

/** Adds `(row, rows)`: dL/dz of the layer below. */
export function convBackward(
  module: Module,
  layer: ConvLayout,
  below: LayerLayout,
): Call {
  const { windows: { rows, columns, channels: C }, filters: F } = layer;
  const { derived, stride, dz } = layer, places = Math.ceil(C / 8);
  // lanes beyond the last channel keep what they had: weights are 0 there
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
  /** The first window whose place `k` lies in the image, and after the last one. */
  const reach = (k: Local, { before, stride, input, output }: typeof rows) => {
    const short = choose( // how far place k of the first window is outside
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
    /** Where place k of a window lies, in rows or columns of the image. */
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
