import { assertEquals } from "@std/assert";
import { outOfRange } from "../../lib/dataset/range.ts";

Deno.test("outOfRange() writes whole numbers as they are, and four digits of others", () => {
  assertEquals(
    outOfRange([0, 65_535], [0.123456, 255]),
    "the numbers are from 0 to 65535, but the training numbers are from 0.1235 to 255",
  );
  assertEquals(outOfRange([0, 255], [0, 255]), undefined);
});
