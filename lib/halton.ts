/**
 * Scrambled Halton points, which fill a cube more evenly than random points.
 * Each point depends only on its index. Therefore more points can be added
 * later.
 *
 * @module
 */

import { random } from "./random.ts";

/**
 * The smallest place value of a digit: digits with a smaller place value do not
 * change a float64 between 0.5 and 1.
 */
const PRECISION = 2 ** -53;

/**
 * One coordinate of the points of a scrambled Halton sequence. The index of a
 * point is written in a prime base. The digits of the index, in reverse order,
 * are the fraction digits of the coordinate. A random permutation replaces each
 * digit; each digit position has a different permutation.
 *
 * @param seed The seed of the permutations.
 * @param axis The number of the coordinate, counted from 0. Coordinate 0 has
 *   base 2, coordinate 1 has base 3, coordinate 2 has base 5.
 * @returns A function that returns the coordinate of a point: at least 0 and
 *   less than 1. The argument of the returned function is the index of the
 *   point, counted from 0.
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

/** The prime number with the index `place`, counted from 0: 2, 3, 5, 7 and so on. */
function prime(place: number): number {
  const found: number[] = [];
  for (let n = 2; found.length <= place; n++) {
    if (found.every((other) => n % other !== 0)) found.push(n);
  }
  return found[place];
}
