import { assertEquals, assertRejects } from "@std/assert";
import type { CategoricalColumn } from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { fruit, withTables } from "./_tables.ts";

withTables(
  "loadDataset() standardizes numbers, and makes one input for each name",
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
  "loadDataset() obeys the fields of the spec: no standardization, categorical columns, other targets",
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
    // one output distinguishes two classes
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
      assertEquals(named.classes, ["-2.5e1", "9", "10"]); // in numeric order
    }
    assertEquals((await load(csv)).train.targets.columns, 3);
  },
);

withTables(
  "a later table is read like the training table",
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
      't.csv:2: must have one of the names in the training rows (green, or so, red) in column 2, colour: found "blue"; in dataset, write unseen: zeros, which sets all inputs of the column to 0 for an unknown name',
    );
  },
);

withTables("lines may end in LF, CRLF or CR", async (load) => {
  const expected = await load(fruit);
  for (const end of ["\r\n", "\r"]) {
    assertEquals(await load(fruit.replaceAll("\n", end)), expected);
  }
});

withTables(
  "the order of names does not depend on the order of rows",
  async (load) => {
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
  },
);
