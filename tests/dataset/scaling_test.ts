import { assertEquals, assertMatch } from "@std/assert";
import { scaleOfNumbers } from "../../lib/dataset/scaling.ts";

Deno.test("scaleOfNumbers() does not scale numbers from 0 to 1, and scales other numbers if isScaled is true", () => {
  const scales = (least: number, most: number, isScaled?: boolean) =>
    scaleOfNumbers([least, most], [0, 1], isScaled).scales;
  const bytes = [{ mean: 0, deviation: 255 }];
  assertEquals(scales(0, 1, true), undefined);
  assertEquals(scales(0, 1.5, true), bytes);
  assertEquals(scales(0, 2, true), bytes);
  assertEquals(scales(-0.5, 1, true), bytes);
  assertEquals(scales(0, 200), undefined);
  assertEquals(
    scaleOfNumbers([0, 2], [0, 1], true).note, // 2 / 255
    "the largest number of the inputs is 2, so the scaled inputs are from 0 to 0.007843; to scale 2 to 1, write inputs: { scale: [0, 127.5] }",
  );
});

Deno.test("scaleOfNumbers() writes a note on large numbers, and on a scale that makes the inputs small or large", async (t) => {
  type Case = [
    range: [number, number],
    scale: [number, number],
    isScaled: boolean | undefined,
    note: RegExp | undefined,
  ];
  const cases: Case[] = [
    [[-10, 10], [0, 1], undefined, undefined],
    [[0, 10.5], [0, 1], undefined, /to divide them by 255/],
    [[-10.5, 0], [0, 1], undefined, /^(?!.*by 255).*standardize: true/],
    [[0, 255], [0, 1], undefined, /to divide them by 255/],
    [[0, 256], [0, 1], undefined, /^(?!.*by 255).*standardize: true/],
    [[-1, 255], [0, 1], undefined, /^(?!.*by 255).*standardize: true/],
    // an eighth of 255 is 31.875; numbers below 128 are small
    [[0, 31.5], [0, 1], true, /to scale 31\.5 to 1/],
    [[0, 31.875], [0, 1], true, undefined],
    [[0, 127], [0, 0.2], undefined, /to scale 127 to 1/],
    [[0, 128], [0, 0.2], undefined, undefined],
    [[-31.5, 2], [0, 1], true, /to scale 31\.5 to 1/],
    // ten times as large as usual
    [[0, 255], [0, 10], undefined, undefined],
    [[0, 255], [0, 11], undefined, /inputs are from 0 to 11/],
    [[0, 255], [5, -6], undefined, /inputs are from 5 to -6/],
    [[0, 0], [0, 11], undefined, undefined],
    [[0, 1], [0, 1], true, /are not scaled/],
  ];
  for (const [range, scale, isScaled, note] of cases) {
    await t.step(`${range} by ${scale}, ${isScaled}`, () => {
      const found = scaleOfNumbers(range, scale, isScaled).note;
      if (note === undefined) assertEquals(found, undefined);
      else assertMatch(found ?? "", note);
    });
  }
});
