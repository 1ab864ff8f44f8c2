/**
 * Code that many kernel functions use: loops with a counter, address
 * arithmetic, and the sum over the lanes of a vector. A lane is one of the four
 * numbers of a vector.
 *
 * @module
 */

import {
  again,
  block,
  brIf,
  choose,
  type Code,
  i32,
  type Local,
  v128,
} from "./assemble.ts";

/** Code that computes a + n. If n is 0, the code contains no addition. */
export function plus(a: Code, n: number): Code {
  return n === 0 ? a : i32.add(a, i32.const(n));
}

/** Code that computes a * n. If n is 1, the code contains no multiplication. */
export function times(a: Code, n: number): Code {
  return n === 1 ? a : i32.mul(a, i32.const(n));
}

/** Code for the loop `for (i = from; i < to; i += step) body`. */
export function loop(
  i: Local,
  from: Code,
  to: Code,
  step: number,
  body: Code,
): Code {
  const more = i32.lt(i.get, to);
  return [
    i.set(from),
    block([
      brIf(0, i32.ge(i.get, to)),
      again([body, i.set(plus(i.get, step)), brIf(0, more)]),
    ]),
  ];
}

/** Code that computes the smaller of two integers. The code evaluates each operand twice. */
export function least(a: Code, b: Code): Code {
  return choose(a, b, i32.lt(a, b));
}

/** Code that computes the larger of two integers. The code evaluates each operand twice. */
export function largest(a: Code, b: Code): Code {
  return choose(a, b, i32.gt(a, b));
}

/**
 * Code that computes the sum of the four lanes of `value`. Each lane of the
 * result contains this sum, (lane 0 + lane 1) + (lane 2 + lane 3). The code
 * uses `of` as a temporary variable.
 */
export function lanesAdded(of: Local, value: Code): Code {
  return [
    of.set(value),
    of.set(v128.add(of.get, v128.shuffle(of.get, of.get, 1, 0, 3, 2))),
    v128.add(of.get, v128.shuffle(of.get, of.get, 2, 3, 0, 1)),
  ];
}

/**
 * Code that computes the maximum of the four lanes of `value`. Each lane of the
 * result contains this maximum. The code uses `of` as a temporary variable.
 */
export function lanesMost(of: Local, value: Code): Code {
  return [
    of.set(value),
    of.set(v128.max(of.get, v128.shuffle(of.get, of.get, 1, 0, 3, 2))),
    v128.max(of.get, v128.shuffle(of.get, of.get, 2, 3, 0, 1)),
  ];
}

/**
 * Makes code for the next four numbers of a row. `offset` is the distance in
 * bytes from the start of the row. `mask` has the value -1 in the lanes that
 * belong to the row and 0 in the other lanes. If all four lanes belong to the
 * row, `mask` is undefined.
 */
type Part = (offset: Code, mask: Code | undefined) => Code;

/**
 * Code that runs the code of `body` for each vector of four numbers in a row of
 * `width` numbers. If `width` is not a multiple of 4, some lanes of the last
 * vector do not belong to the row.
 */
export function alongRow(j: Local, width: number, body: Part): Code {
  const whole = 16 * Math.floor(width / 4), rest = width % 4;
  const mask = v128.wholes(...[0, 1, 2, 3].map((lane) => lane < rest ? -1 : 0));
  return [
    loop(j, i32.const(0), i32.const(whole), 16, body(j.get, undefined)),
    rest ? body(i32.const(whole), mask) : [],
  ];
}

/**
 * Code that computes a vector with `value` in the lanes that belong to a row,
 * and with `other` in the other lanes. `mask` is the mask that `alongRow` passes
 * to `body`.
 */
export function within(mask: Code | undefined, value: Code, other = 0): Code {
  if (!mask) return value;
  return other === 0
    ? v128.andBits(value, mask)
    : v128.select(value, v128.const(other), mask);
}

/**
 * Code that computes a worker's part of `count` items: `from` is the index of
 * the first item of this part, and `to` is the index after the last item.
 */
export function workerPart(
  count: Code,
  worker: Local,
  workers: Local,
): { from: Code; to: Code } {
  const upTo = (w: Code) => i32.div(i32.mul(count, w), workers.get);
  return { from: upTo(worker.get), to: upTo(plus(worker.get, 1)) };
}
