/**
 * Code that kernels share: counted loops, address arithmetic, and sums across lanes,
 * which are the four numbers of a vector.
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

/** Code that computes a + n; if n is 0, the code of a alone. */
export function plus(a: Code, n: number): Code {
  return n === 0 ? a : i32.add(a, i32.const(n));
}

/** Code that computes a * n. */
export function times(a: Code, n: number): Code {
  return n === 1 ? a : i32.mul(a, i32.const(n));
}

/** for (i = from; i < to; i += step) body */
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

/** Code that computes the smaller of two integers. Each operand is evaluated twice. */
export function least(a: Code, b: Code): Code {
  return choose(a, b, i32.lt(a, b));
}

/** Code that computes the larger of two integers. Each operand is evaluated twice. */
export function largest(a: Code, b: Code): Code {
  return choose(a, b, i32.gt(a, b));
}

/** Code that computes a vector with the sum of four lanes, (0 + 1) + (2 + 3), in each lane. */
export function lanesAdded(of: Local, value: Code): Code {
  return [
    of.set(value),
    of.set(v128.add(of.get, v128.shuffle(of.get, of.get, 1, 0, 3, 2))),
    v128.add(of.get, v128.shuffle(of.get, of.get, 2, 3, 0, 1)),
  ];
}

/** Code that computes a vector with the maximum of four lanes in each lane. */
export function lanesMost(of: Local, value: Code): Code {
  return [
    of.set(value),
    of.set(v128.max(of.get, v128.shuffle(of.get, of.get, 1, 0, 3, 2))),
    v128.max(of.get, v128.shuffle(of.get, of.get, 2, 3, 0, 1)),
  ];
}

/**
 * Makes code for four numbers of a row, at a byte offset. `mask` marks the
 * lanes that belong to the row, and is undefined if all four lanes belong to
 * the row.
 */
type Part = (offset: Code, mask: Code | undefined) => Code;

/**
 * Code that runs a body for each vector of a row with `width` numbers. The last
 * vector may be partial.
 */
export function alongRow(j: Local, width: number, body: Part): Code {
  const whole = 16 * Math.floor(width / 4), rest = width % 4;
  const mask = v128.wholes(...[0, 1, 2, 3].map((lane) => lane < rest ? -1 : 0));
  return [
    loop(j, i32.const(0), i32.const(whole), 16, body(j.get, undefined)),
    rest ? body(i32.const(whole), mask) : [],
  ];
}

/** Code that computes `value` in the lanes of the row and `other` in the remaining lanes. */
export function within(mask: Code | undefined, value: Code, other = 0): Code {
  if (!mask) return value;
  return other === 0
    ? v128.andBits(value, mask)
    : v128.select(value, v128.const(other), mask);
}

/**
 * Code that computes a worker's part of `count` items: the index of its first
 * item, and the index of the next worker's first item.
 */
export function workerPart(
  count: Code,
  worker: Local,
  workers: Local,
): { from: Code; to: Code } {
  const upTo = (w: Code) => i32.div(i32.mul(count, w), workers.get);
  return { from: upTo(worker.get), to: upTo(plus(worker.get, 1)) };
}
