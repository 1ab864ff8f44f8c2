import {
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import {
  type CategoricalColumn,
  type Dataset,
  DatasetError,
  type DatasetSpec,
  holdOut,
  loadDataset,
  type LoadOptions,
  type NumericColumn,
} from "../../lib/dataset/mod.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import {
  diskAndNet,
  inTemporaryFolder,
  readable,
  unlessDiskAndNet,
  unlessReadable,
} from "./_fixture.ts";

const base: DatasetSpec = {
  inputs: { scale: [0, 1] },
  labels: { oneHot: [0, 1] },
  precision: "float64",
  loss: { type: "crossEntropy", reduction: "mean" },
};

type Load = (
  csv: string,
  dataset?: Partial<CsvDataset>,
  spec?: Partial<DatasetSpec>,
  options?: LoadOptions,
) => Promise<Dataset>;

/** A test that loads tables which it writes itself. */
function withTables(
  name: string,
  work: (load: Load, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    name: name + unlessDiskAndNet,
    ignore: !diskAndNet,
    fn: (t) =>
      inTemporaryFolder((folder) =>
        work(async (csv, dataset, spec, options) => {
          await Deno.writeTextFile(`${folder}/t.csv`, csv);
          return await loadDataset({
            ...base,
            dataset: { csv: "t.csv", label: "kind", ...dataset },
            ...spec,
          }, { folders: [folder], ...options });
        }, t)
      ),
  });
}

const fruit = `size,colour,kind
1,red,apple
3,"green, or so",pear
5,red,apple
`;

withTables(
  "loadDataset() standardises numbers and has an input for each word",
  async (load) => {
    const { train, test, classes, columns, sources } = await load(fruit);
    // sizes 1, 3, 5: mean 3, variance 8/3
    const deviation = Math.sqrt(8 / 3);
    assertEquals(columns, [
      { name: "size", mean: 3, deviation },
      { name: "colour", categories: ["green, or so", "red"] },
    ]);
    assertEquals(train.inputs, {
      rows: 3,
      columns: 3,
      data: Float64Array.of(-2 / deviation, 0, 1, 0, 1, 0, 2 / deviation, 0, 1),
    });
    assertEquals(classes, ["apple", "pear"]);
    assertEquals(train.targets.data, Float64Array.of(1, 0, 0, 1, 1, 0));
    assertEquals(test, undefined);
    assertEquals(sources, ["train: 3 rows of 2 columns from t.csv"]);
  },
);

withTables(
  "what is held out for validation has no part in standardising",
  async (load) => {
    const rows = Array.from({ length: 40 }, (_, r) => [
      r === 7 ? 1e6 : r % 11, // one row that would move every mean
      r * r,
      r % 3 === 0 ? "a" : "b",
    ]);
    const csv = ["x,y,kind", ...rows.map((row) => row.join())].join("\n");
    const fraction = 0.3;
    for (const options of [{ seed: 1 }, { seed: 5, limit: 25 }, { seed: 9 }]) {
      const spec = { validation: { fraction } };
      const { train, columns } = await load(csv, { test: 0.1 }, spec, options);
      const { seed } = options;
      const { inputs } = holdOut(train, { fraction, seed }).train;
      for (const c of [0, 1]) {
        const column = [...inputs.data].filter((_, i) => i % 2 === c);
        const mean = column.reduce((a, b) => a + b) / inputs.rows;
        const square = column.reduce((a, b) => a + b * b, 0) / inputs.rows;
        assertAlmostEquals(mean, 0, 1e-12, `${JSON.stringify(columns)}`);
        assertAlmostEquals(square, 1, 1e-12);
      }
    }
  },
);

withTables(
  "a table is taken as its spec says: plain, categorical, in other targets",
  async (load) => {
    const { train, columns } = await load(
      fruit,
      { categorical: ["size"] },
      { inputs: { scale: [0, 1], standardize: false } },
    );
    assertEquals(columns?.[0], { name: "size", categories: ["1", "3", "5"] });
    assertEquals(
      [...train.inputs.data.subarray(0, 5)],
      [1, 0, 0, 0, 1],
    );
    const plain = await load(fruit, {}, {
      inputs: { scale: [0, 1], standardize: false },
      labels: { oneHot: [0.1, 0.9] },
      loss: { type: "binaryCrossEntropy", reduction: "mean" },
      precision: "float32",
    });
    assertEquals(
      [0, 1, 2].map((r) => plain.train.inputs.data[3 * r]),
      [1, 3, 5],
    );
    // one output tells two classes apart
    assertEquals(plain.train.targets, {
      rows: 3,
      columns: 1,
      data: Float32Array.of(0.1, 0.9, 0.1),
    });
  },
);

withTables(
  "labels are numbers for mse and huber, and classes otherwise",
  async (load) => {
    const csv = "a,kind\n1,10\n2,9\n3,-2.5e1\n4,9\n";
    for (const type of ["mse", "huber"] as const) {
      const loss = { type, reduction: "mean" } as const;
      const { train, classes } = await load(csv, {}, { loss });
      assertEquals(classes, undefined);
      assertEquals([...train.targets.data], [10, 9, -25, 9]);
      const named = await load(csv, { categorical: ["kind"] }, { loss });
      assertEquals(named.classes, ["-2.5e1", "9", "10"]); // by size
    }
    assertEquals((await load(csv)).train.targets.columns, 3);
  },
);

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
        't.csv:1: must name each column, no two alike: found "nothing"',
      ],
      ["only names", "a,kind\n", "t.csv must have a row: found only names"],
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
  "a later table is read as the network learned the first",
  async (load) => {
    const fitted = await load(fruit);
    const csv = "kind,colour,size\npear,red,7\n";
    const { train, classes } = await load(csv, {}, {}, { fitted });
    assertEquals(classes, ["apple", "pear"]);
    const deviation = Math.sqrt(8 / 3);
    assertEquals([...train.inputs.data], [4 / deviation, 0, 1]);
    assertEquals([...train.targets.data], [0, 1]);
    const error = await assertRejects(
      () => load("kind,colour,size\npear,blue,7\n", {}, {}, { fitted }),
      DatasetError,
    );
    assertEquals(
      error.message,
      't.csv:2: must have one of what was learned from, green, or so, red, in column 2, colour: found "blue"',
    );
  },
);

withTables(
  "no row of the test part touches standardisation, whatever it holds",
  async (load) => {
    const plain = { inputs: { scale: [0, 1], standardize: false } } as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -1000, max: 1000 }), {
          minLength: 2,
          maxLength: 40,
        }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.nat(1000),
        fc.integer({ min: 2000, max: 1e9 }),
        async (values, test, seed, other) => {
          const table = (valueOf: (r: number) => number) =>
            "row,value,kind\n" +
            values.map((_, r) => `${r},${valueOf(r)},${"ab"[r % 2]}\n`).join(
              "",
            );
          const options = { seed };
          const rows = await load(
            table((r) => values[r]),
            { test },
            plain,
            options,
          );
          const held = new Set<number>();
          for (let b = 0; b < rows.test!.inputs.rows; b++) {
            held.add(rows.test!.inputs.data[2 * b]);
          }
          const before = await load(
            table((r) => values[r]),
            { test },
            {},
            options,
          );
          const after = await load(
            table((r) => held.has(r) ? other : values[r]),
            { test },
            {},
            options,
          );
          assertEquals(after.columns, before.columns);
          assertEquals(after.train, before.train);
          // and the rows that are learned from do: their mean is 0
          const { inputs } = before.train;
          const sum = Array.from(inputs.data)
            .filter((_, i) => i % 2 === 1)
            .reduce((sum, x) => sum + x, 0);
          assertAlmostEquals(sum, 0, 1e-9 * inputs.rows);
        },
      ),
      { numRuns: 60 },
    );
  },
);

Deno.test({
  name:
    `iris has the means and deviations that R prints, within 1e-6${unlessReadable}`,
  ignore: !readable,
  async fn() {
    const dataset = { csv: "data/iris.csv", label: "species" };
    const root = new URL("../../", import.meta.url).pathname;
    const { train, classes, columns } = await loadDataset(
      { ...base, dataset },
      { folders: [root] },
    );
    assertEquals([train.inputs.rows, train.inputs.columns], [150, 4]);
    assertEquals(classes, ["setosa", "versicolor", "virginica"]);
    // sapply(iris[1:4], mean) and sd in R 4, whose sd divides by n - 1
    const means = [5.843333, 3.057333, 3.758, 1.199333];
    const deviations = [0.8280661, 0.4358663, 1.7652982, 0.7622377];
    for (const [c, column] of (columns as NumericColumn[]).entries()) {
      assertAlmostEquals(column.mean, means[c], 1e-6);
      const sample = column.deviation * Math.sqrt(150 / 149);
      assertAlmostEquals(sample, deviations[c], 1e-6);
    }
  },
});

withTables("words are in one order, whatever the rows'", async (load) => {
  const words = async (order: string[]) => {
    const csv = ["a,kind", ...order.map((w) => `${w},${w}`)].join("\n");
    const { classes, columns } = await load(csv);
    return [classes, (columns as CategoricalColumn[])[0].categories];
  };
  assertEquals(await words(["b", "a", "B"]), [["B", "a", "b"], [
    "B",
    "a",
    "b",
  ]]);
});

withTables(
  "a column that never changes is only moved, whatever sums round",
  async (load) => {
    const csv = "a,b,kind\n" + "0.1,1,x\n0.1,2,y\n".repeat(20);
    const { columns } = await load(csv);
    assertEquals(columns?.[0], { name: "a", mean: 0.1, deviation: 1 });
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
