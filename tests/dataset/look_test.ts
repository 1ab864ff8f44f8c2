import { assertEquals } from "@std/assert";
import { lookAtTable } from "../../lib/dataset/mod.ts";

/**
 * The result of `lookAtTable()` for a table with these names and 4 rows of
 * these cells.
 */
async function look(names: string[], cell: (r: number, c: number) => unknown) {
  const rows = Array.from(
    { length: 4 },
    (_, r) => names.map((_, c) => cell(r, c)).join(","),
  );
  const text = [names.join(","), ...rows, ""].join("\n");
  return await lookAtTable(new TextEncoder().encode(text), "t.csv");
}

Deno.test("lookAtTable() prints one line for each of the first 32 columns, and counts the others", async () => {
  const lines = async (count: number) => {
    const names = Array.from({ length: count }, (_, c) => `c${c}`);
    const { reading, columns, rows } = await look(names, (r, c) => r + c / 10);
    assertEquals([columns, rows], [names, 4]);
    return [reading.length, reading.at(-1)];
  };
  assertEquals(await lines(2), [2, "c1: number, 0.1 to 3.1"]);
  assertEquals(await lines(32), [32, "c31: number, 3.1 to 6.1"]);
  assertEquals(await lines(33), [33, "... and 1 more column"]);
  assertEquals(await lines(40), [33, "... and 8 more columns"]);
});

Deno.test("lookAtTable() reports how each column is read", async () => {
  const cells = [
    ["ham", "2026-01-01", "1.5", "x", "7"],
    ["spam", "2026-01-31", "", "y", "7"],
    ["ham", "2026-01-02", "-3", "x", "7"],
    ["ham", "2026-01-03", "", "z", "7"],
  ];
  const { reading, problems } = await look(
    ["kind", "day", "a", "b", "c"],
    (r, c) => cells[r][c],
  );
  assertEquals(reading[0], "kind: 2 names");
  assertEquals(reading[3], "b: 3 names");
  assertEquals(reading[4], "c: number, always 7");
  assertEquals(/2 cells without a value$/.test(reading[2]), true);
  assertEquals(problems.length, 2); // a date, and missing cells
});
