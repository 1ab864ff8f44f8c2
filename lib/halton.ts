/**
 * Scrambled Halton points: numbers that fill a cube more evenly than random ones,
 * each known from its index alone, so that more points can be added at any time.
 *
 * @module
 */

import { random } from "./random.ts";

/** Beyond so many digits a float64 shows no more. */
const PRECISION = 2 ** -53;

/**
 * One coordinate of the points of a scrambled Halton sequence: the digits of the
 * index in a prime base, each place of digits in a random order of its own,
 * mirrored at the point.
 *
 * @param seed The seed of the orders.
 * @param axis Which coordinate, from 0: the base is the prime number after so many.
 * @returns The coordinate of the point with an index from 0: from 0 to below 1.
 * @see Owen, A randomized Halton algorithm in R (2017), https://arxiv.org/abs/1706.02808
 */
export function halton(seed: number, axis: number): (index: number) => number {
  const base = prime(axis);
  const orders: Uint32Array[] = [];
  for (let unit = 1; unit > PRECISION; unit /= base) {
    const order = Uint32Array.from({ length: base }, (_, digit) => digit);
    orders.push(random(seed, "halton", axis, orders.length).shuffle(order));
  }
  return (index) => {
    let sum = 0, unit = 1;
    for (const order of orders) {
      unit /= base;
      sum += order[index % base] * unit;
      index = Math.floor(index / base);
    }
    return Math.min(sum, 1 - PRECISION);
  };
}

/** The prime number after so many others: 2, 3, 5, 7. */
function prime(place: number): number {
  const found: number[] = [];
  for (let n = 2; found.length <= place; n++) {
    if (found.every((other) => n % other !== 0)) found.push(n);
  }
  return found[place];
}
