import { assertEquals } from "@std/assert";
import { allOf } from "../../lib/format/dataset_error.ts";

Deno.test("allOf() lists the given problems, and counts the rest", async (t) => {
  const problems = (count: number) =>
    Array.from({ length: count }, (_, n) => `problem ${n}`);
  const cases: [listed: number, count: number, lines: number, more?: RegExp][] =
    [
      [1, 1, 1],
      [2, 2, 3],
      [10, 10, 11],
      [11, 11, 12, /1 more$/],
      [10, 12, 12, /2 more$/],
      [1, 2, 3, /1 more$/],
    ];
  for (const [listed, count, length, more] of cases) {
    await t.step(`${listed} of ${count}`, () => {
      const error = allOf("t.csv", problems(listed), count);
      const lines = error.message.split("\n");
      assertEquals(lines.length, length);
      assertEquals(error.files, ["t.csv"]);
      assertEquals(more?.test(lines.at(-1)!), more && true);
      if (count > 1) assertEquals(lines[1], "  problem 0");
      else assertEquals(lines, ["problem 0"]);
    });
  }
  const error = allOf("t.csv", problems(3));
  assertEquals(error.message.split("\n").length, 4);
});
