import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { holdOut, type NumericColumn } from "../../lib/dataset/mod.ts";
import { loadDataset } from "../../lib/disk/load_dataset.ts";
import { base, withTables } from "./_tables.ts";
import { needing, READ } from "../_needing.ts";

withTables(
  "validation rows have no effect on standardization",
  async (load) => {
    const rows = Array.from({ length: 40 }, (_, r) => [
      r === 7 ? 1e6 : r % 11, // one row that changes every mean
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
  "test rows have no effect on standardization, with any values",
  async (load) => {
    const loss = { type: "mse", reduction: "mean" } as const;
    const plain = { scale: [0, 1], standardize: false } as const;
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
            values.map((_, r) => `${r},${valueOf(r)},${r}\n`).join(
              "",
            );
          const options = { seed };
          const rows = await load(
            table((r) => values[r]),
            { test },
            { inputs: plain, loss },
            options,
          );
          const held = new Set<number>();
          for (let b = 0; b < rows.test!.inputs.rows; b++) {
            held.add(rows.test!.inputs.data[2 * b]);
          }
          const before = await load(
            table((r) => values[r]),
            { test },
            { loss },
            options,
          );
          const after = await load(
            table((r) => held.has(r) ? other : values[r]),
            { test },
            { loss },
            options,
          );
          assertEquals(after.columns, before.columns);
          assertEquals(after.train, before.train);
          // the training rows do: their mean is 0
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
  ...needing(
    "iris has the means and deviations that R prints, within 1e-6",
    READ,
  ),
  async fn() {
    const dataset = { csv: "data/iris.csv", label: "species" };
    const root = new URL("../../", import.meta.url).pathname;
    const { train, classes, columns } = await loadDataset(
      { ...base, dataset },
      { folders: [root] },
    );
    assertEquals([train.inputs.rows, train.inputs.columns], [150, 4]);
    assertEquals(classes, ["setosa", "versicolor", "virginica"]);
    // sapply(iris[1:4], mean) and sd in R 4; sd divides by n - 1
    const means = [5.843333, 3.057333, 3.758, 1.199333];
    const deviations = [0.8280661, 0.4358663, 1.7652982, 0.7622377];
    for (const [c, column] of (columns as NumericColumn[]).entries()) {
      assertAlmostEquals(column.mean, means[c], 1e-6);
      const sample = column.deviation * Math.sqrt(150 / 149);
      assertAlmostEquals(sample, deviations[c], 1e-6);
    }
  },
});

withTables(
  "a constant column is only shifted, in spite of rounded sums",
  async (load) => {
    const csv = "a,b,kind\n" + "0.1,1,x\n0.1,2,y\n".repeat(20);
    const { columns } = await load(csv);
    assertEquals(columns?.[0], { name: "a", mean: 0.1, deviation: 1 });
  },
);
