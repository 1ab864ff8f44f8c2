import { assertEquals } from "@std/assert";
import { channel } from "../../lib/report/layer_views.ts";

Deno.test("channel() is the values of one channel, and its size", () => {
  const values = Float64Array.of(1, 2, 3, 4, 5, 6); // 3 rows of 1 pixel, with 2 channels
  assertEquals(channel([3, 1, 2], values, 0), {
    ...{ width: 1, height: 3, values: Float64Array.of(1, 3, 5) },
  });
  assertEquals(channel([3, 1, 2], values, 1).values, Float64Array.of(2, 4, 6));
  assertEquals(channel([2, 3, 1], values, 0), { width: 3, height: 2, values });
});
