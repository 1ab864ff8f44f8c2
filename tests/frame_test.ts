import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { frame, frame64, levels, ShapeError } from "../lib/frame.ts";

Deno.test("frame() and frame64() store rows one after another", async (t) => {
  const cases: [name: string, rows: number[][], columns: number][] = [
    ["two rows of three", [[1, 2, 3], [4, 5, 6]], 3],
    ["one row", [[7]], 1],
    ["rows of none", [[], []], 0],
    ["no rows", [], 0],
  ];
  for (const [name, rows, columns] of cases) {
    await t.step(name, () => {
      for (const made of [frame(rows), frame64(rows)]) {
        assertEquals([made.rows, made.columns], [rows.length, columns]);
        assertEquals([...made.data], rows.flat());
      }
    });
  }
});

Deno.test("frame() rounds to float32, frame64() does not round", () => {
  const third = 1 / 3;
  assertInstanceOf(frame([[third]]).data, Float32Array);
  assertEquals(frame([[third]]).data[0], 11184811 / 2 ** 25); // the nearest there is
  assertEquals(frame64([[third]]).data[0], third);
});

Deno.test("frame() refuses rows of different lengths and names the row", async (t) => {
  const cases: [rows: number[][], message: string][] = [
    [
      [[1, 2], [3, 4], [5]],
      "every row must have 2 numbers, as the first row has: found 1 in row 2",
    ],
    [
      [[1], [2, 3]],
      "every row must have 1 numbers, as the first row has: found 2 in row 1",
    ],
    [
      [[], [1]],
      "every row must have 0 numbers, as the first row has: found 1 in row 1",
    ],
  ];
  for (const [rows, message] of cases) {
    await t.step(message, () => {
      assertThrows(() => frame(rows), ShapeError, message);
      assertThrows(() => frame64(rows), ShapeError, message);
    });
  }
});

Deno.test("levels() puts 0 and 255 at the ends and 51 a fifth of the way", async (t) => {
  const cases: [scale: [number, number], fifth: number][] = [
    [[0, 1], 0.2],
    [[0.01, 1], 0.208],
    [[-1, 1], -0.6],
    [[1, 0], 0.8],
  ];
  for (const [scale, fifth] of cases) {
    await t.step(`[${scale}]`, () => {
      const found = levels(scale);
      assertEquals(found.length, 256);
      assertEquals([found[0], found[255]], scale);
      assertEquals(Math.abs(found[51] - fifth) < 1e-15, true);
    });
  }
});
