import { assertEquals } from "@std/assert";
import { scaleOfNumbers } from "../../lib/dataset/scaling.ts";

Deno.test("scaleOfNumbers() takes numbers from 0 to 1 as they are, and scales others where asked", () => {
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
    "the largest number is 2, so inputs go from 0 to 0.007843, since inputs.scale gives the values of 0 and 255; inputs: { scale: [0, 127.5] } maps 2 to 1",
  );
});
