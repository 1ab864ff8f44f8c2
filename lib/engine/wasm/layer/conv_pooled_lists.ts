/**
 * Functions that make the lists of nonzero gradients, if the kernel functions
 * of a convolution also compute the max pooling layer after the convolution.
 * `conv_lists.ts` describes the lists of nonzero gradients. Each filter has one
 * value of dL/dz for each window of the pooling layer. Each value of dL/dz
 * belongs to one of the four positions of its pooling window. `conv_pooled.ts`
 * stores the position of the maximum of each window.
 *
 * @module
 */

import {
  again,
  brIf,
  type Call,
  type Code,
  i32,
  type Local,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus, times } from "../code/control.ts";
import { filterBytesOf } from "./conv_by_filter.ts";
import {
  eachBit,
  type FilterLists,
  filterLists,
  FILTERS,
  type PlaceLists,
  PLACES,
  put,
} from "./conv_lists.ts";
import type { ConvLayout } from "./conv_products.ts";
import { eachRow, rowAt } from "./image.ts";

/**
 * The number of pooling windows that one loop iteration checks for nonzero
 * gradients.
 */
const WINDOWS = PLACES / 2;

/**
 * Code that computes four bits for the four numbers at an address: bit n is 1 if
 * number n is not zero.
 */
function notZero(at: Local, offset: number): Code {
  return v128.signs(v128.ne(v128.load(at.get, offset), v128.const(0)));
}

/** Code that joins several short bit masks, with `width` bits each, to one bit mask. */
function joined(width: number, parts: readonly Code[]): Code {
  return parts
    .map((part, n) =>
      n === 0 ? part : i32.shiftLeft(part, i32.const(width * n))
    )
    .reduce((some, more) => i32.or(some, more));
}

/**
 * Adds a function `(row, rows)` that makes a list of nonzero gradients for each
 * output position of the convolution, for `rows` rows of the batch, starting at
 * `row`.
 */
export function pooledByPlace(
  module: Module,
  layer: ConvLayout,
  { pairs, stride, starts, startStride }: PlaceLists,
): Call {
  const { filters: F, dz, winners } = layer;
  const [high, wide] = layer.pooling!.output, fours = Math.ceil(F / 4);
  const filterBytes = filterBytesOf(layer), whole = F - F % FILTERS;
  return module.fn(["i32", "i32"], [], (local, row, rowCount) => {
    const [r, c, at, winner, f, n, pair, bits] = local.many("i32", 8);
    const [line, start, first, left] = local.many("i32", 4);
    const some = (right: 0 | 1, count: number) => {
      const parts = Array.from({ length: Math.ceil(count / 4) }, (_, v) => v);
      const ofPlace = (byte: Code) =>
        right
          ? i32.shiftRight(byte, i32.const(4))
          : i32.and(byte, i32.const(15));
      return [
        bits.set(i32.and(
          joined(4, parts.map((v) => ofPlace(i32.load8(winner.get, wide * v)))),
          joined(4, parts.map((v) => notZero(at, 16 * v))),
        )),
        eachBit(
          bits,
          n,
          put(
            pair,
            times(i32.add(f.get, n.get), filterBytes),
            i32.load(i32.add(at.get, times(n.get, 4))),
          ),
        ),
        at.set(plus(at.get, 4 * count)),
        winner.set(plus(winner.get, wide * count / 4)),
        f.set(plus(f.get, count)),
      ];
    };
    const place = (right: 0 | 1) => [
      i32.store(start.get, pair.get),
      start.set(plus(start.get, 4)),
      at.set(first.get),
      winner.set(left.get),
      f.set(i32.const(0)),
      whole > 0
        ? again([
          some(right, FILTERS),
          brIf(0, i32.lt(f.get, i32.const(whole))),
        ])
        : [],
      F > whole ? some(right, F - whole) : [],
    ];
    return eachRow(local, row, rowCount, (b) => [
      line.set(rowAt(b, layer.stride, dz)),
      left.set(rowAt(b, layer.keptStride, layer.kept + winners)),
      pair.set(rowAt(b, stride, pairs)),
      start.set(rowAt(b, startStride, starts)),
      loop(r, i32.const(0), i32.const(2 * high), 1, [
        first.set(line.get),
        loop(c, i32.const(0), i32.const(wide), 1, [
          place(0),
          place(1),
          first.set(plus(first.get, 4 * F)),
          left.set(plus(left.get, 1)),
        ]),
        left.set(plus(left.get, (fours - 1) * wide)),
        line.set(i32.add( // two rows of positions belong to one row of windows
          line.get,
          times(i32.and(r.get, i32.const(1)), 4 * F * wide),
        )),
      ]),
      i32.store(start.get, pair.get),
    ]);
  });
}

/**
 * Adds a function `(four, b, bEnd)` that makes the lists of nonzero gradients
 * of filter group `four` for the examples `b` to `bEnd - 1`. `four` is the
 * index of the group of four filters.
 */
export function pooledByFilter(
  module: Module,
  layer: ConvLayout,
  lists: FilterLists,
): Call {
  const { windows: { rows, columns, channels: C }, filters: F } = layer;
  const { stride, dz, winners, pooling } = layer;
  const [high, wide] = pooling!.output, fours = Math.ceil(F / 4);
  const placeBytes = 4 * C * columns.stride, rest = wide % WINDOWS;
  return module.fn(["i32", "i32", "i32"], [], (local, four, b, bEnd) => {
    const [r, c, at, winner, bits, n] = local.many("i32", 6);
    const [place, line, first, value] = local.many("i32", 4);
    const f = i32.and(n.get, i32.const(3));
    const next = i32.shiftRight(n.get, i32.const(2));
    const window = i32.shiftRight(n.get, i32.const(3));
    const list = filterLists(local, four, lists);
    const some = (count: number) => [
      bits.set(i32.and(
        i32.load(winner.get),
        times(
          joined(
            8,
            Array.from({ length: count }, (_, w) => notZero(at, 4 * F * w)),
          ),
          0x11, // copies the four lowest bits of each byte to the four highest bits
        ),
      )),
      eachBit(bits, n, [
        value.set(
          i32.add(at.get, i32.add(times(window, 4 * F), times(f, 4))),
        ),
        list.add(f, i32.add(place.get, times(next, placeBytes)), value),
      ]),
      at.set(plus(at.get, 4 * F * count)),
      winner.set(plus(winner.get, count)),
      place.set(plus(place.get, 2 * placeBytes * count)),
    ];
    return [
      list.start,
      loop(b, b.get, bEnd.get, 1, [
        list.begin,
        first.set(i32.add(rowAt(b, stride, dz), times(four.get, 16))),
        winner.set(i32.add(
          rowAt(b, layer.keptStride, layer.kept + winners),
          times(four.get, wide),
        )),
        line.set(i32.const(0)),
        loop(r, i32.const(0), i32.const(2 * high), 1, [
          at.set(first.get),
          place.set(line.get),
          loop(
            c,
            i32.const(0),
            i32.const(wide - rest),
            WINDOWS,
            some(WINDOWS),
          ),
          rest > 0 ? some(rest) : [],
          winner.set(plus(winner.get, (fours - 1) * wide)),
          line.set(plus(line.get, 4 * C * columns.padded * rows.stride)),
          first.set(i32.add( // two rows of positions belong to one row of windows
            first.get,
            times(i32.and(r.get, i32.const(1)), 4 * F * wide),
          )),
        ]),
        list.next,
      ]),
    ];
  });
}
