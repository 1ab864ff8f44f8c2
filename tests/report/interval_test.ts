import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { wilsonInterval } from "../../lib/report/interval.ts";

Deno.test("wilsonInterval() gives published bounds to four digits", async (t) => {
  // The first four are from Newcombe (1998), Statistics in Medicine 17, table
  // I, method 3.
  for (
    const [right, count, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
      [8, 10, 0.4902, 0.9433],
      [0, 10, 0, 0.2775],
      [10, 10, 0.7225, 1],
      [9759, 10_000, 0.9727, 0.9787],
    ]
  ) {
    await t.step(`${right} of ${count}`, () => {
      const interval = wilsonInterval(right, count);
      assertAlmostEquals(interval[0], low, 5e-5);
      assertAlmostEquals(interval[1], high, 5e-5);
    });
  }
});

Deno.test("wilsonInterval() solves Wilson's quadratic within 1e-12", () => {
  // The observed share is z standard deviations of p away from each bound p.
  const [right, count] = [37, 50];
  for (const p of wilsonInterval(right, count)) {
    const deviations = (right / count - p) / Math.sqrt(p * (1 - p) / count);
    assertAlmostEquals(Math.abs(deviations), 1.959963984540054, 1e-12);
  }
});

Deno.test("wilsonInterval() is exactly 0 or 1 at the end if no or all examples are correct", () => {
  for (let count = 1; count <= 200; count++) {
    assertEquals(wilsonInterval(0, count)[0], 0);
    assertEquals(wilsonInterval(count, count)[1], 1);
    assert(wilsonInterval(count, count)[0] > 0);
  }
});
