import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { DatasetSpec } from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { readTable } from "../../lib/format/csv.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { gzip } from "./_fixture.ts";
import { fruit, withTables } from "./_tables.ts";

withTables(
  "tables that are wrong are refused with line and column",
  async (load, t) => {
    const cases: [name: string, csv: string, message: string][] = [
      [
        "a missing cell",
        "a,b,kind\n1,2,x\n\n1,,x\n",
        't.csv:4: must have a value in column 2, b: found ""; fill it in or leave the row out of the file',
      ],
      [
        "a word for a missing one, below a cell of two lines",
        'a,b,kind\n1,"2\n2",x\n1,2, n/a\n',
        't.csv:4: must have a value in column 3, kind: found " n/a"',
      ],
      [
        "a short row",
        "a,b,kind\r\n1,2,x\r\n1,2\r\n",
        "t.csv:3: must have 3 columns as line 1 has: found 2, none for kind",
      ],
      [
        "a long row",
        "a,b,kind\n1,2,x,3\n",
        "t.csv:2: must have 3 columns as line 1 has: found 4, the first too many at column 4",
      ],
      [
        "two columns of one name",
        "a,a,kind\n1,2,x\n",
        't.csv:1: must name each column, no two alike: found "a" over column 2',
      ],
      [
        "nothing",
        "",
        "t.csv must have a line of names and rows below it: found no text",
      ],
      [
        "only names",
        "\na,kind\n",
        "t.csv:2: must be a line of names with rows below it: found no row",
      ],
      [
        "a short row below lines that end in CR",
        "a,b,kind\r1,2,x\r1,2\r",
        "t.csv:3: must have 3 columns as line 1 has: found 2, none for kind",
      ],
      [
        "semicolons between columns",
        "a;b;kind\n1,5;2;x\n",
        't.csv:1: must have commas between columns: found ";"; save it with commas, and numbers with a point',
      ],
      [
        "tabs",
        "a\tkind\n1\tx\n",
        't.csv:1: must have commas between columns: found "\\t"',
      ],
      ["an odd quote", 'a,kind\n1"2,x\n', "t.csv must be CSV: "],
      [
        "no such label",
        "a,b\n1,2\n",
        "t.csv must have a column kind: found a, b",
      ],
    ];
    for (const [name, csv, message] of cases) {
      await t.step(name, async () => {
        const error = await assertRejects(() => load(csv), DatasetError);
        assertStringIncludes(error.message, message);
        assertEquals(error.files, ["t.csv"]);
      });
    }
    await t.step("a gzip file", async () => {
      const error = await assertRejects(
        async () => await readTable(await gzip(new Uint8Array()), "t.csv.gz"),
        DatasetError,
      );
      assertEquals(
        error.message,
        "t.csv.gz must be text in UTF-8: found a gzip file; unpack it first",
      );
    });
    await t.step("a table too large for its limit", async () => {
      const error = await assertRejects(
        () => load(fruit, {}, {}, { maxBytes: 100 }),
        DatasetError,
      );
      assertStringIncludes(error.message, "must become at most");
    });
  },
);

withTables(
  "a slip in a column of numbers is named, and no column of words",
  async (load) => {
    const numbers = { type: "mse", reduction: "mean" } as const;
    const slips: [string, Partial<CsvDataset>, Partial<DatasetSpec>, string][] =
      [
        ["a,kind\n1,x\nNone,y\n3,x\n", {}, {}, "t.csv:3: must have a number"],
        ["a,kind\n1,x\n1e300,y\n", {}, {}, "t.csv:3: must have a number"],
        ["a,kind\n1,1\n2,2x0\n", {}, { loss: numbers }, 'found "2x0"'],
        ["a,kind\n1,x\n", { categorical: ["b"] }, {}, "must have a column b"],
      ];
    for (const [csv, dataset, spec, message] of slips) {
      await assertRejects(
        () => load(csv, dataset, spec),
        DatasetError,
        message,
      );
    }
    const codes = "a,kind\n1,x\n2b,y\n";
    const { columns } = await load(codes, { categorical: ["a"] });
    assertEquals(columns?.[0], { name: "a", categories: ["1", "2b"] });
  },
);
