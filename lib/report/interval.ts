/**
 * The confidence interval of a fraction such as accuracy.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";

const Z = 1.959963984540054; // 95 % of a normal distribution lie within this many standard deviations

/**
 * The 95 % Wilson score interval of a fraction. Unlike the interval of the
 * normal approximation, the Wilson interval is always between 0 and 1. The
 * Wilson interval is also valid for few rows and for fractions near 1.
 *
 * @param right The number of right predictions.
 * @param count The number of predictions, at least 1.
 * @returns The lower and the upper end, both from 0 to 1.
 * @see Wilson, Probable Inference, the Law of Succession, and Statistical
 *   Inference (1927), Journal of the American Statistical Association 22
 * @example Eight of ten
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
  const center = share + z2 / 2;
  const reach = Math.sqrt(z2 * (share * (1 - share) + z2 / 4));
  return [
    (center - reach) / (1 + z2),
    right === count ? 1 : (center + reach) / (1 + z2), // exactly 1, not 1 - 1e-16
  ];
}
