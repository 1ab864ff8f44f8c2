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
    "the largest number is 2, so the scaled inputs are from 0 to 0.007843; to scale 2 to 1, write inputs: { scale: [0, 127.5] }",
  );
});
