/**
 * Lists of nonzero numbers, which are made during the forward and the backward
 * pass. The lists are made from inputs that are stored as whole rows, and from
 * the outputs and dL/dz of hidden layers with relu. The kernel function that
 * reads the lists then skips the zeros. The index of an example is b, and the
 * index of an input is i. A pair consists of the index i of an input and the
 * value x[b][i] of this input in example b. The kernels compute
 *
 * ```
 * for b, i: if (x[b][i] !== 0) add (i, x[b][i]) to b's list
 * ```
 *
 * A pair is written for every number; the pair of a zero is overwritten by the
 * next pair. The code for each number has no branch, because processors would
 * often predict the branch wrongly. Registers: 1.
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

/** The addresses of the lists of nonzero values of a batch. */
export interface Lists {
  /** The address of the first pair (input, value) of example 0. */
  readonly pairs: number;
  /** The distance in bytes between the pairs of two neighboring examples. */
  readonly stride: number;
  /**
   * The address of an array with one 4-byte word for each example: the address
   * after the last pair of the example.
   */
  readonly ends: number;
  /**
   * The address of the pairs of the list of input 0, for the update of the
   * weights. In the update, each input has a list of pairs. The bias counts as
   * an additional input after the last input.
   */
  readonly inverse: number;
  /** The distance in bytes between the pairs of two neighboring inputs. */
  readonly inverseStride: number;
  /**
   * The address of an array with one 4-byte word for each input: the address
   * after the last pair of the input.
   */
  readonly inverseEnds: number;
}

/**
 * Allocates memory for the lists of nonzero values of a batch.
 *
 * @param longest The largest number of pairs in a list, if this number is
 *   known.
 * @param learns Whether the update of the weights also needs a list for each
 *   input, besides the list for each example.
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
  const stride = 8 * longest + 24; // two more pairs for a background
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

/** Code that advances to the next pair if the value of the current pair is neither 0 nor -0. */
const advance = (pair: Local, bits: Local) =>
  pair.set(i32.add(
    pair.get,
    i32.mul(
      i32.ne(i32.add(bits.get, bits.get), i32.const(0)),
      i32.const(8),
    ),
  ));

/**
 * Adds a function `(from, pair) -> end` that makes the list of the nonzero
 * numbers among `count` float32 numbers at address `from`. `pair` is the
 * address of the first pair, and the result is the address after the last pair.
 */
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

/**
 * Adds a function `(from, pair) -> end` that makes the list of the nonzero
 * numbers among `count` numbers, which are stored as bytes at address `from`.
 * `pair` is the address of the first pair, and the result is the address after
 * the last pair. Byte 0 stands for 0.
 */
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

/**
 * The code for the list of a row: `pair` computes the address of the first
 * pair, and `keepEnd` stores the address after the last pair.
 */
const placeOf = ({ stride, pairs, ends }: Lists, row: Local) => ({
  pair: plus(i32.mul(row.get, i32.const(stride)), pairs),
  keepEnd: (end: ReturnType<Call>) =>
    i32.store(i32.mul(row.get, i32.const(4)), end, ends),
});

/**
 * Adds a function `(example, row)` that makes the list of nonzero inputs for a
 * row of the batch from the inputs of an example.
 */
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

/**
 * Adds a function `(row, rows)` that makes the lists of nonzero numbers of
 * `rows` rows of the batch, starting at `row`. The numbers of row 0 are at
 * address `from`.
 */
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
