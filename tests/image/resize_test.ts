import { assertEquals, assertLessOrEqual } from "@std/assert";
import { resized } from "../../lib/image/mod.ts";
import { random } from "../../lib/random.ts";

Deno.test("resized() gives each new pixel the mean of the covered pixels", async (t) => {
  const cases: [
    string,
    from: [number, number],
    pixels: number[],
    to: [number, number],
    expected: number[],
  ][] = [
    ["the same size", [2, 2], [1, 2, 3, 4], [2, 2], [1, 2, 3, 4]],
    ["half", [4, 2], [0, 4, 8, 8, 2, 6, 0, 0], [2, 1], [3, 4]],
    ["two thirds", [3, 1], [30, 60, 90], [2, 1], [40, 80]], // (30 + 60/2) / 1.5
    ["double", [2, 1], [10, 20], [4, 2], [10, 10, 20, 20, 10, 10, 20, 20]],
    [
      "one white pixel",
      [7, 7],
      Array(49).fill(255),
      [3, 3],
      Array(9).fill(255),
    ],
  ];
  for (const [name, [w, h], pixels, [width, height], expected] of cases) {
    await t.step(name, () => {
      const from = { width: w, height: h, pixels: Uint8Array.from(pixels) };
      assertEquals(resized(from, { width, height }), {
        width,
        height,
        pixels: Uint8Array.from(expected),
      });
    });
  }
});

Deno.test("resized() shrinks the longer side first if the other order would need much memory", () => {
  const rows = 16_384, pixels = new Uint8Array(rows).fill(200);
  for (const width of [4096, 100_000, 1_000_000]) { // 16,384 x 1,000,000 numbers are 131 GB
    const small = resized({ width: 1, height: rows, pixels }, {
      width,
      height: 1,
    });
    assertEquals(small.pixels.length, width);
    assertEquals(new Set(small.pixels), new Set([200]));
  }
  // both orders give the same image
  const chance = random(1, "pixels");
  const wide = Uint8Array.from({ length: 8 * 9000 }, () => chance.below(256));
  const picture = { width: 8, height: 9000, pixels: wide };
  const target = { width: 2000, height: 3 };
  const upright = resized(picture, { width: 8, height: 3 });
  const { pixels: found } = resized(picture, target);
  const right = resized(upright, target).pixels;
  found.forEach((grey, p) => assertLessOrEqual(Math.abs(grey - right[p]), 1));
});
