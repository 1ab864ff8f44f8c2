import {
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type {
  CategoricalColumn,
  NumericColumn,
} from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { withTables } from "./_tables.ts";

/** Rows of a column `a`, with alternating classes. */
function rowsOf(cells: readonly string[]): string {
  const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`);
  return ["a,kind", ...quoted.map((cell, r) => `${cell},${"xy"[r % 2]}`)]
    .join("\n");
}

const plain = { inputs: { scale: [0, 1], standardize: false } } as const;

withTables(
  "a column that may be numbers or dates is not read as names unless the spec declares it; the error suggests the fields that read it",
  async (load, t) => {
    type Case = [
      name: string,
      cells: string[],
      fix: string,
      dataset?: Partial<CsvDataset>,
      numbers?: number[],
    ];
    const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    const cases: Case[] = [
      [
        "money",
        ["$1,304.62", "$15", "-$3,150.25"],
        'thousands: "," and columns: { a: { number: "$" } }, which reads "$1,304.62" as 1304.62',
        { thousands: ",", columns: { a: { number: "$" } } },
        [1304.62, 15, -3150.25],
      ],
      [
        "euros behind the number",
        ["1.304,62 €", "15,00 €"],
        'decimal: "," and thousands: "." and columns: { a: { number: "€" } }, which reads "1.304,62 €" as 1304.62',
        { decimal: ",", thousands: ".", columns: { a: { number: "€" } } },
        [1304.62, 15],
      ],
      [
        "percent",
        ["14.5%", "40 %", "0%"],
        'columns: { a: { number: "%" } }, which reads "14.5%" as 0.145',
        { columns: { a: { number: "%" } } },
        [0.145, 0.4, 0],
      ],
      [
        "decimal commas",
        ["0,25", "-2,425", "1"],
        'decimal: ",", which reads "0,25" as 0.25',
        { decimal: "," },
        [0.25, -2.425, 1],
      ],
      [
        "thousands",
        ["1,304.62", "12", "1,000,000"],
        'thousands: ",", which reads "1,304.62" as 1304.62',
        { thousands: "," },
        [1304.62, 12, 1e6],
      ],
      [
        "a comma with two possible readings",
        ["1,304", "3,150"],
        'thousands: ",", which reads "1,304" as 1304; or decimal: ",", which reads "1,304" as 1.304',
      ],
      [
        "thousands as in Switzerland",
        ["1'304.5", "12'000"],
        `thousands: "'", which reads "1'304.5" as 1304.5`,
        { thousands: "'" },
        [1304.5, 12000],
      ],
      [
        "thousands as in France",
        ["1 304,5", "12 000"],
        'decimal: "," and thousands: " ", which reads "1 304,5" as 1304.5',
        { decimal: ",", thousands: " " },
        [1304.5, 12000],
      ],
      [
        "days",
        ["2026-11-28", "1969-12-31"],
        'found the date "2026-11-28"; in dataset, write columns: { a: date } or columns: { a: ignore }',
        { columns: { a: "date" } },
        [day("2026-11-28"), -1],
      ],
      [
        "times",
        ["1970-01-01T00:01", "1970-01-02 00:00:00.5"],
        'found the date "1970-01-01T00:01"',
        { columns: { a: "date" } },
        [60, 86400.5],
      ],
      [
        "dates with slashes",
        ["11/28/2026", "12/1/2026"],
        "write dates as 2026-11-28 and, in dataset, write columns: { a: date }; or write columns: { a: names } or columns: { a: ignore }",
      ],
      [
        "dates with points",
        ["28.11.2026", "1.12.2026"],
        "write dates as 2026-11-28",
      ],
      ["accounts", ["(5.00)", "(12.50)"], "write numbers such as -1221.81"],
      ["infinities", ["inf", "-inf", "inf"], "write numbers such as"],
      [
        "commas without a possible reading",
        ["1,2,3", "4,5"],
        "write numbers such as",
      ],
    ];
    for (const [name, cells, fix, dataset, numbers] of cases) {
      await t.step(name, async () => {
        const csv = rowsOf(cells);
        const error = await assertRejects(() => load(csv), DatasetError);
        assertStringIncludes(error.message, "t.csv:2: must have a number");
        assertStringIncludes(error.message, fix);
        if (!dataset || !numbers) return;
        const { train } = await load(csv, dataset, plain);
        assertEquals(train.inputs.columns, 1);
        numbers.forEach((x, r) =>
          assertAlmostEquals(train.inputs.data[r], x, 1e-12 * Math.abs(x))
        );
      });
    }
  },
);

withTables(
  "from 20 rows on, names that rarely occur twice are refused",
  async (load, t) => {
    const ids = (rows: number, different: number) =>
      rowsOf(Array.from({ length: rows }, (_, r) => `id-${r % different}`));
    await t.step("11 different names in 20 rows", async () => {
      await assertRejects(
        () => load(ids(20, 11)),
        DatasetError,
        't.csv:2: must have names that occur in at least 2 rows on average in column 1, a: found 11 different names in 20 rows, such as "id-0"; in dataset, write columns: { a: ignore } or columns: { a: names }',
      );
    });
    await t.step(
      "lengths with their unit, which can be read as numbers",
      async () => {
        const cells = Array.from({ length: 20 }, (_, r) => `${r + 1} cm`);
        await assertRejects(
          () => load(rowsOf(cells)),
          DatasetError,
          'or columns: { a: { number: "cm" } }',
        );
        const columns = { a: { number: "cm" } };
        const { train } = await load(rowsOf(cells), { columns }, plain);
        assertEquals([...train.inputs.data.slice(0, 3)], [1, 2, 3]);
      },
    );
    await t.step("a label", async () => {
      const csv = "b,kind\n" +
        Array.from({ length: 30 }, (_, r) => `${r},name ${r}\n`).join("");
      await assertRejects(
        () => load(csv),
        DatasetError,
        "in column 2, kind: found 30 different classes in 30 rows",
      );
      const { classes } = await load(csv, { columns: { kind: "names" } });
      assertEquals(classes?.length, 30);
    });
    await t.step("declared in the spec, in few rows, or frequent", async () => {
      const width = async (csv: string, dataset?: Partial<CsvDataset>) =>
        (await load(csv, dataset)).train.inputs.columns;
      assertEquals(await width(ids(20, 11), { columns: { a: "names" } }), 11);
      assertEquals(await width(ids(20, 11), { categorical: ["a"] }), 11);
      assertEquals(await width(ids(20, 10)), 10);
      assertEquals(await width(ids(19, 19)), 19);
    });
  },
);

withTables(
  "columns are numbers, dates, names or ignored, as in the spec",
  async (load) => {
    const csv = "zip,day,price,id,kind\n" +
      '01234,2026-01-01,"$1,221.81",u1,x\n81541,2026-01-03,$7,u2,y\n';
    const { train, columns } = await load(csv, {
      thousands: ",",
      columns: {
        ...{ zip: "names", day: "date", price: { number: "$ %" } },
        id: "ignore",
      },
    }, plain);
    assertEquals(columns, [
      { name: "zip", categories: ["01234", "81541"] },
      { name: "day", mean: 0, deviation: 1, date: "days" },
      { name: "price", mean: 0, deviation: 1 },
    ]);
    assertEquals(
      train.inputs.data, // 2026-01-01 is day 20454
      Float64Array.of(1, 0, 20454, 1221.81, 0, 1, 20456, 7),
    );
  },
);

withTables(
  "rows with missing cells are refused or removed, or the cells are replaced by the mean of the training rows",
  async (load, t) => {
    const csv = "a,b,kind\n1,10,x\n?,20,y\n3,,x\n5,40,y\n";
    await t.step("error", async () => {
      const error = await assertRejects(() => load(csv), DatasetError);
      assertEquals(error.message.split("\n").length, 3); // both columns
    });
    await t.step("drop", async () => {
      const { train, notes } = await load(
        csv,
        { missing: { then: "drop" } },
        plain,
      );
      assertEquals([...train.inputs.data], [1, 10, 5, 40]);
      assertEquals(notes, [
        "2 of 4 rows are removed, since cells are missing: 1 in a, 1 in b",
      ]);
    });
    await t.step("mean", async () => {
      const dataset = { missing: { then: "mean" } } as const;
      const { train, columns, notes } = await load(csv, dataset);
      // a: 1, 3 and 5 have the mean 3, which is 0 after standardizing
      assertEquals((columns![0] as NumericColumn).missing, 3);
      assertEquals([train.inputs.data[2], train.inputs.data[5]], [0, 0]);
      assertEquals(notes, [
        "missing cells are replaced by the mean of their column: 1 in a, 1 in b",
      ]);
      const { train: raw } = await load(csv, dataset, plain);
      assertEquals([...raw.inputs.data], [1, 10, 3, 20, 3, 70 / 3, 5, 40]);
      const held = await load(csv, { ...dataset, test: { last: 0.25 } }, plain);
      assertEquals(held.train.inputs.data[2], 2); // the mean of 1 and 3
    });
    await t.step(
      "missing labels are not replaced by a mean; a row without a name is removed",
      async () => {
        const then = { missing: { then: "mean" } } as const;
        const loss = { type: "mse", reduction: "mean" } as const;
        await assertRejects(
          () => load("a,kind\n1,2\n2,?\n", then, { loss }),
          DatasetError,
          "t.csv:3: must have a value in column 2, kind",
        );
        const csv = "a,b,kind\n1,red,x\n,blue,y\n3,,x\n5,red,y\n";
        const { train, notes } = await load(csv, then, plain);
        // a is 1, 3 (the mean of 1 and 5) and 5; b is blue or red
        assertEquals([...train.inputs.data], [1, 0, 1, 3, 1, 0, 5, 0, 1]);
        assertEquals(notes, [
          "1 of 4 rows are removed, since cells are missing: 1 in b",
          "missing cells are replaced by the mean of their column: 1 in a",
        ]);
        await assertRejects(
          () => load("a,kind\nred,x\nblue,\n", then),
          DatasetError,
          "t.csv:3: must have a value in column 2, kind",
        );
      },
    );
    await t.step("your own words, in upper or lower case", async () => {
      const missing = { words: ["-", "unknown"], then: "drop" } as const;
      const { train } = await load(
        "a,kind\n1,x\n-,y\nUnKnown,x\n4,y\n",
        { missing },
        plain,
      );
      assertEquals([...train.inputs.data], [1, 4]);
      await assertRejects(
        () => load("a,kind\n1,x\nNA,y\n", { missing }),
        DatasetError,
        'found "NA"',
      );
    });
  },
);

withTables(
  "NA, N/A and null are names in a column of names, but an empty cell is missing",
  async (load) => {
    const csv = "country,kind\nNA,x\nnull,y\nZA,x\nN/A,y\n?,x\n";
    for (
      const dataset of [
        { categorical: ["country"] },
        { columns: { country: "names" } },
      ] satisfies Partial<CsvDataset>[]
    ) {
      const { columns } = await load(csv, dataset);
      assertEquals((columns![0] as CategoricalColumn).categories, [
        ...["?", "N/A", "NA", "ZA", "null"],
      ]);
      await assertRejects(
        () => load(csv + ",x\n", dataset),
        DatasetError,
        't.csv:7: must have a value in column 1, country: found ""',
      );
    }
    await assertRejects(
      () => load(csv),
      DatasetError,
      'found "NA" and 3 more in this column; fill in the cell or, in dataset, write missing: { then: drop }, or columns: { country: names }',
    );
  },
);

withTables(
  "one line per column reports how the column is read, and notes report doubts",
  async (load) => {
    const csv = "# by hand\narea;district;day;id;flat;answer;kind\n" +
      "12;north;2026-01-01;a1;1;yes;x\n244;south;2026-11-28;a2;1; Yes;y\n" +
      "80;west;2026-02-01;a3;1;no;x\n";
    const { reading, notes } = await load(csv, {
      columns: { day: "date", id: "ignore" },
    });
    assertEquals(reading, [
      "area: number, 12 to 244",
      "district: 3 names",
      "day: date, 2026-01-01 to 2026-11-28",
      "id: ignored",
      "flat: number, always 1",
      "answer: 3 names",
      "kind: 2 names (label)",
    ]);
    assertEquals(notes, [
      'columns are separated by ";"',
      "line 1 begins with # and is skipped",
      'column answer has 2 similar names: "Yes", "yes"',
      "columns that are constant in all training rows: flat",
    ]);
    const shares = "a,kind\n5%,x\n0.05,y\n7%,x\n";
    const percent = { columns: { a: { number: "%" } } };
    assertEquals((await load(shares, percent)).notes, [
      "cells without a percent sign are not divided by 100: 1 in a",
    ]);
    const classes = "a,kind\n1,No\n2,no\n3,NO\n4,yes\n";
    assertEquals((await load(classes)).notes, [
      'column kind has 3 similar names: "NO", "No", "no"',
    ]);
    const dots = "a,kind\n1,<=50K\n2,<=50K.\n3,>50K.\n4,>50K\n";
    assertEquals((await load(dots)).notes, [
      'column kind has 2 similar names: "<=50K", "<=50K."',
      'column kind has 2 similar names: ">50K", ">50K."',
    ]);
    const codes = "a,kind\n01,x\n1,y\n1.0,y\n2,x\n";
    assertEquals((await load(codes, { categorical: ["a"] })).notes, [
      'column a has 3 similar names: "01", "1", "1.0"',
    ]);
  },
);

withTables(
  "large numbers are standardized in float64, with any precision of the network",
  async (load) => {
    // by hand: two numbers become -1 and 1
    for (
      const [low, high] of [
        ["1700000000", "1700000001"],
        ["1700000000000000000", "1700000000000001000"],
        ["1e300", "1.5e300"],
        ["1e-200", "3e-200"],
      ]
    ) {
      const { train } = await load(
        `a,kind\n${low},x\n${high},y\n`,
        {},
        { precision: "float32" },
      );
      const [a, b] = train.inputs.data;
      assertAlmostEquals(a, -1, 1e-6, low);
      assertAlmostEquals(b, 1, 1e-6, high);
    }
    const { notes } = await load("a,kind\n1700000000,x\n1700000001,y\n", {}, {
      ...plain,
      precision: "float32",
    });
    assertEquals(notes, [
      "columns with numbers that differ too little for float32: a; write inputs: { standardize: true }",
    ]);
    await assertRejects(
      () =>
        load("a,kind\n1e39,x\n2,y\n", {}, { ...plain, precision: "float32" }),
      DatasetError,
      "the column a must have numbers within the range of float32: found 1e+39",
    );
  },
);

withTables(
  "several labels are several numbers to predict",
  async (load) => {
    const csv = "w,a,h\n1,5,2\n3,6,4\n7,8,9\n";
    const loss = { type: "mse", reduction: "mean" } as const;
    const label = ["h", "w"];
    const { train, classes, columns } = await load(csv, { label }, { loss });
    assertEquals(classes, undefined);
    assertEquals(columns?.map(({ name }) => name), ["a"]);
    assertEquals(train.targets, {
      ...{ rows: 3, columns: 2, data: Float64Array.of(2, 1, 4, 3, 9, 7) },
    });
    await assertRejects(
      () => load("w,a,h\n1,5,x\n3,6,y\n", { label }, { loss }),
      DatasetError,
      't.csv:2: must have numbers (since there are several label columns) in column 3, h: found names, such as "x"',
    );
  },
);

withTables(
  "a name that is not in the training rows is refused, or sets the inputs of its column to 0",
  async (load) => {
    const { classes, columns } = await load(
      "colour,size,kind\nred,1,x\nblue,2,y\n",
    );
    const fitted = { classes, columns };
    const later = "colour,size,kind\ngreen,1,x\nred,2,y\n";
    await assertRejects(
      () => load(later, {}, {}, { fitted }),
      DatasetError,
      'found "green"; in dataset, write unseen: zeros, which sets all inputs of the column to 0 for an unknown name',
    );
    const { train, notes } = await load(
      later,
      { unseen: "zeros" },
      {},
      { fitted },
    );
    assertEquals([...train.inputs.data], [0, 0, -1, 0, 1, 1]);
    assertEquals(notes, [
      "all inputs of a column are 0 for a category that is not in the training rows: 1 in colour",
    ]);
    await assertRejects( // a class is not an input
      () =>
        load("colour,size,kind\nred,1,z\n", { unseen: "zeros" }, {}, {
          fitted,
        }),
      DatasetError,
      'must have one of the names in the training rows (x, y) in column 3, kind: found "z"',
    );
  },
);
