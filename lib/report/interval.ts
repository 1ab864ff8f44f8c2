/**
 * How far a share that was counted may lie from the one that holds in general.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";

const Z = 1.959963984540054; // 95 % of a normal distribution lie within so many deviations

/**
 * The 95 % Wilson score interval of a share: unlike the plain plus-or-minus, it
 * stays within 0 and 1 and is honest for few rows and for shares near 1.
 *
 * @param right How many were right.
 * @param count Of how many, at least 1.
 * @returns The lower and the upper end, both from 0 to 1.
 * @see Wilson, Probable Inference, the Law of Succession, and Statistical
 *   Inference (1927), Journal of the American Statistical Association 22
 * @example Eight of ten is a wide claim
 * ```ts
 * import { wilsonInterval } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const [low, high] = wilsonInterval(8, 10);
 * assertEquals([low.toFixed(4), high.toFixed(4)], ["0.4902", "0.9433"]);
 * ```
 */
export function wilsonInterval(
  right: number,
  count: number,
): readonly [number, number] {
  mustBeNumber("count", count, { from: 1 });
  mustBeNumber("right", right, { from: 0, to: count });
  const share = right / count;
  const z2 = Z * Z / count;
  const centre = share + z2 / 2;
  const reach = Math.sqrt(z2 * (share * (1 - share) + z2 / 4));
  return [
    (centre - reach) / (1 + z2),
    right === count ? 1 : (centre + reach) / (1 + z2), // not 1 - 1e-16
  ];
}
