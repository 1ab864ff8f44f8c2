import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import {
  type Line,
  lineChart,
  type LineChartOptions,
} from "../../../lib/report/chart/mod.ts";
import { faultOfXml } from "./_xml.ts";

const base = {
  title: "loss of each epoch",
  x: { label: "epoch", whole: true },
  y: { label: "loss" },
} as const;

function draw(lines: Line[], change: Partial<LineChartOptions> = {}): string {
  return lineChart({ ...base, lines, ...change });
}

/** The `d` attributes of the lines, without the samples in the legend. */
function curves(svg: string): string[] {
  const path = /<path d="([^"]+)" fill="none" [^>]*stroke-width="\d+"/g;
  return [...svg.matchAll(path)].map(([, d]) => d)
    .filter((d) => !/^M[\d.]+,[\d.]+h(24|0)$/.test(d));
}

/** The texts of a chart in order, with their positions. */
function texts(svg: string): [text: string, x: number, y: number][] {
  const text = /<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<\/text>/g;
  return [...svg.matchAll(text)].map(([, x, y, text]) => [text, +x, +y]);
}

/*
 * Worked by hand for 400 x 260. Above the plot is one row of 18 and a gap of 10;
 * below it are two rows and a gap of 4: y from 28 to 220. Left of it is "10", two
 * digits of 7.7, and 8: x from 23.4. Right of it are 8: x to 392.
 */
Deno.test("lineChart() puts points and ticks at the computed positions", async (t) => {
  const points = [[1, 10], [2, 5], [3, 0]] as const;
  const svg = draw([{ name: "training", points }]);
  await t.step("points: (23.4 + 392) / 2 is 207.7", () => {
    assertEquals(curves(svg), ["M23.4,28L207.7,124L392,220"]);
  });
  await t.step(
    "ticks of y are a fifth of 192 apart, and their texts are 4 lower",
    () => {
      assertEquals(texts(svg).filter(([, x]) => x === 17.4), [
        ["0", 17.4, 224],
        ["2", 17.4, 185.6],
        ["4", 17.4, 147.2],
        ["6", 17.4, 108.8],
        ["8", 17.4, 70.4],
        ["10", 17.4, 32],
      ]);
    },
  );
  await t.step("ticks of x", () => {
    assertEquals(texts(svg).filter(([, , y]) => y === 237), [
      ["1", 23.4, 237],
      ["2", 207.7, 237],
      ["3", 392, 237],
    ]);
  });
  await t.step("labels", () => {
    assertEquals(texts(svg).filter(([text]) => /[a-z]/.test(text)), [
      ["loss", 0, 12],
      ["epoch", 207.7, 256],
    ]);
  });
  await t.step(
    "log axis: from 0.1 to 1 is as far as from 0.01 to 0.1",
    () => {
      const points = [[1, 1], [2, 0.1], [3, 0.01]] as const;
      const y = { label: "loss", scale: "log" } as const;
      const [d] = curves(draw([{ name: "training", points }], { y }));
      assertEquals(d.split(/[ML]/).slice(1).map((p) => p.split(",")[1]), [
        ...["28", "124", "220"],
      ]);
    },
  );
  await t.step(
    "the x axis has fewer ticks if the texts of the y axis are wide",
    () => {
      // "20,000,000" is wide: about 300 pixels remain, and each tick needs 64
      const points = [[0, 0], [6, 20_000_000]] as const;
      const ticks = texts(draw([{ name: "a", points }]))
        .filter(([, , y]) => y === 237).map(([text]) => text);
      assertEquals(ticks, ["0", "2", "4", "6"]);
    },
  );
  await t.step("another size", () => {
    const svg = draw([{ name: "a", points }], { width: 1200, height: 600 });
    assertStringIncludes(
      svg,
      'viewBox="0 0 1200 600" width="1200" height="600"',
    );
    assertMatch(curves(svg)[0], /,28L[^L]+L1192,560$/);
  });
});

Deno.test("lineChart() describes its lines as text", () => {
  const svg = draw([
    { name: "training", points: [[1, 2.5], [2, 0.123456], [1000, 0.25]] },
    { name: "validation", points: [[1, 3], [2, NaN]], style: "dashed" },
    { name: "equal", points: [[1, 1], [2, 1]], style: "reference" },
    { name: "empty", points: [[1, Infinity]] },
  ]);
  assertMatch(svg, /^<svg [^>]*role="img"/);
  assertStringIncludes(svg, "<title>loss of each epoch</title>");
  assertStringIncludes(
    svg,
    "<desc>training: from 2.5 at epoch 1 to 0.25 at epoch 1,000, between 0.1235 and 2.5; " +
      "validation: 3 at epoch 1; empty: no finite values</desc>",
  );
});

Deno.test("lineChart() has a legend if it has two or more lines, not counting reference lines", async (t) => {
  const points = [[1, 1], [2, 0]] as const;
  const names = (lines: Line[]) =>
    texts(draw(lines)).map(([text]) => text).filter((text) =>
      /^[a-k]$/.test(text)
    );
  await t.step("one", () => {
    assertEquals(names([{ name: "a", points }]), []);
  });
  await t.step("one line and a reference line", () => {
    assertEquals(
      names([{ name: "a", points }, { name: "b", points, style: "reference" }]),
      [],
    );
  });
  await t.step("two lines, in the first two colors", () => {
    const svg = draw([{ name: "a", points }, { name: "b", points }]);
    assertEquals(names([{ name: "a", points }, { name: "b", points }]), [
      "a",
      "b",
    ]);
    for (const [n, hex] of [[1, "#2f7fd6"], [2, "#c85a00"]]) {
      const uses = svg.split(`stroke="var(--chart-${n}, ${hex})"`).length - 1;
      assertEquals(uses, 2); // the sample in the legend, and the line
    }
    const samples = [...svg.matchAll(/d="M([\d.]+),[\d.]+h24"/g)];
    const named = texts(svg).filter(([text]) => /^[ab]$/.test(text));
    // a sample of 24 pixels, a space of 6, then the name
    assertEquals(samples.map(([, x]) => +x + 30), named.map(([, x]) => x));
  });
  await t.step("eleven lines with long names stay within the edge", () => {
    const name = (n: number) => `${n + 10}${"0".repeat(90)}1`;
    const svg = draw(
      Array.from({ length: 11 }, (_, n) => ({ name: name(n), points })),
    );
    const shown = texts(svg.replaceAll(/(?<!desc.*)<title>[^<]*<\/title>/g, ""))
      .filter(([text]) => text.includes("…"));
    assertEquals(shown.length, 11);
    for (const [n, [text, x]] of shown.entries()) {
      assertMatch(text, /^[12]\d0+…0+1$/);
      assertEquals(text.slice(0, 2), name(n).slice(0, 2));
      // in DejaVu Sans, a digit is 0.636 of the font size, and an ellipsis 1
      assertLess(x + 12 * (0.636 * (text.length - 1) + 1), 400);
    }
    assertEquals(new Set(shown.map(([, , y]) => y)).size, 11); // a row each
    assertStringIncludes(svg, 'viewBox="0 0 400 458"'); // 260, and 11 rows of 18
    assertStringIncludes(svg, `<title>${name(7)}</title>`);
  });
});

Deno.test("lineChart() leaves a gap at a value that is not finite", () => {
  const svg = draw([{
    name: "training",
    points: [[1, 1], [2, 0.5], [3, NaN], [4, 0.5], [5, Infinity], [6, 0], [
      7,
      0,
    ]],
  }]);
  const [d, ...more] = curves(svg);
  assertEquals(more, []);
  assertEquals(d.match(/M/g)?.length, 2); // from 1 to 2, and from 6 to 7
  assertEquals(svg.match(/<circle /g)?.length, 1); // 4
});

Deno.test("lineChart() shows a text if no value is finite", () => {
  const svg = draw([{ name: "training", points: [[1, NaN]] }]);
  assertStringIncludes(svg, ">no finite values</text>");
});

Deno.test('lineChart() marks each point of a line in the style "marked"', () => {
  const points = [[1, 10], [2, 5], [3, 0]] as const;
  const svg = draw([{ name: "a", points, style: "marked" }]);
  assertEquals(
    [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)]
      .map(([, x, y]) => [+x, +y]),
    [[23.4, 28], [207.7, 124], [392, 220]],
  );
});

Deno.test("lineChart() draws points in any order, and equal points once", () => {
  const points = [[3, 0], [1, 10], [NaN, 5], [1, 10], [2, 5]] as const;
  const svg = draw([{ name: "predictions", points, style: "points" }]);
  assertEquals(curves(svg), ["M392,220h0M23.4,28h0M207.7,124h0"]);
  assertStringIncludes(
    svg,
    "<desc>predictions: 4 points, epoch between 1 and 3, loss between 0 and 10</desc>",
  );
});

Deno.test("lineChart() draws a line wider if later lines of the same style cover it", () => {
  const points = [[1, 1], [2, 0]] as const, style = "dashed" as const;
  const svg = draw([
    { name: "a", points },
    { name: "b", points, style },
    { name: "c", points },
    { name: "equal", points, style: "reference" },
    { name: "d", points: [[1, 1]] },
  ]);
  const drawn = svg.split('<path d="M').filter((path) =>
    !path.includes("h24") && path.includes("stroke-width")
  );
  assertEquals(
    drawn.map((path) => /stroke-width="(\d+)"/.exec(path)![1]),
    ["8", "2", "5"], // d is a dot on top of a and c; b is the only dashed line
  );
  assertMatch(svg, /<circle [^>]*r="3.5"/); // the radius for a line of width 2, and 2.5 more
});

Deno.test("lineChart() shows a peak of one epoch among 100,000, in less than 30,000 characters", () => {
  const points = Array.from(
    { length: 100_000 },
    (_, n) => [n + 1, n === 54_321 ? 1 : n % 2 / 10] as const,
  );
  const svg = draw([{ name: "training", points }]);
  assertLess(svg.length, 30_000);
  const tops = curves(svg)[0].split(/[ML]/).filter((p) => p.endsWith(",28"));
  assertEquals(tops.length, 1);
  // left: "0.2" and 8 pixels; right: half of "100,000", with digits of 7.7 and
  // commas of 4.9
  const left = 28.3, right = 400 - 51.1 / 2;
  const x = left + (right - left) * 54_321 / 99_999;
  assertEquals(tops, [`${Math.round(10 * x) / 10},28`]);
});

Deno.test("lineChart() draws the first, lowest, highest and last point of each column of pixels", () => {
  // 0.001 is 0.37 pixels wide; of equal values, the first is drawn
  const heights = [5, 0, 0, 10, 10, 5];
  const near = heights.map((y, n) => [n / 5000, y] as const);
  const svg = draw([{ name: "a", points: [...near, [1, 5]] }]);
  assertEquals(
    curves(svg)[0].slice(1).split("L").map((point) => point.split(",")[1]),
    ["124", "220", "28", "124", "124"],
  );
  const x = curves(svg)[0].slice(1).split("L").map((point) =>
    +point.split(",")[0]
  );
  assertEquals(x, [23.4, 23.5, 23.6, 23.8, 392]); // 0, 1, 3 and 5 times 0.07
});

Deno.test("lineChart() draws an axis without a round value in its domain", () => {
  const y = { label: "loss", domain: [5.5, 9.7] } as const;
  const svg = draw([{ name: "a", points: [[1, 5.5], [2, 9.7]] }], {
    y,
    height: 100,
  });
  assertEquals(curves(svg), ["M8,60L392,28"]); // margins of 8, since there are no ticks
});

Deno.test("lineChart() refuses a width or height that is too small", () => {
  const cases = [[
    { width: 199 },
    "the width of a chart must be at least 200 pixels: found 199",
  ], [
    { height: 99 },
    "the height of a chart must be at least 100 pixels: found 99",
  ]] as const;
  for (const [size, message] of cases) {
    assertThrows(() => draw([], size), RangeError, message);
  }
});

Deno.test("lineChart() refuses 0 on a log axis", () => {
  assertThrows(
    () =>
      draw([{ name: "a", points: [[1, 0]] }], {
        y: { label: "loss", scale: "log" },
      }),
    RangeError,
    "loss on a log axis must be over 0: found 0",
  );
});

Deno.test("lineChart() escapes hostile names", () => {
  const name = `</text><script>alert("1")</script>&\u0000\ud800`;
  const points = [[1, 1], [2, 0]] as const;
  const svg = draw([{ name, points }, { name, points }], {
    title: name,
    x: { label: name },
    y: { label: name },
    width: 2000,
  });
  assertEquals(faultOfXml(svg), undefined);
  assertEquals(/<script/.test(svg), false);
  assertStringIncludes(
    svg,
    "<title>&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;\ufffd\ufffd</title>",
  );
});

Deno.test("lineChart() is well-formed and stays within its viewBox for any input", () => {
  const name = fc.string({ unit: "binary", maxLength: 80 });
  const point = fc.tuple(fc.double(), fc.double());
  const line: fc.Arbitrary<Line> = fc.record({
    name,
    points: fc.array(point, { maxLength: 8 })
      .map((points) => points.sort(([a], [b]) => a - b)),
    style: fc.constantFrom("solid", "dashed", "marked", "points", "reference"),
  });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 5 }),
      name,
      fc.integer({ min: 200, max: 1200 }),
      (lines, title, width) => {
        const svg = lineChart({
          ...{ title, width, height: 100, lines },
          x: { label: title },
          y: { label: title },
        });
        assertEquals(faultOfXml(svg), undefined);
        const bare = svg.replaceAll(/>[^<]+</g, "><");
        assertEquals(/NaN|Infinity|undefined/.test(bare), false);
        const height = Number(/ height="(\d+)"/.exec(svg)![1]);
        for (const d of curves(svg)) {
          for (const p of d.replaceAll("h0", "").split(/[ML]/).slice(1)) {
            const [x, y] = p.split(",").map(Number);
            assert(x >= 0 && x <= width && y >= 0 && y <= height, p);
          }
        }
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});
