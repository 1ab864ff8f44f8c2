import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { COLORS, fitted } from "../../../lib/report/chart/_svg.ts";
import { barChart } from "../../../lib/report/chart/mod.ts";
import { faultOfXml } from "./_xml.ts";

const title = "examples of each class";

/** The bars of a chart: x, y and width. */
function rects(svg: string): number[][] {
  const rect = /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="14"/g;
  return [...svg.matchAll(rect)].map(([, ...numbers]) => numbers.map(Number));
}

/*
 * Worked by hand for 400: the names are a letter of 7.7, and 8 to the bar at 15.7;
 * "2,000" is 4 digits of 7.7, a comma of 4.9, and 8: 400 - 15.7 - 43.7 is 340.6.
 */
Deno.test("barChart() draws bars in proportion, 20 pixels apart", () => {
  const svg = barChart({ title, bars: [["a", 2000], ["b", 1000], ["c", 0]] });
  assertEquals(rects(svg), [[15.7, 3, 340.6], [15.7, 23, 170.3], [
    15.7,
    43,
    0,
  ]]);
  assertStringIncludes(svg, 'viewBox="0 0 400 60"');
  assertStringIncludes(svg, `<title>${title}</title>`);
  assertStringIncludes(svg, "<desc>a: 2,000; b: 1,000; c: 0</desc>");
  assertStringIncludes(
    svg,
    '<text x="362.3" y="14" text-anchor="start">2,000<',
  );
});

Deno.test("barChart() prints whole numbers in full, and other numbers with four digits", () => {
  const values = [1_234_567, 0.123456, 12.5, 1e-7, 5e20];
  const svg = barChart({ title, bars: values.map((value) => ["a", value]) });
  assertStringIncludes(
    svg,
    "<desc>a: 1,234,567; a: 0.1235; a: 12.5; a: 1e-7; a: 5.000e20</desc>",
  );
});

Deno.test("barChart() stays within its edges without bars, and with zeros, hostile names or long names", async (t) => {
  const long = "a class of a very long name that no chart has room for";
  const cases: [what: string, bars: [string, number][]][] = [
    ["none", []],
    ["zeros", [["a", 0], ["b", 0]]],
    ["hostile", [['<b>&"', 1], ["\u0000\ud800", 2]]],
    ["long", [[long, 3]]],
  ];
  for (const [what, bars] of cases) {
    await t.step(what, () => {
      const svg = barChart({ title, bars });
      assertEquals(faultOfXml(svg), undefined);
      assertEquals(/NaN|<b>/.test(svg), false);
      for (const [x, , width] of rects(svg)) assert(x + width <= 400);
    });
  }
  await t.step("a long name has its full text as a tooltip", () => {
    assertStringIncludes(
      barChart({ title, bars: [[long, 3]] }),
      `<title>${long}</title>a class of …s room for</text>`,
    );
  });
});

Deno.test("barChart() refuses a value that is negative or not finite", () => {
  for (const value of [-1, NaN, Infinity]) {
    assertThrows(
      () => barChart({ title, bars: [["a", value]] }),
      RangeError,
      `the value of the bar a must be at least 0: found ${value}`,
    );
  }
});

Deno.test("fitted() shortens a long text in the middle", async (t) => {
  const cases: [text: string, width: number, expected: string][] = [
    ["abcde", 38.5, "abcde"], // 5 letters of 7.7
    ["abcdegh", 43, "ab…gh"], // an ellipsis of 12, and twice two letters, 15.4
    ["日本語日本語", 72, "日本語日本語"], // 6 of 12
    ["日本語日本語", 43, "日…語"],
  ];
  for (const [text, width, expected] of cases) {
    await t.step(`${text} in ${width}`, () => {
      assertEquals(fitted(text, width), expected);
    });
  }
});

/** Relative luminance of `#rrggbb`, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

Deno.test("COLORS have a contrast of 3:1 with white and black, as WCAG 1.4.11 requires of charts", async (t) => {
  for (const color of COLORS) {
    await t.step(color, () => {
      assert(1.05 / (luminance(color) + 0.05) >= 3);
      assert((luminance(color) + 0.05) / 0.05 >= 3);
    });
  }
});
