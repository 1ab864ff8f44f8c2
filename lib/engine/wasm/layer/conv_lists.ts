/**
 * Lists of the nonzero values of dL/dz of a convolution that is followed by a max
 * pooling layer, which passes the gradient to one position of each window. An entry
 * of a list is a pair: a value d of dL/dz, and the position of the numbers that d
 * is multiplied with. `conv_listed_backward.ts` and `conv_listed_update.ts` use the
 * lists.
 *
 * @module
 */

import {
  again,
  block,
  brIf,
  type Code,
  i32,
  type Local,
  v128,
} from "../code/assemble.ts";
import { least, plus } from "../code/control.ts";

/** The size of a pair in bytes. */
export const PAIR = 8;

/**
 * Code that runs a body for each bit of `bits` that is set, with its number in `n`.
 * `bits` ends as 0.
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
 * Code that computes a bit mask of the nonzero numbers in vectors, with four bits for each
 * offset from an address.
 */
export function nonzeros(at: Local, offsets: readonly number[]): Code {
  return offsets
    .map((offset, v) =>
      i32.shiftLeft(
        v128.signs(v128.ne(v128.load(at.get, offset), v128.const(0))),
        i32.const(4 * v),
      )
    )
    .reduce((some, more) => i32.or(some, more));
}

/** Code that computes a mask of the lowest `count` bits. */
export const lowest = (count: number): Code => i32.const(~(-1 << count));

/** Code that writes a pair at `to`, and advances `to` if it is not at the last pair. */
export function put(to: Local, number: Code, bits: Code, last: Code): Code {
  return [
    i32.store(to.get, number),
    i32.store(to.get, bits, 4),
    to.set(least(plus(to.get, PAIR), last)),
  ];
}
