import { assertEquals } from "@std/assert";
import {
  BYTES,
  farNotes,
  outOfRange,
  rangeOf,
  rangeOfRows,
  short,
} from "../../lib/dataset/range.ts";

Deno.test("outOfRange() prints whole numbers completely, and other numbers with four digits", () => {
  assertEquals(
    outOfRange([0, 65_535], [0.123456, 255]),
    "the numbers are from 0 to 65535, but the training numbers are from 0.1235 to 255",
  );
  assertEquals(outOfRange([0, 255], [0, 255]), undefined);
});

Deno.test("outOfRange() reports numbers outside the training range by more than its width, and pixels from 0 to 1", async (t) => {
  const cases: [range: [number, number], trained: [number, number], boolean][] =
    [
      [[2, 8], [2, 8], false],
      [[-4, 14], [2, 8], false], // 6 below and 6 above
      [[-4, 14.5], [2, 8], true],
      [[-4.5, 14], [2, 8], true],
      // the width of the range is 0, so the number itself is used
      [[0, 10], [5, 5], false],
      [[0, 10.5], [5, 5], true],
      [[-10, 0], [-5, -5], false],
      [[-10.5, 0], [-5, -5], true],
      [[-1, 1], [0, 0], false], // for the number 0, 1 is used
      [[-1, 1.5], [0, 0], true],
      [[0, 1], [0, 255], true], // pixels
      [[0, 1], [0, 10.5], true],
      [[0, 1], [0, 10], false],
      [[0, 1.5], [0, 255], false],
      [[-0.5, 1], [0, 255], false],
      [[0, 1], [-1, 255], false],
    ];
  for (const [range, trained, isFar] of cases) {
    await t.step(`${range} after ${trained}`, () => {
      assertEquals(outOfRange(range, trained) !== undefined, isFar);
    });
  }
});

Deno.test("farNotes() reports columns with most rows more than 10 deviations away, or with more than 5 % of all numbers", async (t) => {
  const column = { name: "a", mean: 100, deviation: 2 };
  const noteOf = (...numbers: number[]) =>
    farNotes(
      [column, { ...column, name: "b" }],
      [
        { name: "a", numbers: Float64Array.from(numbers) },
        { name: "b", numbers: new Float64Array(numbers.length).fill(100) },
      ],
      undefined,
    ).map((note) =>
      note.replace(/^columns in which most.*/, "most").split(" ")[0]
    )[0];
  const some = (far: number, count: number) =>
    noteOf(...Array.from({ length: count }, (_, n) => n < far ? 121 : 100));
  const cases: Record<string, [found: string | undefined, expected?: string]> =
    {
      "at 10 deviations": [noteOf(120, 80)],
      "above 10 deviations": [noteOf(121, 121), "most"],
      "below 10 deviations": [noteOf(79, 79), "most"],
      "half of a column": [some(2, 4), "2"], // 2 of 8 numbers
      "5 % of all": [some(4, 40)],
      "more than 5 %": [some(5, 40), "5"],
      "most numbers are missing": [noteOf(121, NaN, NaN, NaN), "most"],
    };
  for (const [name, [found, expected]] of Object.entries(cases)) {
    await t.step(name, () => assertEquals(found, expected));
  }
  await t.step("the range of columns that are not standardized", () => {
    const values = [{ name: "a", numbers: Float64Array.of(3, 500) }];
    const found = (range: [number, number]) =>
      farNotes([column], values, range).length;
    assertEquals([found([0, 250]), found([0, 249])], [0, 1]);
  });
});

Deno.test("rangeOf() and rangeOfRows() return the least and the largest number", () => {
  assertEquals(rangeOf([3, -1, 2]), [-1, 3]);
  assertEquals(rangeOf([]), [Infinity, -Infinity]);
  const values = [
    { name: "a", numbers: Float64Array.of(5, 1, 9, -3) },
    { name: "b", numbers: Float64Array.of(7, 8, 2, 6) },
  ];
  assertEquals(rangeOfRows(values, Uint32Array.of(0, 2)), [2, 9]);
  assertEquals(rangeOfRows(values, Uint32Array.of(1)), [1, 8]);
  assertEquals(rangeOfRows([], Uint32Array.of(0)), undefined);
  assertEquals(rangeOfRows([values[0]], Uint32Array.of(0)), [5, 5]);
  const others = [
    { name: "day", numbers: Float64Array.of(900, -900), date: "days" as const },
    { name: "kind", codes: Int32Array.of(0, 50), categories: ["x"] },
  ];
  const some = Uint32Array.of(0, 1);
  assertEquals(rangeOfRows(others as never, some), undefined);
  assertEquals(rangeOfRows([...others, ...values] as never, some), [1, 8]);
  assertEquals(BYTES, [0, 255]);
});

Deno.test("short() prints whole numbers below ten million completely", () => {
  const cases: [number, string][] = [
    [9_999_999, "9999999"],
    [-9_999_999, "-9999999"],
    [10_000_000, "10000000"],
    [12_345_678, "12350000"],
    [0.123456, "0.1235"],
  ];
  for (const [number, text] of cases) assertEquals(short(number), text);
});
