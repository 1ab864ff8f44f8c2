import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import {
  type Frame,
  frame,
  frame64,
  levels,
  mustBeFrame,
  ShapeError,
} from "../lib/frame.ts";

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
  assertEquals(frame([[third]]).data[0], 11184811 / 2 ** 25); // the nearest float32
  assertEquals(frame64([[third]]).data[0], third);
});

Deno.test("frame() refuses rows of different lengths, and names the row", async (t) => {
  const cases: [rows: number[][], message: string][] = [
    [
      [[1, 2], [3, 4], [5]],
      "every row must have 2 numbers, like the first row: found 1 in row 2",
    ],
    [
      [[1], [2, 3]],
      "every row must have 1 numbers, like the first row: found 2 in row 1",
    ],
    [
      [[], [1]],
      "every row must have 0 numbers, like the first row: found 1 in row 1",
    ],
  ];
  for (const [rows, message] of cases) {
    await t.step(message, () => {
      assertThrows(() => frame(rows), ShapeError, message);
      assertThrows(() => frame64(rows), ShapeError, message);
    });
  }
});

Deno.test("frame() suggests the right call for lists of another depth, typed arrays and text", async (t) => {
  const cases: [given: unknown, message: string][] = [
    [
      [1, 2],
      "row 0 must be a list of numbers: found 1; for one row write frame([list]), for one column frame(list.map((x) => [x]))",
    ],
    [
      [[[1, 2], [3, 4]]],
      "row 0, column 0 must be a number: found a list; write one row of numbers for each example: frame(examples.map((example) => example.flat(Infinity)))",
    ],
    [
      [["1"]],
      'row 0, column 0 must be a number: found "1"; write frame(rows.map((row) => row.map(Number)))',
    ],
    [[["one"]], 'row 0, column 0 must be a number: found "one"'],
    [
      new Float32Array(4),
      "the rows must be a list of lists of numbers, such as [[0, 1], [1, 0]]: found a Float32Array; if one array holds all the numbers, row by row, use { rows: 2, columns: 3, data: array } in place of the call of frame",
    ],
  ];
  for (const [given, message] of cases) {
    await t.step(message, () => {
      const error = assertThrows(() => frame(given as number[][]), TypeError);
      assertEquals(error.message, message);
    });
  }
  await t.step("each suggested call works", () => {
    const list = [1, 2], images = [[[1, 2], [3, 4]]], text = [["1"]];
    assertEquals(frame([list]).columns, 2);
    assertEquals(frame(list.map((x) => [x])).rows, 2);
    const flat = frame(images.map((image) => image.flat(Infinity) as number[]));
    assertEquals([...flat.data], [1, 2, 3, 4]);
    assertEquals([...frame(text.map((row) => row.map(Number))).data], [1]);
  });
});

Deno.test("mustBeFrame() explains how to make a frame from a list", async (t) => {
  const head = "inputs must be a frame (frame() makes one): found";
  const cases: [given: unknown, message: string][] = [
    [[[1, 2]], `${head} a list; write frame(inputs)`],
    [
      [1, 2],
      `${head} a list; for one row write frame([inputs]), for one column frame(inputs.map((x) => [x]))`,
    ],
    [
      Float32Array.of(1, 2),
      `${head} a Float32Array; for one row write { rows: 1, columns: 2, data: inputs }`,
    ],
    ["a", `${head} "a"`],
  ];
  for (const [given, message] of cases) {
    await t.step(message, () => {
      const refuse = () => mustBeFrame("inputs", given as Frame);
      assertEquals(assertThrows(refuse, TypeError).message, message);
    });
  }
});

Deno.test("levels() maps 0 and 255 to the ends of the range, and 51 to a fifth of it", async (t) => {
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

Deno.test("mustBeFrame() requires rows, columns and data, each of the right type", async (t) => {
  const data = Float32Array.of(1, 2);
  const cases: Record<string, unknown> = {
    "no rows": { columns: 2, data },
    "no columns": { rows: 1, data },
    "no data": { rows: 1, columns: 2 },
    "rows of text": { rows: "1", columns: 2, data },
    "data without a length": { rows: 1, columns: 2, data: {} },
    nothing: undefined,
    null: null,
  };
  for (const [name, given] of Object.entries(cases)) {
    await t.step(name, () => {
      assertThrows(() => mustBeFrame("inputs", given as Frame), TypeError);
    });
  }
  mustBeFrame("inputs", { rows: 1, columns: 2, data });
  const bytes = Uint8Array.of(1, 2);
  mustBeFrame("inputs", { rows: 1, columns: 2, data: bytes, scale: [0, 1] });
});
