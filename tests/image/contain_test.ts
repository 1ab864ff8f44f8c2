import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  contained,
  paperOf,
  planesOf,
  shares,
  squeezed,
} from "../../lib/image/contain.ts";

/** An opaque image with these rows of gray levels. */
function gray(...rows: readonly (readonly number[])[]) {
  const data = rows.flat().flatMap((value) => [value, value, value, 255]);
  return {
    width: rows[0].length,
    height: rows.length,
    data: Uint8ClampedArray.from(data),
  };
}

Deno.test("contained() keeps the aspect ratio, and fills the rest with the median of the edge pixels", async (t) => {
  await t.step("a wide image gets rows above and below", () => {
    const image = gray([10, 20, 30, 40], [50, 60, 70, 80]);
    // 4 x 2 in 4 x 4 gets one row above and one below. All pixels are at the
    // edges, and the fifth of eight in order is 50.
    assertEquals([...contained(image, [4, 4, 1])], [
      ...[50, 50, 50, 50],
      ...[10, 20, 30, 40],
      ...[50, 60, 70, 80],
      ...[50, 50, 50, 50],
    ]);
  });
  await t.step(
    "a high image gets columns on both sides, and its inner pixels do not count",
    () => {
      const image = gray([7, 7, 7], [7, 200, 7], [7, 7, 7], [7, 9, 7], [
        7,
        7,
        7,
      ]);
      assertEquals([...contained(image, [5, 5, 1])], [
        ...[7, 7, 7, 7, 7],
        ...[7, 7, 200, 7, 7],
        ...[7, 7, 7, 7, 7],
        ...[7, 7, 9, 7, 7],
        ...[7, 7, 7, 7, 7],
      ]);
    },
  );
  await t.step("inner pixels do not count", () => { // 8 edge pixels of 9
    const image = gray([1, 1, 1, 9, 1, 1, 1].slice(0, 3), [8, 200, 8], [
      8,
      8,
      8,
    ]);
    assertEquals([...contained(image, [3, 5, 1])], [
      ...[8, 1, 1, 1, 8],
      ...[8, 8, 200, 8, 8],
      ...[8, 8, 8, 8, 8],
    ]);
  });
  await t.step("a line stays one pixel wide", () => {
    const line = [...Array(20).fill([10]), ...Array(20).fill([20])];
    for (const side of ["high", "wide"]) {
      const image = side === "high" ? gray(...line) : gray(line.flat());
      const pixels = contained(image, [10, 10, 1]);
      for (let at = 0; at < 10; at++) { // the line is the fifth of ten pixels
        const across = Array.from(
          { length: 10 },
          (_, n) => pixels[side === "high" ? 10 * at + n : 10 * n + at],
        );
        const own = at < 5 ? 10 : 20;
        assertEquals(across, [...Array(4).fill(20), own, ...Array(5).fill(20)]);
      }
    }
  });
  await t.step("each color channel has its own median", () => {
    const data = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255);
    const pixels = contained({ width: 2, height: 1, data }, [1, 2, 3]);
    assertEquals([...pixels], [1, 2, 3, 4, 5, 6]);
  });
  await t.step("a smaller image has the means of the covered pixels", () => {
    const image = gray([0, 100, 20, 40], [100, 200, 60, 80]);
    assertEquals([...contained(image, [1, 2, 1])], [100, 50]);
  });
});

Deno.test("paperOf() is white for dark ink on a transparent background, otherwise black", () => {
  const clear = [0, 0, 0, 0];
  const of = (...pixels: number[][]) => ({
    ...{ width: pixels.length, height: 1 },
    data: Uint8ClampedArray.from(pixels.flat()),
  });
  assertEquals(paperOf(of([9, 9, 9, 255], clear)), 255);
  assertEquals(paperOf(of([250, 250, 250, 255], clear)), 0);
  assertEquals(paperOf(of([9, 9, 9, 255], [9, 9, 9, 255])), 0, "opaque");
  assertEquals(paperOf(of(clear, [9, 9, 9, 255])), 255, "clear first");
  // by ITU-R BT.601, green is light, and blue is dark
  assertEquals(paperOf(of([0, 255, 0, 255], clear)), 0);
  assertEquals(paperOf(of([0, 0, 255, 255], clear)), 255);
  assertEquals(paperOf(of([255, 0, 0, 255], clear)), 255);
  // almost transparent pixels count little: white with alpha 10 of 255 next to
  // dark ink
  assertEquals(paperOf(of([255, 255, 255, 10], [9, 9, 9, 200])), 255);
});

Deno.test("planesOf() blends transparent colors with the background", () => {
  const data = Uint8ClampedArray.of(
    10,
    20,
    30,
    255,
    40,
    50,
    60,
    0,
    0,
    0,
    0,
    51,
  );
  const planes = planesOf({ width: 3, height: 1, data }, 3);
  assertEquals(planes.map((plane) => [...plane]), [
    [10, 255, 204], // dark, so the background is white; alpha 51 of 255 is a fifth
    [20, 255, 204],
    [30, 255, 204],
  ]);
});

Deno.test("shares() are the fractions of old pixels in each new pixel, with the sum 1", () => {
  assertEquals(
    shares(3, 2).map(({ first, parts }) => [first, ...parts]),
    [[0, 2 / 3, 1 / 3], [1, 1 / 3, 2 / 3]],
  );
  assertEquals(
    shares(2, 4).map(({ first, parts }) => [first, ...parts]),
    [[0, 1], [0, 1], [1, 1], [1, 1]],
  );
  for (const [from, to] of [[7, 5], [5, 7], [28, 3], [1, 9]]) {
    for (const { parts } of shares(from, to)) {
      assertAlmostEquals(parts.reduce((sum, part) => sum + part), 1, 1e-12);
    }
  }
});

Deno.test("squeezed() averages rows and columns", () => {
  const plane = [0, 6, 12, 3, 9, 15]; // 0 6 12 over 3 9 15
  const size = { width: 3, height: 2 };
  const two = squeezed(plane, size, { width: 2, height: 1 });
  // The columns are 2/3 of 0 and 1/3 of 6, and 1/3 of 6 and 2/3 of 12. The
  // second row is 3 higher.
  [2 + 1.5, 10 + 1.5].forEach((mean, p) =>
    assertAlmostEquals(two[p], mean, 1e-12)
  );
  assertEquals([...squeezed(plane, size, size)], plane);
});

Deno.test("contained() uses the median of all four edges, without the inner pixels", async (t) => {
  const side = 6;
  const image = (isOne: (x: number, y: number) => boolean) =>
    gray(
      ...Array.from({ length: side }, (_, y) =>
        Array.from({ length: side }, (_, x) => {
          const isEdge = x % (side - 1) === 0 || y % (side - 1) === 0;
          return !isEdge ? 200 : isOne(x, y) ? 1 : 9;
        })),
    );
  const last = side - 1;
  // two edges have 11 of 20 pixels, so the median is their gray level
  const cases: Record<string, (x: number, y: number) => boolean> = {
    "left and top": (x, y) => x === 0 || y === 0,
    "top and right": (x, y) => y === 0 || x === last,
    "right and bottom": (x, y) => x === last || y === last,
    "bottom and left": (x, y) => y === last || x === 0,
  };
  for (const [name, isOne] of Object.entries(cases)) {
    await t.step(name, () => {
      const pixels = contained(image(isOne), [side, side + 2, 1]);
      assertEquals([pixels[0], pixels[side + 1]], [1, 1]);
      const fewer = image((x, y) =>
        isOne(x, y) && x + y > 0 && x + y < 10 &&
        Math.abs(x - y) < 5
      ); // without the corners
      assertEquals(contained(fewer, [side, side + 2, 1])[0], 9);
    });
  }
});

Deno.test("contained() of a mirrored or transposed image is mirrored or transposed", () => {
  const width = 7, height = 5;
  const value = (x: number, y: number) =>
    (37 * x * x + 101 * y + 13 * x * y) % 256;
  const rows = (of: (x: number, y: number) => number, w: number, h: number) =>
    Array.from(
      { length: h },
      (_, y) => Array.from({ length: w }, (_, x) => of(x, y)),
    );
  const whole = contained(gray(...rows(value, width, height)), [4, 6, 1]);
  const mirrored = contained(
    gray(...rows((x, y) => value(width - 1 - x, y), width, height)),
    [4, 6, 1],
  );
  const transposed = contained(
    gray(...rows((x, y) => value(y, x), height, width)),
    [6, 4, 1],
  );
  for (let y = 0; y < 4; y++) {
    for (let x = 0; x < 6; x++) {
      assertEquals(mirrored[y * 6 + 5 - x], whole[y * 6 + x]);
      assertEquals(transposed[x * 4 + y], whole[y * 6 + x]);
    }
  }
});
