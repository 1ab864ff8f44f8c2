/**
 * Lists of the nonzero values of dL/dz of a convolution before a max pooling
 * layer. The max pooling layer passes the gradient to one position of each
 * window. An entry of a list is a pair: a value d of dL/dz, and the position of
 * the numbers that d is multiplied with. `conv_listed_backward.ts` reads the
 * lists of each position, and `conv_listed_update.ts` reads the lists of each
 * filter.
 *
 * The pooling layer writes marks, which say which gradients are not zero, and
 * the lists are made from these marks. A mark is a byte that describes the
 * gradients of four channels of a position. The four lowest bits of a mark say
 * which of the four dL/dz are not zero. If the kernel functions of the
 * convolution also compute the pooling layer, there are no marks, and
 * `conv_pooled_lists.ts` makes the lists.
 *
 * @module
 */

import {
  again,
  block,
  brIf,
  type Call,
  type Code,
  f32,
  i32,
  type Local,
  type Locals,
  type Module,
} from "../code/assemble.ts";
import { loop, plus, times } from "../code/control.ts";
import { filterBytesOf } from "./conv_by_filter.ts";
import type { ConvLayout } from "./conv_products.ts";
import { eachRow, rowAt } from "./image.ts";

/**
 * The number of filters per loop iteration, if a loop searches the gradients of
 * a position for nonzero values.
 */
export const FILTERS = 32;

/**
 * The number of positions per loop iteration, if a loop searches the gradients
 * of some filters for nonzero values.
 */
export const PLACES = 8;

/**
 * The size in bytes of a pair, which is an entry of a list: a position and a
 * value of dL/dz.
 */
export const PAIR = 8;

/**
 * Code that runs `body` for each bit of `bits` that is 1, with the index of
 * this bit in `n`. After the loop, `bits` is 0.
 */
export function eachBit(bits: Local, n: Local, body: Code): Code {
  return block([
    brIf(0, i32.eqz(bits.get)),
    again([
      n.set(i32.trailingZeros(bits.get)),
      body,
      brIf(0, bits.tee(i32.and(bits.get, plus(bits.get, -1)))),
    ]),
  ]);
}

/**
 * The number of bytes of dL/dz that one byte of marks (bits for nonzero values)
 * describes: 16 (one vector), or 4 (one number) if the channel count is not a
 * multiple of 4.
 */
export function markedBytes(channels: number): number {
  return channels % 4 === 0 ? 16 : 4;
}

/**
 * Code that loads marks (four bits each, 1 for a nonzero gradient) at the given
 * offsets from an address, and combines the marks into one bit mask.
 */
function marksAt(at: Local, offsets: readonly number[]): Code {
  return offsets
    .map((offset, n) =>
      i32.shiftLeft(i32.load8(at.get, offset), i32.const(4 * n))
    )
    .reduce((some, more) => i32.or(some, more));
}

/**
 * Code that writes the pair (`number`, `bits`) to address `to`, and then
 * increases `to` by the size of a pair.
 */
export function put(to: Local, number: Code, bits: Code): Code {
  return [
    i32.store(to.get, number),
    i32.store(to.get, bits, 4),
    to.set(plus(to.get, PAIR)),
  ];
}

/**
 * The memory for the lists of nonzero gradients of each position; the lists of
 * an example are stored one after another.
 */
export interface PlaceLists {
  /**
   * `pairs` is the address of the pairs of the first example, and `stride` is
   * the distance in bytes between the pairs of two neighboring examples.
   */
  readonly pairs: number;
  readonly stride: number;
  /**
   * `starts` is the address of the first example's array of 4-byte list
   * addresses, and `startStride` is the distance in bytes between the arrays of
   * two neighboring examples. The array of an example contains the address of
   * the first pair of each position's list and, at the end, the address after
   * the last pair.
   */
  readonly starts: number;
  readonly startStride: number;
}

/**
 * The memory for the lists of nonzero gradients: one list for each filter and
 * each example of a block.
 */
export interface FilterLists {
  /**
   * The address of the lists of nonzero gradients. The first word of a list is
   * the address after the last pair of the list.
   */
  readonly lists: number;
  /** The size of a list in bytes. */
  readonly listBytes: number;
  /** The size in bytes of all lists of one filter. */
  readonly blockBytes: number;
  /** The address of the gradients of the biases, to which all values of the lists are added. */
  readonly biases: number;
}

/**
 * Makes the code that creates the lists of nonzero gradients of four filters,
 * and adds pairs to these lists.
 */
export function filterLists(
  local: Locals,
  four: Local,
  { lists, listBytes, blockBytes, biases }: FilterLists,
) {
  const [base, bias, to, end] = local.many("i32", 4);
  return {
    /** Code that must run before the first example. */
    start: [
      base.set(plus(times(four.get, 4 * blockBytes), lists)),
      bias.set(plus(times(four.get, 16), biases)),
    ],
    /**
     * Code that must run at the start of each example, and makes the lists of
     * the example empty.
     */
    begin: [0, 1, 2, 3].map((f) =>
      i32.store(
        base.get,
        plus(base.get, f * blockBytes + PAIR),
        f * blockBytes,
      )
    ),
    /** Code that must run at the end of each example. */
    next: base.set(plus(base.get, listBytes)),
    /**
     * Code that adds the pair of `number` and the value at address `value` to
     * the list of filter `f` (0 to 3).
     */
    add: (f: Code, number: Code, value: Local): Code => [
      to.set(i32.add(base.get, times(f, blockBytes))),
      end.set(i32.load(to.get)),
      put(end, number, i32.load(value.get)),
      i32.store(to.get, end.get),
      to.set(i32.add(bias.get, times(f, 4))),
      f32.store(to.get, f32.add(f32.load(to.get), f32.load(value.get))),
    ],
  };
}

/**
 * Adds a function `(row, rows)` that makes a list of nonzero gradients for each
 * output position, from the marks that the pooling layer wrote.
 */
export function markedByPlace(
  module: Module,
  layer: ConvLayout,
  { pairs, stride, starts, startStride }: PlaceLists,
): Call {
  const { windows: { rows, columns }, filters: F, dz, marks = 0 } = layer;
  const places = rows.output * columns.output, marked = markedBytes(F);
  const filterBytes = filterBytesOf(layer), whole = F - F % FILTERS;
  return module.fn(["i32", "i32"], [], (local, row, rowCount) => {
    const [place, at, mark, f, n, pair, bits, start] = local.many("i32", 8);
    const some = (count: number) => [
      bits.set(marksAt(
        mark,
        Array.from({ length: Math.ceil(count / 4) }, (_, v) => 16 * v / marked),
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
      mark.set(plus(mark.get, 4 * count / marked)),
      f.set(plus(f.get, count)),
    ];
    return eachRow(local, row, rowCount, (b) => [
      at.set(rowAt(b, layer.stride, dz)),
      mark.set(rowAt(b, layer.keptStride, layer.kept + marks)),
      pair.set(rowAt(b, stride, pairs)),
      start.set(rowAt(b, startStride, starts)),
      loop(place, i32.const(0), i32.const(places), 1, [
        i32.store(start.get, pair.get),
        start.set(plus(start.get, 4)),
        f.set(i32.const(0)),
        whole > 0
          ? again([some(FILTERS), brIf(0, i32.lt(f.get, i32.const(whole)))])
          : [],
        F > whole ? some(F - whole) : [],
      ]),
      i32.store(start.get, pair.get),
    ]);
  });
}

/**
 * Adds a function `(four, b, bEnd)` that makes the lists of nonzero gradients
 * of filter group `four` for the examples `b` to `bEnd - 1`, from the marks
 * that the pooling layer wrote.
 */
export function markedByFilter(
  module: Module,
  layer: ConvLayout,
  lists: FilterLists,
): Call {
  const { windows: { rows, columns, channels: C }, filters: F } = layer;
  const { stride, dz, marks = 0 } = layer, marked = markedBytes(F);
  const markStride = 4 * F / marked, placeBytes = 4 * C * columns.stride;
  const rest = columns.output % PLACES;
  return module.fn(["i32", "i32", "i32"], [], (local, four, b, bEnd) => {
    const [r, c, at, mark, bits, n] = local.many("i32", 6);
    const [place, line, value] = local.many("i32", 3);
    const f = i32.and(n.get, i32.const(3));
    const next = i32.shiftRight(n.get, i32.const(2));
    const list = filterLists(local, four, lists);
    const some = (count: number) => [
      bits.set(marksAt(
        mark,
        Array.from({ length: count }, (_, p) => markStride * p),
      )),
      eachBit(bits, n, [
        value.set(
          i32.add(at.get, i32.add(times(next, 4 * F), times(f, 4))),
        ),
        list.add(f, i32.add(place.get, times(next, placeBytes)), value),
      ]),
      at.set(plus(at.get, 4 * F * count)),
      mark.set(plus(mark.get, markStride * count)),
      place.set(plus(place.get, placeBytes * count)),
    ];
    return [
      list.start,
      loop(b, b.get, bEnd.get, 1, [
        list.begin,
        at.set(i32.add(rowAt(b, stride, dz), times(four.get, 16))),
        mark.set(i32.add(
          rowAt(b, layer.keptStride, layer.kept + marks),
          times(four.get, 16 / marked),
        )),
        line.set(i32.const(0)),
        loop(r, i32.const(0), i32.const(rows.output), 1, [
          place.set(line.get),
          loop(
            c,
            i32.const(0),
            i32.const(columns.output - rest),
            PLACES,
            some(PLACES),
          ),
          rest > 0 ? some(rest) : [],
          line.set(plus(line.get, 4 * C * columns.padded * rows.stride)),
        ]),
        list.next,
      ]),
    ];
  });
}
