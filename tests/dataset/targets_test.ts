import { assertEquals } from "@std/assert";
import { keysOf } from "../../lib/dataset/targets.ts";

const numbers = (name: string, ...values: number[]) => ({
  name,
  numbers: Float64Array.from(values),
});

Deno.test("keysOf() numbers the rows of several labels in the order of their first row", () => {
  const labels = [numbers("a", 1, 1, 2, 1, 2), numbers("b", 5, 6, 5, 5, 5)];
  assertEquals(Array.from(keysOf(labels)), [0, 1, 2, 0, 2]);
  assertEquals(Array.from(keysOf(labels.slice(1))), [5, 6, 5, 5, 5]);
});
