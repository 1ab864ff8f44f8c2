import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { halton } from "../lib/halton.ts";
import { random } from "../lib/random.ts";

/**
 * The centered L2 discrepancy of points, by the formula of Hickernell, A generalized
 * discrepancy and quadrature error bound (1998), equation 5.
 */
function discrepancy(points: readonly (readonly number[])[]): number {
  const n = points.length, d = points[0].length;
  const far = (x: number) => Math.abs(x - 0.5);
  let one = 0, two = 0;
  for (const x of points) {
    one += x.reduce(
      (all, k) => all * (1 + far(k) / 2 - far(k) ** 2 / 2),
      1,
    );
    for (const y of points) {
      two += x.reduce(
        (all, k, j) =>
          all * (1 + far(k) / 2 + far(y[j]) / 2 - Math.abs(k - y[j]) / 2),
        1,
      );
    }
  }
  return Math.sqrt((13 / 12) ** d - 2 * one / n + two / n ** 2);
}

/** The median over 20 seeds of the discrepancy of 50 points. */
function median(d: number): number {
  const all = Array.from({ length: 20 }, (_, seed) => {
    const axes = Array.from({ length: d }, (_, axis) => halton(seed, axis));
    return discrepancy(
      Array.from({ length: 50 }, (_, i) => axes.map((at) => at(i))),
    );
  }).sort((a, b) => a - b);
  return (all[9] + all[10]) / 2;
}

Deno.test("the discrepancy() of this test gives the published value for one point", () => {
  // at the center of the square: (13/12)^2 - 2 + 1
  assertAlmostEquals(discrepancy([[0.5, 0.5]]) ** 2, (13 / 12) ** 2 - 1, 1e-12);
});

Deno.test("halton() fills 2, 4 and 8 dimensions as evenly as published scrambled Halton points", async (t) => {
  // the medians of the study for 20 seeds and 50 points; random points have
  // 0.084, 0.141, 0.277
  for (const [d, expected] of [[2, 0.021], [4, 0.05], [8, 0.169]]) {
    await t.step(`d = ${d}`, () => {
      const found = median(d);
      assertAlmostEquals(found, expected, 0.06 * expected, `${found}`);
    });
  }
});

Deno.test("halton() puts one point into each part of the first base ** k points", () => {
  for (const [axis, base] of [[0, 2], [1, 3], [2, 5], [3, 7]]) {
    const at = halton(9, axis), parts = base ** 3;
    const hit = new Set(
      Array.from({ length: parts }, (_, i) => Math.floor(at(i) * parts)),
    );
    assertEquals(hit.size, parts);
  }
});

Deno.test("halton() stays in [0, 1) up to the largest index of a sweep", () => {
  for (let axis = 0; axis < 30; axis++) {
    const at = halton(1, axis);
    for (const index of [0, 1, 99_999]) assert(at(index) >= 0 && at(index) < 1);
  }
});

Deno.test("halton() gives different numbers for other seeds and axes", () => {
  const firsts = [halton(1, 0), halton(2, 0), halton(1, 1)].map((at) => at(5));
  assertEquals(new Set(firsts).size, 3);
});

Deno.test("halton() is below 1 even if all digits are the largest", () => {
  for (const [axis, base] of [[0, 2], [1, 3], [2, 5], [3, 7]]) {
    let found = 0;
    for (let seed = 0; seed < 200; seed++) {
      let index = 0, weight = 1;
      for (let digit = 0, unit = 1; unit > 2 ** -53; digit++, unit /= base) {
        const order = Uint32Array.from({ length: base }, (_, n) => n);
        random(seed, "halton", axis, digit).shuffle(order);
        index += weight * order.indexOf(base - 1);
        weight *= base;
      }
      if (!Number.isSafeInteger(index)) continue;
      found++;
      const last = halton(seed, axis)(index);
      assert(last < 1 && last > 1 - 1e-15, `${last}`);
    }
    assert(found > 0);
  }
});
