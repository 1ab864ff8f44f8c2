/**
 * Lists of the nonzero values of dL/dz of a convolution that is followed by a
 * max pooling layer, which passes the gradient to one position of each window.
 * An entry of a list is a pair: a value d of dL/dz, and the position of the
 * numbers that d is multiplied with. `conv_listed_backward.ts` and
 * `conv_listed_update.ts` use the lists. The lists are made from marks, which
 * the pooling layer writes: a mark is a byte for four channels of a position.
 * Its four lowest bits say which of the four dL/dz are not zero.
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
} from "../code/assemble.ts";
import { plus } from "../code/control.ts";

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
 * The size in bytes of the dL/dz that belong to one mark: the size of a vector,
 * or of one number if vectors are not aligned to positions.
 */
export function markedBytes(channels: number): number {
  return channels % 4 === 0 ? 16 : 4;
}

/** Code that joins marks at these offsets from an address to a bit mask, with four bits for each mark. */
export function marksAt(at: Local, offsets: readonly number[]): Code {
  return offsets
    .map((offset, n) =>
      i32.shiftLeft(i32.load8(at.get, offset), i32.const(4 * n))
    )
    .reduce((some, more) => i32.or(some, more));
}

/** Code that writes a pair at `to`, and advances `to`. */
export function put(to: Local, number: Code, bits: Code): Code {
  return [
    i32.store(to.get, number),
    i32.store(to.get, bits, 4),
    to.set(plus(to.get, PAIR)),
  ];
}
