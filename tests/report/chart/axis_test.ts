import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { axis, type AxisOptions } from "../../../lib/report/chart/axis.ts";

type Case = [
  what: string,
  values: number[],
  options: Partial<AxisOptions>,
  most: number,
  texts: string[],
];

const cases: Case[] = [
  // A fifth of 1 is 0.2.
  ["shares", [0, 1], {}, 5, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]],
  // 0.7 - 0.1 over 3 is 0.2; the ends are rounded outward.
  ["rounded ends", [0.1, 0.7], {}, 3, ["0", "0.2", "0.4", "0.6", "0.8"]],
  // 0.7 / 0.1 is 6.999999999999999 as floats, which is 7.
  ["ends that are round", [0.3, 0.7], {}, 4, [
    "0.3",
    "0.4",
    "0.5",
    "0.6",
    "0.7",
  ]],
  // 7 / 5 is 1.4, so the step is 2.
  ["negative", [-3, 4], {}, 5, ["-4", "-2", "0", "2", "4"]],
  ["thousands", [0, 4000], {}, 4, ["0", "1,000", "2,000", "3,000", "4,000"]],
  ["thousands, one apart", [1000, 1002], {}, 2, ["1,000", "1,001", "1,002"]],
  ["millions", [0, 4e6], {}, 4, ["0", "1e6", "2e6", "3e6", "4e6"]],
  ["tiny", [0, 2e-5], {}, 4, ["0", "5e-6", "1e-5", "1.5e-5", "2e-5"]],
  ["a thousandth", [0, 1e-3], {}, 2, ["0", "0.0005", "0.0010"]],
  ["less than a million", [0, 8e5], {}, 4, [
    ...["0", "200,000", "400,000", "600,000", "800,000"],
  ]],
  ["a million", [0, 1e6], {}, 2, ["0", "5e5", "1e6"]],
  ["a narrow range", [1.0001, 1.0003], {}, 2, ["1.0001", "1.0002", "1.0003"]],
  ["equal values", [0.5, 0.5], {}, 5, ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]],
  ["equal to the last digits", [1, 1 + 2 ** -52], {}, 2, ["0", "0.5", "1.0"]],
  ["zeros", [0, 0], {}, 2, ["0", "0.5", "1.0"]],
  ["not finite", [NaN, 0, Infinity, 1], {}, 2, ["0", "0.5", "1.0"]],
  ["no values", [], {}, 2, ["0", "0.5", "1.0"]],
  // d3.ticks(1.9, 6.4, 10) in the documentation of d3-array
  ["a domain", [], { domain: [1.9, 6.4] }, 10, [
    ...["2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0", "5.5", "6.0"],
  ]],
  ["epochs", [1, 2, 3], { whole: true }, 5, ["1", "2", "3"]],
  ["one epoch", [1], { whole: true }, 5, ["1"]],
  // 19 / 5 is 3.8, so the step is 5. The first epoch is 4 from the next tick.
  ["20 epochs", [1, 20], { whole: true }, 5, ["1", "5", "10", "15", "20"]],
  // The last epoch is 4 from the tick 50. This is less than half the step of
  // 10, so 50 has no tick.
  ["54 epochs", [1, 54], { whole: true }, 6, [
    "1",
    "10",
    "20",
    "30",
    "40",
    "50",
  ]],
  ["57 epochs", [1, 57], { whole: true }, 6, [
    "1",
    "10",
    "20",
    "30",
    "40",
    "50",
    "57",
  ]],
  ["1,000 epochs", [1, 1000], { whole: true }, 5, [
    ...["1", "200", "400", "600", "800", "1,000"],
  ]],
  // From 0.002 to 50 there are 14 possible ticks at 1, 2 and 5, which is too
  // many: only the powers of 10 get ticks.
  ["decades", [0.002, 30], { scale: "log" }, 6, ["0.01", "0.1", "1", "10"]],
  ["half decades", [0.03, 0.4], { scale: "log" }, 5, [
    "0.02",
    "0.05",
    "0.1",
    "0.2",
    "0.5",
  ]],
  ["every second decade", [1e-6, 2], { scale: "log" }, 5, [
    "1e-6",
    "1e-4",
    "0.01",
    "1",
  ]],
  ["one value", [0.1], { scale: "log" }, 5, ["0.05", "0.1", "0.2"]],
];

Deno.test("axis() has ticks at round values", async (t) => {
  for (const [what, values, options, most, texts] of cases) {
    await t.step(what, () => {
      const { ticks } = axis(values, { label: "x", ...options }, most);
      assertEquals(ticks.map(({ text }) => text), texts);
    });
  }
});

Deno.test("axis() gives positions in proportion to the values, or to their logarithms", async (t) => {
  const cases: [
    what: string,
    values: number[],
    options: Partial<AxisOptions>,
    positions: [number, number][],
  ][] = [
    ["linear", [0, 10], {}, [[0, 0], [2.5, 0.25], [10, 1]]],
    ["whole", [1, 5], { whole: true }, [[1, 0], [2, 0.25], [5, 1]]],
    ["one epoch, in the middle", [7], { whole: true }, [[7, 0.5]]],
    ["a domain", [], { domain: [-1, 1] }, [[-1, 0], [0, 0.5], [0.5, 0.75]]],
    // log10 of 0.05 / 0.005 is 1, and log10 of 5 / 0.005 is 3
    ["log, ends between decades", [0.006, 4], { scale: "log" }, [[
      0.05,
      1 / 3,
    ]]],
    ["log", [0.001, 10], { scale: "log" }, [[0.001, 0], [0.01, 0.25], [
      0.1,
      0.5,
    ], [10, 1]]],
  ];
  for (const [what, values, options, positions] of cases) {
    await t.step(what, () => {
      const { position } = axis(values, { label: "x", ...options }, 5);
      for (const [value, expected] of positions) {
        assertAlmostEquals(position(value), expected, 1e-12);
      }
    });
  }
});

Deno.test("axis() refuses values of 0 or less on a log axis, and names the axis", () => {
  for (const value of [0, -1]) {
    assertThrows(
      () => axis([1, value], { label: "learningRate", scale: "log" }, 5),
      RangeError,
      `learningRate on a log axis must be over 0: found ${value}`,
    );
  }
});

Deno.test("axis() contains all values, and has 2 to `most` + 2 ascending ticks with texts that match their values", () => {
  const value = fc.double({ noNaN: true, min: -1e300, max: 1e300 });
  const values = fc.array(value, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      values,
      fc.constantFrom("linear" as const, "log" as const),
      fc.integer({ min: 2, max: 7 }),
      (all, scale, most) => {
        const shown = scale === "log" ? all.map((x) => Math.abs(x) || 1) : all;
        const { ticks, position } = axis(shown, { label: "x", scale }, most);
        assert(
          ticks.length >= 2 && ticks.length <= most + 2,
          `${ticks.length}`,
        );
        for (const x of shown) {
          const at = position(x);
          assert(at > -1e-6 && at < 1 + 1e-6, `${x} at ${at}`);
        }
        for (const [n, { value, text }] of ticks.entries()) {
          assert(n === 0 || value > ticks[n - 1].value);
          assertEquals(Number(text.replaceAll(",", "")), value);
        }
      },
    ),
    { seed: 1, numRuns: 1000 },
  );
});
