import { assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import * as exact from "../lib/math.ts";

type Name = "exp" | "log" | "tanh" | "expm1" | "log1p";

const bits = new BigInt64Array(1);
const number = new Float64Array(bits.buffer);

/**
 * The position of a number among all float64 numbers, in order; both zeros have
 * position 0.
 */
function place(x: number): bigint {
  number[0] = x;
  return bits[0] < 0n ? -(bits[0] & 0x7fff_ffff_ffff_ffffn) : bits[0];
}

/** The distance of two numbers in units in the last place (ulp). */
function ulps(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Infinity;
  const distance = Number(place(a) - place(b));
  return distance === 0 ? 1 : Math.abs(distance); // 0 and -0 are two different numbers
}

/** The largest error for the arguments, with a text for the failure message. */
function worst(name: Name, xs: Iterable<number>): { most: number; at: string } {
  let most = 0, at = "";
  for (const x of xs) {
    const found = exact[name](x), reference = Math[name](x);
    const distance = ulps(found, reference);
    if (distance <= most) continue;
    most = distance;
    at = `${name}(${x}) is ${found} where Math has ${reference}`;
  }
  return { most, at };
}

/**
 * Numbers of every exponent and both signs, with denormals and the limits of
 * each.
 */
function* everyExponent(): Iterable<number> {
  for (let e = -1074; e <= 1023; e++) {
    const low = 2 ** e; // from a power of two to just below the next
    for (let k = 0; k < 40; k++) {
      const x = Math.min(low * (1 + k * 0.618034 % 1), Number.MAX_VALUE);
      yield x;
      yield -x;
    }
  }
  for (const x of [0, 2 ** -1074, 2 ** -1022, Number.MAX_VALUE, Infinity]) {
    yield x;
    yield -x;
  }
  yield NaN;
}

/** Many evenly spaced numbers, none of them round. */
function* between(from: number, to: number): Iterable<number> {
  const count = 200_000, step = (to - from) / (count + Math.SQRT1_2);
  for (let k = 0; k < count; k++) yield from + k * step;
}

const bounds: [name: Name, ulps: number, from: number, to: number][] = [
  ["exp", 1, -746, 710],
  ["log", 1, 0.4, 2.5],
  ["tanh", 3, -23, 23],
  ["expm1", 1, -40, 710],
  ["log1p", 3, -0.5, 1e3],
];

Deno.test("tanh() is within 1 ulp of the platform's from 1 upward", () => {
  const { most, at } = worst("tanh", between(1, 23));
  assertLessOrEqual(most, 1, at);
});

for (const [name, bound, from, to] of bounds) {
  Deno.test(`${name}() is within ${bound} ulp of the platform's`, async (t) => {
    await t.step("of every exponent, denormals and infinities", () => {
      const { most, at } = worst(name, everyExponent());
      assertLessOrEqual(most, bound, at);
    });
    for (
      const [low, high] of [[from, to], [-1, 1], [-1e-3, 1e-3], [-0.35, 0.35]]
    ) {
      await t.step(`from ${low} to ${high}`, () => {
        const { most, at } = worst(name, between(low, high));
        assertLessOrEqual(most, bound, at);
      });
    }
  });
}

Deno.test("the distance in ulp detects the smallest possible difference", () => {
  assertEquals(ulps(1, 1 + 2 ** -52), 1);
  assertEquals(ulps(-(2 ** -1074), 2 ** -1074), 2);
  assertEquals(ulps(0, -0), 1);
  assertEquals(ulps(NaN, NaN), 0);
  assertGreater(ulps(NaN, 1), 3);
});

Deno.test("functions of math.ts give known exact values", async (t) => {
  const cases: [name: Name, x: number, value: number][] = [
    ["exp", 0, 1],
    ["exp", -0, 1],
    ["exp", -Infinity, 0],
    ["exp", Infinity, Infinity],
    ["exp", 709.7827128933841, Infinity],
    ["exp", -745.1332191019411, 2 ** -1074],
    ["exp", -745.1332191019412, 0],
    ["exp", NaN, NaN],
    ["log", 1, 0],
    ["log", Math.E, 1],
    ["log", 2, Math.LN2],
    ["log", 10, Math.LN10],
    ["log", 0, -Infinity],
    ["log", -0, -Infinity],
    ["log", -1, NaN],
    ["log", -Infinity, NaN],
    ["log", Infinity, Infinity],
    ["log", NaN, NaN],
    ["tanh", 0, 0],
    ["tanh", -0, -0],
    ["tanh", 2 ** -1074, 2 ** -1074],
    ["tanh", 22, 1],
    ["tanh", -1000, -1],
    ["tanh", Infinity, 1],
    ["tanh", -Infinity, -1],
    ["tanh", NaN, NaN],
    ["expm1", 0, 0],
    ["expm1", -0, -0],
    ["expm1", 2 ** -60, 2 ** -60],
    ["expm1", -(2 ** -1074), -(2 ** -1074)],
    ["expm1", -50, -1],
    // the exact e^x - 1, computed with 60 digits, is 1.5 below this number; the
    // next numbers are 8 away
    ["expm1", 38.48016852107699, 5.14902323289782e+16],
    ["expm1", -Infinity, -1],
    ["expm1", Infinity, Infinity],
    ["expm1", NaN, NaN],
  ];
  for (const [name, x, value] of cases) {
    await t.step(`${name}(${Object.is(x, -0) ? "-0" : x})`, () => {
      assertEquals(exact[name](x), value);
    });
  }
});

Deno.test("functions of math.ts give published digits, within 1 ulp", async (t) => {
  const cases: [name: Name, x: number, value: number][] = [
    // Abramowitz and Stegun, Handbook of Mathematical Functions, tables 1.1 and 4.4
    ["exp", 1, 2.718281828459045235360],
    ["exp", 2, 7.389056098930650227],
    ["exp", 10, 22026.465794806716517],
    ["exp", -1, 0.367879441171442321596],
    ["exp", 0.5, 1.648721270700128146849],
    ["log", 3, 1.098612288668109691395],
    ["log", 7, 1.945910149055313305105],
    ["log", 0.5, -0.693147180559945309417],
    ["tanh", 1, 0.761594155955764888119],
    ["tanh", 0.5, 0.462117157260009758502],
    ["expm1", 1, 1.718281828459045235360],
    ["expm1", 1e-5, 1.000005000016666708333e-5],
  ];
  for (const [name, x, value] of cases) {
    await t.step(
      `${name}(${x})`,
      () => assertLessOrEqual(ulps(exact[name](x), value), 1),
    );
  }
});

Deno.test("erf() gives published digits, within 16 ulp", async (t) => {
  const cases: [x: number, value: number][] = [
    // Abramowitz and Stegun, Handbook of Mathematical Functions, table 7.1
    [0, 0],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [Infinity, 1],
    [NaN, NaN],
  ];
  for (const [x, value] of cases) {
    await t.step(`erf(${x})`, () => {
      assertLessOrEqual(ulps(exact.erf(x), value), 16);
      assertEquals(exact.erf(-x), -exact.erf(x));
    });
  }
});

Deno.test("cos() is within 3e-16 of the platform's up to 1000", () => {
  for (const x of between(-1000, 1000)) {
    assertLessOrEqual(Math.abs(exact.cos(x) - Math.cos(x)), 3e-16, `${x}`);
  }
  assertEquals([exact.cos(0), exact.cos(Math.PI)], [1, -1]);
  assertEquals(exact.cos(Infinity), NaN);
});
