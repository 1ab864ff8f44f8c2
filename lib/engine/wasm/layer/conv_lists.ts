/**
 * Lists of what is not zero of dL/dz of a convolution under a max pool, which passes
 * a gradient on to one place of each window. A pair of a list has where the numbers
 * are that an entry d of dL/dz is multiplied with, and d. What is done with lists is in
 * `conv_listed_backward.ts` and `conv_listed_update.ts`.
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

/** The bytes of a pair. */
export const PAIR = 8;

/** Code for each bit that is set; `bits` ends as 0. */
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

/** Which numbers of vectors at an address are not 0: four bits for each offset. */
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

/** The lowest bits, so many. */
export const lowest = (count: number): Code => i32.const(~(-1 << count));

/** Writes a pair at `to` and moves on, but not beyond the last pair. */
export function put(to: Local, number: Code, bits: Code, last: Code): Code {
  return [
    i32.store(to.get, number),
    i32.store(to.get, bits, 4),
    to.set(least(plus(to.get, PAIR), last)),
  ];
}
