import { assertEquals, assertNotEquals } from "@std/assert";
import { decodeImage, grayOf } from "../../lib/image/mod.ts";
import { sheetOf, sheetPng } from "../../lib/dataset/sheet.ts";

/**
 * Three images of 3 x 2 pixels in two classes. The second image is the first of
 * class 1.
 */
const data = {
  name: "small",
  train: {
    inputs: {
      ...{ rows: 3, columns: 6, scale: [0, 1] as const },
      data: Uint8Array.from({ length: 18 }, (_, p) => 10 * p),
    },
    targets: {
      ...{ rows: 3, columns: 2 },
      data: Float32Array.of(0.9, 0.1, 0.1, 0.9, 0.9, 0.1),
    },
  },
  image: { width: 3, height: 2 },
  sources: [],
};

Deno.test("sheetOf() returns the first image of each class, and its augmented images", () => {
  const { rows } = sheetOf(data, { shift: 1 }, 1);
  assertEquals(rows.map(({ label }) => label), [0, 1]);
  assertEquals(rows.map(({ pixels }) => pixels.length), [10, 10]);
  assertEquals(rows[0].pixels[0], Uint8Array.of(0, 10, 20, 30, 40, 50));
  assertEquals(rows[1].pixels[0], Uint8Array.of(60, 70, 80, 90, 100, 110));
  assertNotEquals(rows[1].pixels[1], rows[1].pixels[0]);
  assertNotEquals(rows[1].pixels[2], rows[1].pixels[1]);
  const still = sheetOf(data, { shift: 0 }, 1);
  for (const { pixels } of still.rows) {
    for (const each of pixels) assertEquals(each, pixels[0]);
  }
});

Deno.test("sheetPng() draws the images twice as large, with a gap after the original", async () => {
  const bytes = await sheetPng(sheetOf(data, { shift: 0 }, 1));
  const { width, height, pixels } = grayOf(await decodeImage(bytes));
  assertEquals([width, height], [10 * 3 * 2 + 8, 2 * 2 * 2]);
  const row = [0, 0, 10, 10, 20, 20];
  const white = Array(8).fill(255);
  const beside = Array(9).fill(row).flat();
  assertEquals([...pixels.subarray(0, width)], [...row, ...white, ...beside]);
  // the last line: the lower row of the second class
  const last = [90, 90, 100, 100, 110, 110];
  assertEquals([...pixels.subarray(7 * width, 7 * width + 6)], last);
});
