/**
 * Lists of what is not zero, made on the way: of inputs that came as whole rows,
 * and of the outputs and dL/dz of hidden layers, of which relu leaves many at
 * zero, so that the next layer skips them. They equal
 *
 * ```
 * for b, i: if (x[b][i] !== 0) add (i, x[b][i]) to b's list
 * ```
 *
 * A pair is written whether it counts or not, and the next one then over it: a
 * branch would go the wrong way half the time. Registers: 1.
 *
 * @module
 */

import {
  type Call,
  f32,
  i32,
  type Local,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import { address, type Allotment } from "../code/memory.ts";
import type { Stored } from "./examples.ts";

/** The lists of a batch. */
export interface Lists {
  /** Where example 0's pairs are. */
  readonly pairs: number;
  /** The bytes from one example's pairs to the next one's. */
  readonly stride: number;
  /** Where the end of each example's pairs is kept, a word each. */
  readonly ends: number;
  /** Where input 0's pairs are, for updates; the last ones are the bias's. */
  readonly inverse: number;
  /** The bytes from one input's pairs to the next one's. */
  readonly inverseStride: number;
  /** Where the end of each input's pairs is kept. */
  readonly inverseEnds: number;
}

/**
 * Makes room for the lists of a batch of rows of a width.
 *
 * @param longest How long a list may be, where that is known.
 * @param learns Whether they are to be turned into each input's for updates.
 */
export function listsOf(
  memory: Allotment,
  { width, longest = width, batch, learns }: {
    width: number;
    longest?: number;
    batch: number;
    learns: boolean;
  },
): Lists {
  const stride = 8 * longest + 24; // two for a background
  const inverseStride = learns ? 8 * batch + (batch % 128 ? 0 : 64) : 0;
  const inverses = learns ? width + 3 : 0;
  return {
    stride,
    pairs: memory.take(batch * stride),
    ends: memory.take(4 * batch),
    inverseStride,
    inverse: memory.take(inverseStride * inverses),
    inverseEnds: memory.take(4 * inverses),
  };
}

/** Leaves the pair behind if its value, as bits, is more than a sign. */
const advance = (pair: Local, bits: Local) =>
  pair.set(i32.add(
    pair.get,
    i32.mul(
      i32.ne(i32.add(bits.get, bits.get), i32.const(0)),
      i32.const(8),
    ),
  ));

/** Adds `(from, pair) -> end`: lists so many float32. */
function listFloats(module: Module, count: number): Call {
  return module.fn(["i32", "i32"], ["i32"], (local, from, pair) => {
    const [i, x] = local.many("i32", 2);
    return [
      loop(i, i32.const(0), i32.const(count), 1, [
        x.set(i32.load(from.get)),
        i32.store(pair.get, i.get),
        i32.store(pair.get, x.get, 4),
        advance(pair, x),
        from.set(plus(from.get, 4)),
      ]),
      pair.get,
    ];
  });
}

/** Adds `(from, pair) -> end`: lists what so many bytes stand for, of which 0 is 0. */
function listBytes(module: Module, count: number): Call {
  return module.fn(["i32", "i32"], ["i32"], (local, from, pair) => {
    const [i, x] = local.many("i32", 2);
    const put = (at: number) => [
      x.set(i32.load8(i32.add(from.get, i.get), at)),
      i32.store(pair.get, plus(i.get, at)),
      f32.store(
        pair.get,
        f32.load(i32.mul(x.get, i32.const(4)), address.levels),
        4,
      ),
      advance(pair, x),
    ];
    const some = (many: number) =>
      Array.from({ length: many }, (_, n) => put(n));
    return [
      loop(
        i,
        i32.const(0),
        i32.const(count - count % 16),
        16,
        when(v128.isAny(v128.load(i32.add(from.get, i.get))), some(16)),
      ),
      some(count % 16),
      pair.get,
    ];
  });
}

/** The pairs of a row, and where their end is kept. */
const placeOf = ({ stride, pairs, ends }: Lists, row: Local) => ({
  pair: plus(i32.mul(row.get, i32.const(stride)), pairs),
  keepEnd: (end: ReturnType<Call>) =>
    i32.store(i32.mul(row.get, i32.const(4)), end, ends),
});

/** Adds `(example, row)`: lays an example, stored whole, out as row of the batch. */
export function listExample(
  module: Module,
  { columns, small, values }: Stored,
  lists: Lists,
): Call {
  const one = small ? listBytes(module, columns) : listFloats(module, columns);
  const bytes = i32.const(small ? columns : 4 * columns);
  return module.fn(["i32", "i32"], [], (_, example, row) => {
    const { pair, keepEnd } = placeOf(lists, row);
    return keepEnd(one(plus(i32.mul(example.get, bytes), values), pair));
  });
}

/** Adds `(row, rows)`: lists so many numbers of these rows, row 0 at `from`. */
export function listRows(
  module: Module,
  { from, stride, count }: { from: number; stride: number; count: number },
  lists: Lists,
): Call {
  const one = listFloats(module, count);
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const b = local("i32"), end = local("i32");
    const { pair, keepEnd } = placeOf(lists, b);
    return [
      end.set(i32.add(row.get, rows.get)),
      loop(
        b,
        row.get,
        end.get,
        1,
        keepEnd(one(plus(i32.mul(b.get, i32.const(stride)), from), pair)),
      ),
    ];
  });
}
