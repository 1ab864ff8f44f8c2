import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { numberDoubt } from "../../lib/dataset/number_doubts.ts";
import { readingOf } from "../../lib/dataset/reading.ts";
import type { Table } from "../../lib/format/mod.ts";

/** The doubt about a column `a` of these cells, and the number of notes. */
function doubtOf(
  cells: readonly string[],
  { zeros = -1, decimal = ".", thousands = "" } = {},
) {
  const notes: string[] = [];
  const table = { names: ["a"], cell: (r: number) => cells[r] };
  const doubt = numberDoubt(
    {
      table: table as unknown as Table,
      ...{ column: 0, zeros, cells: [...cells.entries()] },
      numbers: Float64Array.from(cells, Number),
    },
    { ...readingOf({}), decimal, thousands },
    notes,
  );
  return { row: doubt?.row, doubt, notes };
}

Deno.test("numberDoubt() refuses periods that may be decimal points or thousands separators", async (t) => {
  const cases: [cells: string[], row: number | undefined][] = [
    [["950", "1.250"], 1],
    [["1.250", "950"], 0],
    [["950", "1.125", "2.250"], 1], // the first cell with a period
    [["0", "-1.250"], 1],
    [["950", "+999.500"], 1],
    [["1.250", "2.375"], undefined], // each cell has a period
    [["950", "1.255"], undefined], // no trailing zero
    [["950", "1000"], undefined], // no period
    [["950", "1.25"], undefined], // not three digits
    [["950", "1.250", "1234"], undefined], // four digits without a period
    [["950", "1.250", "0950"], undefined],
    [["950", "1.250", "1.2500"], undefined],
    [["2.000", "3"], undefined], // whole numbers in both readings
  ];
  for (const [cells, row] of cases) {
    await t.step(cells.join(" "), () => {
      const { row: found, doubt, notes } = doubtOf(cells);
      assertEquals([found, notes], [row, []]);
      if (row === undefined) return;
      const whole = cells[row].replace(".", "");
      assertStringIncludes(doubt!.fix!, `as ${whole}`);
      assertEquals(doubtOf(cells, { decimal: "," }).doubt, undefined);
      assertEquals(doubtOf(cells, { thousands: "," }).doubt, undefined);
    });
  }
});

Deno.test("numberDoubt() writes a note on numbers that may be codes or dates", async (t) => {
  const cases: [cells: string[], notes: number][] = [
    [["20261128", "20270101"], 1],
    [["19000101", "21001231"], 1],
    [["18991231", "20270101"], 0],
    [["20270101", "21010101"], 0],
    [["20260001", "20270101"], 0],
    [["20260101", "20261231"], 1],
    [["20261301", "20270101"], 0],
    [["20260100", "20270101"], 0],
    [["20260131", "20270101"], 1],
    [["20260132", "20270101"], 0],
    [["20260101", "5"], 0],
    [["20260101.5", "20270101"], 0],
  ];
  for (const [cells, notes] of cases) {
    await t.step(cells.join(" "), () => {
      assertEquals(doubtOf(cells).notes.length, notes);
      assertEquals(doubtOf(cells, { zeros: 0 }).notes.length, notes + 1);
    });
  }
  const { notes: [note] } = doubtOf(["12", "007"], { zeros: 1 });
  assertMatch(note, /"007"/);
});
