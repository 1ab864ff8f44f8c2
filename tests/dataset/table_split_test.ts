import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { Dataset } from "../../lib/dataset/mod.ts";
import { foldRows, groupRows, lastRows } from "../../lib/dataset/sample.ts";
import { loadDataset } from "../../lib/disk/load_dataset.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { fittedOf } from "../../lib/mlp/fitted.ts";
import { DISK, needing } from "../_needing.ts";
import { inTemporaryFolder } from "./_fixture.ts";
import { base, withTables } from "./_tables.ts";

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
  "test: { last } selects only the last rows",
  async (load) => {
    const { train, test, sources } = await load(
      table(20),
      { test: { last: 0.2 } },
      plain,
    );
    assertEquals(rowsOf(train), count(0, 16));
    assertEquals(rowsOf(test), count(16, 20));
    assertEquals(sources[1], "test: the last 4 rows of the training file");
    const loss = { type: "mse", reduction: "mean" } as const;
    const numbers = await load(
      "row,kind\n0,5\n1,6\n2,7\n",
      { test: { last: 0.01 } },
      { ...plain, loss },
    );
    assertEquals(rowsOf(numbers.test), [2]);
  },
);

withTables(
  "test: { group, fraction } keeps groups together",
  async (load) => {
    const ignored = { columns: { who: "ignore" } } as const;
    for (const seed of [1, 2, 3, 4]) {
      const test = { group: "who", fraction: 0.4 } as const;
      const data = await load(table(40), { test, ...ignored }, plain, { seed });
      const groupOf = (n: number) => Math.floor(n / 4) % 5;
      const [learned, held] = [data.train, data.test]
        .map((part) => new Set(rowsOf(part).map(groupOf)));
      assertEquals(learned.intersection(held).size, 0);
      assertEquals(rowsOf(data.test).length, 16); // 2 of 5 groups of 8
      const again = await load(table(40), { test, ...ignored }, plain, {
        seed,
      });
      assertEquals(rowsOf(again.test), rowsOf(data.test));
    }
    const { notes } = await load(table(40), {
      test: { group: "who", fraction: 0.4 },
    });
    assertEquals(notes, [
      "column who is a group column and an input; to remove the column from the inputs, write columns: { who: ignore } in dataset",
    ]);
    await assertRejects(
      () =>
        load("a,who,kind\n1,p,x\n2,,y\n", {
          test: { group: "who", fraction: 0.5 },
          ...ignored,
        }),
      DatasetError,
      't.csv:3: must have a group in column 2, who: found ""',
    );
    await assertRejects(
      () =>
        load("a,who,kind\n1,p,x\n2,p,y\n", {
          test: { group: "who", fraction: 0.5 },
        }),
      DatasetError,
      't.csv must have at least 2 groups in column 2, who: found "p" in all rows',
    );
  },
);

Deno.test({
  ...needing(
    "test and validation may be files with the columns in any order",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const write = (name: string, text: string) =>
        Deno.writeTextFile(`${folder}/${name}`, text);
      await write("train.csv", "a,colour,kind\n1,red,x\n3,blue,y\n");
      await write("test.csv", "kind;colour;a\ny;blue;5\n");
      await write("check.csv", "colour,a,kind,more\nred,7,x,1\n");
      const dataset = {
        csv: "train.csv",
        label: "kind",
        test: { file: "test.csv" },
      };
      const validation = { file: "check.csv" };
      const { train, test, validation: checked, sources } = await loadDataset(
        { ...base, dataset, validation },
        { folders: [folder] },
      );
      // 1 and 3 have mean 2 and deviation 1
      assertEquals([...train.inputs.data], [-1, 0, 1, 1, 1, 0]);
      assertEquals([...test!.inputs.data], [3, 1, 0]);
      assertEquals([...test!.targets.data], [0, 1]);
      assertEquals([...checked!.inputs.data], [5, 0, 1]);
      assertEquals(sources, [
        "train: 2 rows of 2 columns from train.csv",
        "test: 1 row from test.csv",
        "validation: 1 row from check.csv",
      ]);
      await write("test.csv", "kind,colour,a\nz,green,5\n");
      await assertRejects(
        () =>
          loadDataset({ ...base, dataset, validation }, { folders: [folder] }),
        DatasetError,
        "test.csv has 2 problems",
      );
    }),
});

withTables(
  "validation rows by last or group are not training rows",
  async (load) => {
    const ignored = { columns: { who: "ignore" } } as const;
    const last = await load(table(20), { test: { last: 0.2 }, ...ignored }, {
      validation: { last: 0.25 },
    });
    assertEquals(last.train.inputs.rows, 12);
    assertEquals(last.validation!.inputs.rows, 4);
    // standardized with rows 0 to 11 only, whose mean is 5.5
    const sum = [...last.train.inputs.data].reduce((a, b) => a + b);
    assert(Math.abs(sum) < 1e-12, `${sum}`);
    const validation = { fraction: 0.2, group: "who" };
    const group = await load(table(40), ignored, { ...plain, validation });
    const groupOf = (n: number) => Math.floor(n / 4) % 5;
    const held = new Set(rowsOf(group.validation).map(groupOf));
    assertEquals([held.size, rowsOf(group.validation).length], [1, 8]);
    assertEquals(rowsOf(group.train).filter((n) => held.has(groupOf(n))), []);
  },
);

Deno.test("loadDataset() uses the last inline rows as validation rows if validation has last", async () => {
  const { train, validation, sources } = await loadDataset({
    ...base,
    dataset: { inputs: [[1], [2], [3], [4]], labels: [[0], [1], [0], [1]] },
    validation: { last: 0.25 },
  });
  assertEquals([...train.inputs.data], [1, 2, 3]);
  assertEquals([...validation!.inputs.data], [4]);
  assertEquals(sources[1], "validation: the last 1 of the training examples");
});

withTables(
  "a table with new rows is scored on its earlier test rows and on the new rows",
  async (load) => {
    for (const test of [0.25, { last: 0.25 }, undefined]) {
      const dataset = {
        ...(test !== undefined && { test }),
        columns: { who: "ignore" },
      } as const;
      const before = await load(table(40), dataset, plain);
      const fitted = fittedOf(before);
      const after = await load(table(40) + table(5, 40), dataset, plain, {
        fitted,
      });
      assertEquals(rowsOf(after.test), [
        ...rowsOf(before.test),
        ...count(40, 45),
      ]);
      assertEquals(rowsOf(after.train), rowsOf(before.train));
      const same = await load(table(40), dataset, plain, { fitted });
      assertEquals(same.test, before.test);
      // in another order, or with another cell, the training rows are unknown
      const [head, first, second, ...rest] = table(40).split("\n");
      for (
        const other of [
          [head, second, first, ...rest].join("\n"),
          table(40).replace("\n7,", "\n7.5,"),
          table(39),
        ]
      ) {
        await assertRejects(
          () => load(other, dataset, plain, { fitted }),
          DatasetError,
          "t.csv must begin with the 40 rows that the file had in training",
        );
      }
    }
  },
);

withTables(
  "a note counts test rows that are equal to training rows",
  async (load) => {
    const rows = ["1,p,x", "2,p,y", "1,p,x", "1,p,y", "2,p,y", "1.0,p,x"];
    const { notes } = await load(
      ["a,who,kind", ...rows].join("\n"),
      { test: { last: 0.5 } },
    );
    assertEquals(
      notes?.at(-1), // rows 5 and 6 are equal to rows 2 and 1
      "2 of the 3 test rows are equal to a training row",
    );
    const apart = await load(table(20), { test: 0.2 });
    assertEquals(apart.notes, []);
  },
);

Deno.test("foldRows() keeps groups together, in folds of similar size", () => {
  fc.assert(fc.property(
    fc.array(fc.nat(12), { minLength: 4, maxLength: 80 }),
    fc.integer({ min: 2, max: 5 }),
    fc.nat(1000),
    (groups, folds, seed) => {
      const sizes = Map.groupBy(groups, (group) => group);
      fc.pre(sizes.size >= folds);
      const targets = {
        rows: groups.length,
        columns: 1,
        data: new Float32Array(groups.length),
      };
      const parts = foldRows(targets, { folds, seed, groups });
      assertEquals(
        parts.flatMap((part) => [...part]).sort((a, b) => a - b),
        [...groups.keys()],
      );
      const seen = parts.map((part) =>
        new Set(part.values().map((r) => groups[r]))
      );
      for (const [p, part] of seen.entries()) {
        assert(part.size > 0);
        for (const other of seen.slice(p + 1)) {
          assertEquals(part.intersection(other).size, 0);
        }
      }
      const lengths = parts.map(({ length }) => length);
      const largest = Math.max(...sizes.values().map(({ length }) => length));
      assert(Math.max(...lengths) - Math.min(...lengths) <= largest);
    },
  ));
});

Deno.test("groupRows() selects whole groups, at least one and not all", () => {
  fc.assert(fc.property(
    fc.array(fc.nat(6), { minLength: 2, maxLength: 60 }),
    fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    fc.nat(1000),
    (groups, fraction, seed) => {
      fc.pre(new Set(groups).size > 1);
      const held = groupRows(groups, { fraction, seed, purpose: "test" });
      assert(held.length > 0 && held.length < groups.length);
      const taken = new Set([...held].map((r) => groups[r]));
      assertEquals(
        [...held],
        [...groups.keys()].filter((r) => taken.has(groups[r])),
      );
      const sizes = [...Map.groupBy(groups, (g) => g).values()];
      const largest = Math.max(...sizes.map(({ length }) => length));
      assert(Math.abs(held.length - fraction * groups.length) <= largest);
    },
  ));
});

Deno.test("lastRows() rounds the number of rows, to at least one and not all", () => {
  const cases: [rows: number, share: number, found: number[]][] = [
    [5, 0.4, [3, 4]],
    [4, 0.01, [3]],
    [3, 0.99, [1, 2]],
  ];
  for (const [rows, share, found] of cases) {
    assertEquals([...lastRows(rows, share)], found);
  }
});
