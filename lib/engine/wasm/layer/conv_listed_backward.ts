/**
 * The backward pass of a convolution. Each output position has a list of its
 * nonzero gradients. The lists of nonzero gradients are stored one after
 * another, without gaps. The kernels compute
 *
 * ```
 * for each place, from the last to the first, f of its list, d = dz[place][f]:
 *   dzBelow[window of place] += d W[f]
 * ```
 *
 * The terms are added in the same order as in `conv_products.ts`, so that the
 * results have the same bits as the results of `conv_products.ts`.
 *
 * @module
 */

import {
  again,
  brIf,
  i32,
  memory,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { loop, plus, times } from "../code/control.ts";
import type { Allotment } from "../code/memory.ts";
import { perForm, piecesOf } from "./conv_by_filter.ts";
import { markedByPlace, PAIR } from "./conv_lists.ts";
import { pooledByPlace } from "./conv_pooled_lists.ts";
import type { ConvLayout } from "./conv_products.ts";
import { backwardInto, BEYOND, rowAt } from "./image.ts";
import type { LayerLayout, Part } from "./kernel.ts";
import { addRows } from "./sparse.ts";

const four = ["i32", "i32", "i32", "i32"] as const;

/**
 * Adds the functions that compute dL/dz of the previous layer, in the order in
 * which they are called.
 */
export function listedBackward(
  module: Module,
  memoryLeft: Allotment,
  layer: ConvLayout,
  below: LayerLayout,
  batch: number,
): Part[] {
  const { windows: { rows, columns, channels: C }, filters: F } = layer;
  const { longest = 0, derived, pads, pooling, written } = layer;
  const [high, wide] = pooling
    ? [written.rows, written.columns]
    : [rows.output, columns.output];
  const places = high * wide, pieces = piecesOf(layer);
  const line = 4 * C * columns.input, paddedLine = 4 * C * columns.padded;
  const paddedBytes = rows.padded * paddedLine;
  const stride = PAIR * F * longest, startStride = 4 * (places + 1);
  const imageStride = pads ? paddedBytes + 4 * BEYOND : below.stride;
  const pairs = memoryLeft.take(batch * stride);
  const starts = memoryLeft.take(batch * startStride);
  const images = pads ? memoryLeft.take(batch * imageStride) : below.dz;
  const list = (layer.pooling ? pooledByPlace : markedByPlace)(
    module,
    layer,
    { pairs, stride, starts, startStride },
  );
  const add = perForm(
    pieces,
    (offsets) =>
      module.fn(four, [], (local, pair, end, w, to) => {
        const sums = local.many("v128", offsets.length);
        const x = local("v128"), row = local("i32");
        return [
          sums.map((sum, n) => sum.set(v128.load(to.get, offsets[n]))),
          addRows(
            sums,
            { pair, end, x, row },
            (filter) => i32.add(w.get, filter),
            (n) => 16 * n,
          ),
          sums.map((sum, n) => v128.store(to.get, sum.get, offsets[n])),
        ];
      }),
  );
  const run = backwardInto(module, below, (local, b) => {
    const [image, r, c, start, from, end, to] = local.many("i32", 7);
    return [
      image.set(rowAt(b, imageStride, images)),
      pads ? memory.fill(image.get, i32.const(0), i32.const(paddedBytes)) : [],
      start.set(rowAt(b, startStride, starts + 4 * places)),
      end.set(i32.load(start.get)),
      r.set(i32.const(high)),
      again([
        r.set(plus(r.get, -1)),
        c.set(i32.const(wide)),
        again([
          c.set(plus(c.get, -1)),
          start.set(plus(start.get, -4)),
          from.set(i32.load(start.get)),
          when(i32.lt(from.get, end.get), [
            to.set(i32.add(
              image.get,
              i32.add(
                times(r.get, rows.stride * paddedLine),
                times(c.get, columns.stride * 4 * C),
              ),
            )),
            pieces.map((piece) =>
              add(piece)(
                from.get,
                end.get,
                i32.const(derived + piece.at),
                plus(to.get, piece.inImage),
              )
            ),
            end.set(from.get),
          ]),
          brIf(0, i32.gt(c.get, i32.const(0))),
        ]),
        brIf(0, i32.gt(r.get, i32.const(0))),
      ]),
      pads
        ? [
          from.set(plus(
            image.get,
            rows.before * paddedLine + 4 * C * columns.before,
          )),
          to.set(rowAt(b, below.stride, below.dz)),
          loop(r, i32.const(0), i32.const(rows.input), 1, [
            memory.copy(to.get, from.get, i32.const(line)),
            from.set(plus(from.get, paddedLine)),
            to.set(plus(to.get, line)),
          ]),
        ]
        : [],
    ];
  });
  return [{ run: list }, { run }];
}
