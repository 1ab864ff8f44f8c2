import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  contained,
  paperOf,
  planesOf,
  shares,
  squeezed,
} from "../../lib/image/contain.ts";

/** An opaque image of gray rows, a number for each pixel. */
function gray(...rows: readonly (readonly number[])[]) {
  const data = rows.flat().flatMap((value) => [value, value, value, 255]);
  return {
    width: rows[0].length,
    height: rows.length,
    data: Uint8ClampedArray.from(data),
  };
}

Deno.test("contained() keeps proportions, and fills the rest with the edges' median", async (t) => {
  await t.step("a wide image: rows above and below", () => {
    const image = gray([10, 20, 30, 40], [50, 60, 70, 80]);
    // 4 x 2 in 4 x 4: one row above, one below; all pixels are at the edges, and
    // the fifth of eight in order is 50
    assertEquals([...contained(image, [4, 4, 1])], [
      ...[50, 50, 50, 50],
      ...[10, 20, 30, 40],
      ...[50, 60, 70, 80],
      ...[50, 50, 50, 50],
    ]);
  });
  await t.step(
    "a high image: columns at both sides, the middle is no edge",
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
  await t.step("the edges are not the middle", () => { // 8 edge pixels of 9
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
  await t.step("in color, channel by channel", () => {
    const data = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255);
    const pixels = contained({ width: 2, height: 1, data }, [1, 2, 3]);
    assertEquals([...pixels], [1, 2, 3, 4, 5, 6]);
  });
  await t.step("smaller: means of what is covered", () => {
    const image = gray([0, 100, 20, 40], [100, 200, 60, 80]);
    assertEquals([...contained(image, [1, 2, 1])], [100, 50]);
  });
});

Deno.test("paperOf() is white below dark ink that can be seen through, else black", () => {
  const clear = [0, 0, 0, 0];
  const of = (...pixels: number[][]) => ({
    ...{ width: pixels.length, height: 1 },
    data: Uint8ClampedArray.from(pixels.flat()),
  });
  assertEquals(paperOf(of([9, 9, 9, 255], clear)), 255);
  assertEquals(paperOf(of([250, 250, 250, 255], clear)), 0);
  assertEquals(paperOf(of([9, 9, 9, 255], [9, 9, 9, 255])), 0, "opaque");
  assertEquals(paperOf(of(clear, [9, 9, 9, 255])), 255, "clear first");
  // by ITU-R BT.601 green is light, and blue is dark
  assertEquals(paperOf(of([0, 255, 0, 255], clear)), 0);
  assertEquals(paperOf(of([0, 0, 255, 255], clear)), 255);
  assertEquals(paperOf(of([255, 0, 0, 255], clear)), 255);
  // what is hardly seen counts little: 10 of 255 of white beside dark
  assertEquals(paperOf(of([255, 255, 255, 10], [9, 9, 9, 200])), 255);
});

Deno.test("planesOf() puts colors that can be seen through on the paper", () => {
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
    [10, 255, 204], // dark, so on white; 51 of 255 is a fifth
    [20, 255, 204],
    [30, 255, 204],
  ]);
});

Deno.test("shares() says what each new pixel covers of the old ones, in sum 1", () => {
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

Deno.test("squeezed() takes means of rows and of columns", () => {
  const plane = [0, 6, 12, 3, 9, 15]; // 0 6 12 over 3 9 15
  const size = { width: 3, height: 2 };
  const two = squeezed(plane, size, { width: 2, height: 1 });
  // columns: 2/3 of 0 and 1/3 of 6, 1/3 of 6 and 2/3 of 12; the second row is 3 more
  [2 + 1.5, 10 + 1.5].forEach((mean, p) =>
    assertAlmostEquals(two[p], mean, 1e-12)
  );
  assertEquals([...squeezed(plane, size, size)], plane);
});
