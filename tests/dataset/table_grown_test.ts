import { assertEquals, assertMatch } from "@std/assert";
import type { Dataset } from "../../lib/dataset/mod.ts";
import { fittedOf } from "../../lib/mlp/fitted.ts";
import { withTables } from "./_tables.ts";

const plain = { inputs: { scale: [0, 1], standardize: false } } as const;

/** Rows of the row number, a group (four rows each) and a class. */
function table(rows: number, from = 0): string {
  const lines = Array.from({ length: rows }, (_, r) => {
    const n = from + r;
    return `${n},${"pqrst"[Math.floor(n / 4) % 5]},${"xy"[n % 2]}\n`;
  });
  return (from === 0 ? "row,who,kind\n" : "") + lines.join("");
}

/** The row numbers of a part. */
function rowsOf(part: Dataset["train"] | undefined): number[] {
  const { columns = 1, data = [] } = part?.inputs ?? {};
  return [...data].filter((_, i) => i % columns === 0);
}

const count = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => from + i);

withTables(
  "new rows of a training group are not test rows",
  async (load) => {
    const dataset = {
      test: { group: "who", fraction: 0.4 },
      columns: { who: "ignore" },
    } as const;
    const before = await load(table(40), dataset, plain);
    const fitted = fittedOf(before), held = rowsOf(before.test);
    const groupOf = (n: number) => Math.floor(n / 4) % 5;
    const isHeld = new Set(held.map(groupOf));
    // rows 40 to 59 are in all five groups, 60 and 61 in a new group
    const more = table(20, 40) + "60,new,x\n61,new,y\n";
    const after = await load(table(40) + more, dataset, plain, { fitted });
    const scored = count(40, 60).filter((n) => isHeld.has(groupOf(n)));
    assertEquals(scored.length, 8);
    assertEquals(rowsOf(after.test), [...held, ...scored, 60, 61]);
    assertEquals(rowsOf(after.train), rowsOf(before.train));
    assertEquals(
      after.sources[1],
      "test: 26 other rows of the training file, including 10 added after the training",
    );
    assertEquals(after.notes, [
      "12 rows added to the file after training are not scored, since training rows have the same values in column who",
    ]);
    const one = await load(table(40) + "60,new,x\n", dataset, plain, {
      fitted,
    });
    assertEquals(
      one.sources[1],
      `test: ${
        held.length + 1
      } other rows of the training file, including 1 added after the training`,
    );
    const learned = rowsOf(before.train)[0]; // one more row of a training group
    const left = await load(
      `${table(40)}60,${"pqrst"[groupOf(learned)]},x\n`,
      dataset,
      plain,
      { fitted },
    );
    assertEquals(rowsOf(left.test), held);
    assertEquals(left.notes?.length, 1);
    assertMatch(left.notes![0], /^1 row added to the file after training is /);
    const same = await load(table(40), dataset, plain, { fitted });
    assertEquals([same.test, same.notes], [before.test, []]);
  },
);
