import { assertEquals } from "@std/assert";
import { looksNumeric } from "../../lib/dataset/doubts.ts";
import { lookAtTable } from "../../lib/dataset/mod.ts";
import { column, refused } from "../field/_cells.ts";
import { withTables } from "./_tables.ts";

Deno.test("looksNumeric() is true for numbers and times of day in any form, with at most 100 characters", () => {
  const numbers = [
    ...["0", "-1.5", "\u22121", "1,234.5", "1.234,5", "1'000", "1_000", ".5"],
    ...["1e-5", "0x1f", "12:30", "9:15pm", "$5", "5 \u20ac", "(12)", "14 %"],
    ...["inf", "-Infinity", "5-", "\u0663", "1".repeat(100)],
  ];
  const others = [
    ...["", "-", ".", "abc", "1a", "1 kg", "a1", "nan", "1-2-3", "e5", "()"],
    ...["1".repeat(101), `${" ".repeat(100)}1`],
  ];
  for (const [cells, are] of [[numbers, true], [others, false]] as const) {
    const found = cells.filter((cell) => looksNumeric(cell) !== are);
    assertEquals(found, []);
  }
});

withTables(
  "the dash of an identifier such as H-0001 is not suggested as a minus sign",
  async (load, t) => {
    for (const dash of ["-", "\u2013", "\u2212"]) {
      const ids = Array.from({ length: 24 }, (_, r) => `H${dash}00${10 + r}`);
      await t.step(ids[0], async () => {
        const bytes = new TextEncoder().encode(column(ids));
        const { problems, notes } = await lookAtTable(bytes, "t.csv");
        assertEquals(problems, [
          `t.csv:2: must have names that occur in at least 2 rows on average in column 1, a: found 24 different names in 24 rows, such as "${
            ids[0]
          }"; in dataset, write columns: { a: ignore } or columns: { a: names }`,
        ]);
        const few = new TextEncoder().encode(column(ids.slice(0, 5)));
        assertEquals((await lookAtTable(few, "t.csv")).notes, notes);
        const declared = { columns: { a: "number" } } as const;
        await refused(load, ids, [
          "in dataset, write columns: { a: names } or columns: { a: ignore }",
        ], declared);
      });
    }
    await t.step("EUR-5 is an amount", async () => {
      await refused(load, ["EUR-5", "EUR 7"], [
        'columns: { a: { number: "EUR" } }, which reads "EUR-5" as -5',
      ]);
    });
  },
);
