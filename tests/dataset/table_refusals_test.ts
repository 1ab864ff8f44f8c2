import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { withTables } from "./_tables.ts";

withTables(
  "errors in a table are reported with line and column",
  async (load, t) => {
    const cases: [name: string, csv: string, message: string][] = [
      [
        "a missing cell",
        "a,b,kind\n1,2,x\n\n1,,x\n",
        't.csv:4: must have a value in column 2, b: found ""; fill in the cell or, in dataset, write missing: { then: drop } or missing: { then: mean }',
      ],
      [
        "a word for a missing cell, after a cell of two lines",
        'a,b,kind\n1,"2\nx",x\n1,y, n/a\n',
        't.csv:4: must have a value in column 3, kind: found "n/a"; fill in the cell or, in dataset, write missing: { then: drop }, or columns: { kind: names }',
      ],
      [
        "a column without a value",
        "a,b,kind\n1,,x\n1,,y\n",
        't.csv:2: must have a value in column 2, b: found "" and 1 more in this column; in dataset, write columns: { b: ignore }',
      ],
      [
        "a short row",
        "a,b,kind\r\n1,2,x\r\n1,2\r\n",
        "t.csv:3: must have 3 columns, like the header in line 1: found 2 columns, and the row has no cell for column kind",
      ],
      [
        "a long row",
        "a,b,kind\n1,2,x,3\n",
        "t.csv:2: must have 3 columns, like the header in line 1: found 4 columns, and column 4 has no name in the header",
      ],
      [
        "two columns with the same name",
        "a, a ,kind\n1,2,x\n",
        't.csv:1: must have a different name for each column: found "a" as the name of column 1 and column 2',
      ],
      [
        "a column without a name, as pandas writes its index",
        ",a,kind\n0,1,x\n",
        't.csv:1: must have a different name for each column: found "" as the name of column 1; write a name for this column',
      ],
      [
        "nothing",
        "",
        "t.csv must have a header line and rows below it: the file has no lines",
      ],
      [
        "only names",
        "\na,kind\n",
        "t.csv:2: must be a header line with rows below it: found no row",
      ],
      [
        "a short row after lines that end in CR",
        "a,b,kind\r1,2,x\r1,2\r",
        "t.csv:3: must have 3 columns, like the header in line 1: found 2 columns, and the row has no cell for column kind",
      ],
      [
        "a quote inside a cell",
        'a,kind\n5" nail,x\n',
        't.csv:2: column 1 must have no quotes, or quotes around the whole cell and "" in place of each quote inside: found "5\\" nail,x',
      ],
      [
        "a missing closing quote",
        'a,kind\n1,x\n"2,y\n3,x\n',
        "t.csv:3: column 1 must have a closing quote: no quote follows in the file",
      ],
      [
        "a missing label column",
        "a, kinds\n1,2\n",
        't.csv must have a column "kind": found "a", "kinds", did you mean "kinds"?',
      ],
      [
        "no header line",
        "1.5,x\n2.5,y\n",
        't.csv:1: must be a header line with the names of the columns: found "1.5", "x", which look like a row of values; add a header line, such as x1,x2',
      ],
      [
        "names that begin with #",
        "# a,kind\n1,x\n2,y\n",
        "line 1 was skipped, since it begins with #",
      ],
      [
        "an unknown separator",
        "a:kind\n1:x\n",
        'columns must be separated by ",", ";", a tab or "|"',
      ],
      [
        "only a label column",
        "kind\nx\ny\n",
        "t.csv must have at least one input column: found no column except labels and ignored columns",
      ],
    ];
    for (const [name, csv, message] of cases) {
      await t.step(name, async () => {
        const error = await assertRejects(() => load(csv), DatasetError);
        assertStringIncludes(error.message, message);
        assertEquals(error.files, ["t.csv"]);
      });
    }
    await t.step("a table that is larger than its limit", async () => {
      const names = Array.from(
        { length: 30 },
        (_, r) => `n${r},${"xy"[r % 2]}`,
      );
      const csv = ["a,kind", ...names].join("\n");
      const error = await assertRejects(
        () => load(csv, { categorical: ["a"] }, {}, { maxBytes: 2000 }),
        DatasetError,
      );
      assertEquals(
        error.message,
        "t.csv must have at most 1000000 inputs, and take at most 2000 bytes of memory: found 30 inputs and 7680 bytes; a column of names has one input for each name; to ignore a column, write columns: { NAME: ignore } in dataset",
      );
    });
  },
);

withTables(
  "all problems are reported at once, up to the first ten",
  async (load) => {
    const rows = await assertRejects(
      () => load("a,b,kind\n1,2\n1,2,x\n3\n"),
      DatasetError,
    );
    assertEquals(rows.message.split("\n"), [
      "t.csv has 2 problems",
      "  t.csv:2: must have 3 columns, like the header in line 1: found 2 columns, and the row has no cell for column kind",
      "  t.csv:4: must have 3 columns, like the header in line 1: found 1 columns, and the row has no cell for column b",
    ]);
    const names = Array.from({ length: 40 }, (_, c) => `c${c}`);
    const row = names.map(() => "1,5").map((cell) => `"${cell}"`).join();
    const columns = await assertRejects(
      () => load(`${names.join()},kind\n${row},x\n${row},y\n`),
      DatasetError,
    );
    const lines = columns.message.split("\n");
    assertEquals([lines[0], lines.length], ["t.csv has 40 problems", 12]);
    assertEquals(lines[11], "  and 30 more");
    const many = await assertRejects(
      () => load("a,kind\n" + "1\n".repeat(1000)),
      DatasetError,
    );
    assertEquals(many.message.split("\n")[0], "t.csv has 1000 problems");
  },
);

withTables(
  "a typing error in a column of numbers is reported, but not in a column of names",
  async (load) => {
    const numbers = { loss: { type: "mse", reduction: "mean" } } as const;
    const slips: [string, Partial<CsvDataset>, string, object?][] = [
      [
        "a,kind\n1,x\nNone,y\n3,x\n",
        {},
        't.csv:3: must have a number (2 of 3 rows have a number) in column 1, a: found "None"; correct the cell or, in dataset, write missing: { words: ["","na","n/a","nan","null","?","None"], then: drop } or columns: { a: names }',
      ],
      ["a,kind\n1,x\n1e400,y\n", {}, "t.csv:3: must have a number (1 of 2"],
      ["a,kind\n1,1\n2,2x0\n", {}, 'found "2x0"', numbers],
      ["a,kind\n1,x\n", { categorical: ["b"] }, 'must have a column "b"'],
      ["a,kind\n1,x\n", { columns: { A: "names" } }, 'did you mean "a"?'],
      [
        "a,kind\n1,x\nb,y\n",
        { columns: { a: "number" } },
        't.csv:3: must have a number in column 1, a: found "b"',
      ],
      [
        "a,kind\n2026-01-01,x\n2026-02-30,y\n",
        { columns: { a: "date" } },
        't.csv:3: must have a date such as 2026-11-28 in column 1, a: found "2026-02-30"',
      ],
    ];
    for (const [csv, dataset, message, spec = {}] of slips) {
      await assertRejects(
        () => load(csv, dataset, spec),
        DatasetError,
        message,
      );
    }
    await assertRejects(
      () => load("a,w,h\n1,2,x\n2,3,y\n", { label: ["w", "h"] }, numbers),
      DatasetError,
      't.csv:2: must have numbers (since there are several label columns) in column 3, h: found names, such as "x"',
    );
    const { message } = await assertRejects(
      () => load("a,kind\n1,x\nb,y\n", { columns: { a: "number" } }),
      DatasetError,
    );
    const end = 'must have a number in column 1, a: found "b"'; // and no suggestion
    assertEquals(message.slice(-end.length), end);
    const codes = "a,kind\n1,x\n2b,y\n";
    const { columns } = await load(codes, { categorical: ["a"] });
    assertEquals(columns?.[0], { name: "a", categories: ["1", "2b"] });
  },
);
