import { assertAlmostEquals, assertEquals } from "@std/assert";
import { groundOf, median, solved } from "../../lib/image/ground.ts";
import { strokeOf } from "../../lib/image/ink.ts";
import {
  edgesOf,
  partOf,
  partsOf,
  surroundings,
} from "../../lib/image/parts.ts";
import { planeOf, textOf } from "./_planes.ts";

Deno.test("partsOf() finds connected components, whose pixels touch by sides or corners", () => {
  const plane = planeOf(
    "1....3",
    ".2...3",
    "......",
    "..1...",
  );
  const { of, parts } = partsOf(plane, (p) => plane.values[p] > 0);
  const text = of.map((part) => part === -1 ? 9 : part);
  assertEquals(textOf({ ...plane, values: Float64Array.from(text) }), [
    "099991",
    "909991",
    "999999",
    "992999",
  ]);
  assertEquals(parts, [
    {
      ...{ sum: 3, most: 2, area: 2, edge: 1 },
      ...{ left: 0, top: 0, right: 2, bottom: 2 },
    },
    {
      ...{ sum: 6, most: 3, area: 2, edge: 2 },
      ...{ left: 5, top: 0, right: 6, bottom: 2 },
    },
    {
      ...{ sum: 1, most: 1, area: 1, edge: 1 },
      ...{ left: 2, top: 3, right: 3, bottom: 4 },
    },
  ]);
  assertEquals(parts.map((part) => edgesOf(part, plane)), [2, 2, 1]);
});

Deno.test("partsOf() follows a component in all eight directions", () => {
  const plane = planeOf("1.1.1", ".111.", "11111", ".111.", "1.1.1");
  const { parts } = partsOf(plane, (p) => plane.values[p] > 0);
  assertEquals(parts.map(({ area, edge }) => [area, edge]), [[17, 8]]);
});

Deno.test("partOf() cuts a rectangle out of a plane", () => {
  const plane = planeOf("1234", "5678", "9876");
  const box = { x: 1, y: 1, width: 2, height: 2 };
  assertEquals(textOf(partOf(plane, box)), ["67", "87"]);
});

/** A plane with boxes of ink. */
function boxes(
  width: number,
  height: number,
  ...all: readonly (readonly [x: number, y: number, w: number, h: number])[]
) {
  const values = new Float64Array(width * height);
  for (const [x, y, w, h] of all) {
    for (let j = y; j < y + h; j++) {
      values.fill(1, j * width + x, j * width + x + w);
    }
  }
  return { width, height, values };
}

Deno.test("surroundings() are the components that touch two edges next to a drawing, frames, and strips along an edge", async (t) => {
  const cases: Record<string, [Parameters<typeof boxes>, number]> = {
    "a corner, and a drawing": [[80, 80, [0, 0, 20, 30], [40, 40, 10, 10]], 1],
    "a drawing of 8 pixels is one": [
      [80, 80, [0, 0, 20, 30], [40, 40, 8, 3]],
      1,
    ],
    "one of 7 is a speck": [[80, 80, [0, 0, 20, 30], [40, 40, 7, 7]], 0],
    "it is a tenth of a larger image": [
      [200, 200, [0, 0, 20, 30], [90, 90, 19, 19]],
      0,
    ],
    "a drawing at one edge": [[80, 80, [0, 0, 20, 30], [40, 70, 10, 10]], 1],
    "a corner alone": [[80, 80, [0, 0, 20, 30]], 0],
    "a strip along one side": [[80, 80, [0, 0, 80, 5]], 1],
    "a strip along two": [[80, 80, [0, 0, 80, 5], [0, 75, 80, 5]], 2],
    "all of it": [[80, 80, [0, 0, 80, 80]], 1],
    "a small image": [[60, 60, [0, 0, 60, 5]], 0],
    "of 64 pixels is not small": [[64, 64, [0, 0, 64, 5]], 1],
    "a frame": [
      [80, 80, [0, 0, 80, 2], [0, 78, 80, 2], [0, 0, 2, 80], [78, 0, 2, 80]],
      1,
    ],
    "half a frame": [[80, 80, [0, 0, 80, 2], [0, 0, 2, 80]], 0],
  };
  for (
    const [name, [[width, height, ...all], count]] of Object.entries(cases)
  ) {
    await t.step(name, () => {
      const plane = boxes(width, height, ...all);
      const { parts } = partsOf(plane, (p) => plane.values[p] > 0);
      assertEquals(surroundings(parts, plane).size, count);
    });
  }
});

Deno.test("median() is the middle number, or the upper one of two", () => {
  assertEquals(median([5, 1, 3]), 3);
  assertEquals(median([4, 1, 3, 2]), 3);
  assertEquals(median([10, 9, 100]), 10, "as numbers, not as text");
});

Deno.test("solved() solves six equations, and is undefined if there is no unique solution", () => {
  const wanted = [1, -2, 3, 0.5, 0, 7];
  const matrix = [ // the first pivot is 0, so rows must be swapped
    [0, 2, 0, 0, 1, 0],
    [3, 0, 0, 1, 0, 0],
    [0, 0, 4, 0, 0, 1],
    [1, 0, 0, 5, 0, 0],
    [0, 1, 0, 0, 6, 0],
    [0, 0, 1, 0, 0, 7],
  ];
  const system = () =>
    matrix.map((row) =>
      Float64Array.of(...row, row.reduce((sum, a, c) => sum + a * wanted[c], 0))
    );
  const found = solved(system())!;
  found.forEach((x, n) => assertAlmostEquals(x, wanted[n], 1e-12));
  const twice = system();
  twice[5] = twice[4].slice();
  assertEquals(solved(twice), undefined);
});

Deno.test("solved() treats a pivot below 1e-9 as 0", () => {
  const scaled = (by: number) =>
    Array.from({ length: 6 }, (_, r) => {
      const row = new Float64Array(7);
      [row[r], row[6]] = [r === 5 ? by : 1, r === 5 ? 3 * by : r];
      return row;
    });
  assertEquals(solved(scaled(1e-9)), [0, 1, 2, 3, 4, 3]);
  assertEquals(solved(scaled(0.9e-9)), undefined);
});

Deno.test("groundOf() uses the outer 4 % of an image, not only its first row of pixels", () => {
  const plane = boxes(100, 100, [0, 0, 100, 100]);
  plane.values.set(boxes(100, 100, [1, 1, 98, 98]).values.map((x) => 90 * x));
  assertEquals(groundOf(plane).ground[5050], 90);
});

Deno.test("groundOf() fits light that becomes weaker from one side to the other", () => {
  const width = 60, height = 40;
  const light = (x: number, y: number) => 200 - x - 0.5 * y - 0.02 * x * x;
  const values = new Float64Array(width * height)
    .map((_, p) => light(p % width, Math.floor(p / width)));
  for (let y = 15; y < 25; y++) values.fill(20, y * width + 20, y * width + 40);
  const { ground, noise } = groundOf({ width, height, values });
  for (const [x, y] of [[0, 0], [59, 39], [30, 20], [59, 0], [10, 35]]) {
    assertAlmostEquals(ground[y * width + x], light(x, y), 0.01);
  }
  assertAlmostEquals(noise, 0, 0.01);
});

Deno.test("groundOf() of a uniform background is the median of the edges, with its noise", () => {
  const values = Float64Array.of(10, 10, 10, 10, 99, 10, 10, 10, 10);
  const plain = groundOf({ width: 3, height: 3, values });
  assertEquals([[...plain.ground], plain.noise], [Array(9).fill(10), 0]);
  const grain = values.map((_, p) => p % 2 ? 9.5 : 10);
  // Of the eight edge pixels, four are 10 and four are 9.5. The median is 10,
  // and the median deviation is 0.5. The standard deviation of normal noise is
  // 1.4826 times the median deviation.
  const noisy = groundOf({ width: 3, height: 3, values: grain });
  assertEquals([noisy.ground[4], noisy.noise], [10, 1.4826 * 0.5]);
});

Deno.test("strokeOf() is twice the area divided by the outline", () => {
  // A block of 4 x 4 has 16 pixels and 16 sides. At its lower right corner,
  // two sides count as one diagonal of length sqrt(2).
  const block = planeOf("1111", "1111", "1111", "1111");
  assertAlmostEquals(strokeOf(block), 32 / (14 + Math.SQRT2), 1e-12);
  assertEquals(strokeOf(planeOf("..", "..")), 0);
});
