import { assertEquals, assertThrows } from "@std/assert";
import {
  compile,
  type CsvDataset,
  DatasetError,
  decodeModel,
  encodeModel,
  exportJs,
  frame,
  frame64,
  type Mlp,
  type Row,
  type RowPrediction,
  type SpecInput,
} from "../../mod.ts";
import { prediction } from "../../lib/export/js_rows.ts";
import { outputFacts, predictionOf } from "../../lib/mlp/mod.ts";
import { allRows } from "../dataset/_rows.ts";

const dataset: CsvDataset = {
  csv: "a.csv",
  label: "kind",
  decimal: ",",
  thousands: ".",
  missing: { words: ["", "-"], then: "mean" },
  unseen: "zeros",
  columns: {
    day: "date",
    time: "date",
    price: { number: "€ %" },
    zip: "names",
  },
};

const columns = [
  { name: "day", mean: 20_000, deviation: 7, date: "days" },
  { name: "time", mean: 1.7e9, deviation: 20.5, date: "seconds" },
  { name: "price", mean: 1000, deviation: 250, missing: 900.5 },
  { name: "length", mean: 2, deviation: 3, missing: 2 },
  { name: "farbe", categories: ["blau", "rot"] },
  { name: "zip", categories: ["-", "01234"] },
] as const;

/** Rows of a CSV file. */
const cells = [
  ["2024-10-04", "2023-11-14T22:13:30Z", "1.221,81 €", "3", "blau", "01234"],
  ["2024-10-04T12:00", "2023-11-14 22:13:21.5", "€ -7,5", "-", "rot", "-"],
  ["1970-01-01", "2023-11-14T23:13:20+01:00", "-", " 1,5 ", "grün", "7"],
  ["2024-10-10", "2023-11-14", "12,5%", "0", "rot", "x"],
];

type Case = readonly [
  name: string,
  spec: Pick<SpecInput, "layers" | "loss" | "labels">,
  fitted?: Partial<Mlp["fitted"]>,
  label?: string | string[],
];

const classes = ["ham", "spam"], three = ["a", "b", "10"];
const networks: readonly Case[] = [
  [
    "two classes in one output",
    { layers: [{ units: 1 }], loss: "binaryCrossEntropy" },
    { classes },
  ],
  [
    "softmax",
    { layers: [{ units: 3, activation: "softmax" }], loss: "crossEntropy" },
    { classes: three },
  ],
  [
    "sigmoid and mean squared error",
    { layers: [{ units: 3, activation: "sigmoid" }], loss: "mse" },
    { classes: three },
  ],
  [
    "outputs that are no probabilities",
    { layers: [{ units: 3, activation: "tanh" }], loss: "mse" },
    { classes: three },
  ],
  [
    "the numbers -1 and 1",
    { layers: [{ units: 1, activation: "tanh" }], loss: "mse" },
    { task: { type: "binary", cut: 0, labels: [-1, 1] } },
  ],
  [
    "independent labels",
    { layers: [{ units: 2 }], loss: "binaryCrossEntropy" },
    {},
    ["new", "used"],
  ],
  [
    "a number in its own unit",
    {
      layers: [{ units: 1, activation: "identity" }],
      loss: "mse",
      labels: { standardize: true },
    },
    { labels: [{ mean: 250_000, deviation: 70_000.25 }] },
    "rent",
  ],
  [
    "two numbers",
    { layers: [{ units: 2, activation: "identity" }], loss: "mse" },
    {},
    ["width", "height"],
  ],
];

function networkOf([name, spec, fitted, label = "kind"]: Case): Mlp {
  const layers = [{ units: 5, activation: "tanh" as const }, ...spec.layers]
    .map((layer) => ({ ...layer, biasInitializer: "uniform" as const }));
  const mlp = compile({
    ...{ ...spec, layers, name: "n", learningRate: 1, epochs: 1 },
    dataset: { ...dataset, label },
    description: name,
  }, { inputs: 8 });
  mlp.fitted = { columns, ...fitted };
  return mlp;
}

/** Row `r` of `cells` as an object, with the names of the columns as keys. */
function rowOf(r: number): Row {
  const entries = columns.map(({ name }, c) => [name, cells[r][c]]);
  return Object.fromEntries([...entries, ["id", "ignored"]]);
}

/** The function `predictRow` of the exported module. */
async function exported(mlp: Mlp): Promise<(row: Row) => RowPrediction> {
  const { predictRow } = await import(
    `data:text/javascript,${encodeURIComponent(exportJs(mlp))}`
  );
  return predictRow;
}

Deno.test("predictRow() and the exported module give the same prediction as `predict` for this row in a file", async (t) => {
  const text = [columns.map(({ name }) => name), ...cells]
    .map((row) => row.join(";")).join("\n");
  for (const network of networks) {
    await t.step(network[0], async () => {
      const saved = await encodeModel(networkOf(network));
      const mlp = await decodeModel(saved);
      const seen = await allRows(new TextEncoder().encode(text), "a.csv", {
        ...{ columns: 8, table: columns, reading: dataset, scale: [0, 1] },
        precision: "float32",
      });
      const outputs = mlp.predict(seen), facts = outputFacts(mlp);
      const predictRow = await exported(mlp);
      for (const r of cells.keys()) {
        const expected = predictionOf(outputs, r, facts);
        assertEquals(mlp.predictRow(rowOf(r)), expected);
        assertEquals(mlp.predictRow(cells[r]), expected); // in order
        assertEquals(predictRow(rowOf(r)), expected);
        assertEquals(predictRow(cells[r]), expected);
      }
    });
  }
});

Deno.test("predictionOf() and the exported module interpret outputs in the same way", async (t) => {
  const cases: [
    network: number,
    outputs: number[],
    areProbabilities: boolean,
    expected: RowPrediction,
  ][] = [
    [0, [0.75], true, {
      class: "spam",
      probabilities: { ham: 0.25, spam: 0.75 },
    }],
    [0, [0.5], true, { class: "ham", probabilities: { ham: 0.5, spam: 0.5 } }],
    [1, [0.25, 0.5, 0.25], true, {
      class: "b",
      probabilities: { a: 0.25, b: 0.5, "10": 0.25 },
    }],
    [2, [0.5, 0.5, 1], true, {
      class: "10",
      probabilities: { a: 0.25, b: 0.25, "10": 0.5 },
    }],
    [2, [0, 0, 0], true, {
      class: "a",
      probabilities: { a: 1 / 3, b: 1 / 3, "10": 1 / 3 },
    }],
    [3, [-1, 0.5, 0.25], false, {
      class: "b",
      outputs: { a: -1, b: 0.5, "10": 0.25 },
    }],
    [4, [-0.5], false, { class: "-1", outputs: { "1": -0.5 } }],
    [5, [0.75, 0.25], true, {
      labels: ["new"],
      probabilities: { new: 0.75, used: 0.25 },
    }],
    [6, [1234.5], false, { values: { rent: 1234.5 } }],
    [7, [1, -2], false, { values: { width: 1, height: -2 } }],
  ];
  const { predictionOf: text } = await import(
    `data:text/javascript,${
      encodeURIComponent(`${prediction}\nexport { predictionOf };`)
    }`
  );
  for (const [n, outputs, areProbabilities, expected] of cases) {
    await t.step(`${networks[n][0]}: ${outputs}`, () => {
      const facts = outputFacts(networkOf(networks[n]));
      assertEquals(facts.areProbabilities, areProbabilities);
      assertEquals(predictionOf(frame64([outputs]), 0, facts), expected);
      assertEquals(text(outputs, facts), expected);
    });
  }
});

Deno.test("predictRow() accepts numbers, which do not depend on the table's decimal separator", async () => {
  const mlp = networkOf(networks[0]), predictRow = await exported(mlp);
  const row = {
    ...{ day: 20_000, time: 1.7e9 + 10, price: 1221.81, length: 3 },
    ...{ " farbe ": "blau", zip: "01234" },
  };
  const missing = { ...row, price: null, length: undefined };
  for (const said of [(row: Row) => mlp.predictRow(row), predictRow]) {
    assertEquals(said(row), mlp.predictRow(rowOf(0)));
    assertEquals(said(missing), said({ ...row, price: 900.5, length: 2 }));
  }
});

Deno.test("predictRow() refuses a row that it cannot read, and names all errors", async (t) => {
  const mlp = networkOf(networks[0]), predictRow = await exported(mlp);
  const row = rowOf(0) as Record<string, string>;
  const { length: _, ...short } = row;
  const colorless = { ...row };
  delete colorless[Object.keys(row).find((name) => name.trim() === "farbe")!];
  const cases: [name: string, row: Row, said: string, there: string][] = [
    [
      "a column that is missing",
      { ...short, lenght: 3 },
      'the row must have a column "length": found "day", "time", "price", "farbe", "zip", "id", "lenght", did you mean "lenght"?',
      "the row must have a column length: found day, time",
    ],
    [
      "a column of names that is missing", // there is no second error for the empty cell
      colorless,
      'the row must have a column "farbe": found "day", "time", "price", "length", "zip", "id"',
      "the row must have a column farbe: found day, time, price, length, zip, id",
    ],
    [
      "a name twice",
      { ...row, " day": "2024-10-04" },
      'the row must have one cell for the column "day": found two cells',
      "the row must have one cell for the column day: found two cells",
    ],
    [
      "text that is no number",
      { ...row, length: "44.5" },
      'the row must have a number in column length: found "44.5"',
      'the row must have a number in column length: found "44.5"',
    ],
    [
      "no date",
      { ...row, day: "4.10.2024" },
      'the row must have a date such as 2026-11-28 in column day: found "4.10.2024"',
      'the row must have a date such as 2026-11-28 in column day: found "4.10.2024"',
    ],
    [
      "no name",
      { ...row, farbe: "" },
      'the row must have a value in column farbe: found ""',
      'the row must have a value in column farbe: found ""',
    ],
    [
      "a number beyond float32",
      { ...row, length: 1e300 },
      "the row must have a number within the range of float32 in column length: found 1e+300",
      "the row must have a number within the range of float32 in column length: found 1e+300",
    ],
    [
      "cells in order, too few",
      ["2024-10-04"],
      "the row must have 6 cells: found 1",
      "input must be of length 6: found 1",
    ],
    [
      "nothing",
      null as unknown as Row,
      "the row must be an object with a cell for each column, or a list of cells: found nothing",
      "the row must be an object with a cell for each column, or a list of cells: found nothing",
    ],
    [
      "a text",
      "2024-10-04" as unknown as Row,
      'a list of cells: found "2024-10-04"',
      "a list of cells: found 2024-10-04",
    ],
    [
      "two faults",
      { ...row, length: "x", time: "y" },
      "the row has 2 problems",
      'the row must have a date such as 2026-11-28 in column time: found "y"',
    ],
  ];
  for (const [name, row, said, there] of cases) {
    await t.step(name, () => {
      const { message } = assertThrows(
        () => mlp.predictRow(row),
        DatasetError,
        said,
      );
      const lines = name === "two faults" ? 3 : 1;
      assertEquals(message.split("\n").length, lines, message);
      assertThrows(() => predictRow(row), RangeError, there);
    });
  }
  const strict = networkOf(networks[0]);
  const other = compile(
    { ...strict.spec, dataset: { ...dataset, unseen: "error" } },
    { inputs: 8 },
  );
  other.fitted = strict.fitted;
  assertThrows(
    () => other.predictRow({ ...row, farbe: "grün" }),
    DatasetError,
    'the row must have one of the names in the training rows (blau, rot) in column farbe: found "grün"',
  );
});

Deno.test("predictRow() accepts an array with an example's numbers, or with an image's bytes", async () => {
  const xor = compile({
    name: "xor",
    dataset: { inputs: [[0, 1], [1, 1]], labels: [[1], [-1]] },
    layers: [{ units: 1, activation: "tanh" }],
    learningRate: 1,
    epochs: 1,
  });
  const { data: [output] } = xor.predict(frame([[0, 1]]));
  const expected = { class: output > 0 ? "1" : "-1", outputs: { "1": output } };
  assertEquals(xor.predictRow([0, "1"]), expected);
  assertEquals((await exported(xor))([0, 1]), expected);

  const digits = compile({
    name: "digits",
    dataset: "digits",
    layers: [{ units: 10 }],
    learningRate: 1,
    epochs: 1,
  });
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => 4 * i);
  const { class: guess, probabilities } = digits.predictRow(bytes);
  assertEquals(Object.keys(probabilities!), [..."0123456789"]);
  const outputs = digits.predict({
    ...{ rows: 1, columns: 64, data: bytes, scale: [0, 1] },
  });
  assertEquals(outputs.data[Number(guess)], Math.max(...outputs.data));
  const there = await exported(digits);
  assertEquals(there(bytes), digits.predictRow(bytes));

  const cases: [mlp: Mlp, row: Row, said: string, there: string][] = [
    [
      xor,
      [0, "a"],
      'must have 2 numbers: found "a"',
      "must be numbers: found a",
    ],
    [xor, [0, null], "must have 2 numbers: found nothing", "found null"],
    [xor, [0], "must have 2 numbers: found 1", "must be of length 2: found 1"],
    [
      xor,
      null as unknown as Row,
      "must be an object with a cell for each column, or a list of cells: found nothing",
      "must be of length 2: found nothing",
    ],
    [
      digits,
      Array(64).fill(0.5),
      "must be bytes from 0 to 255, like the training data: found 0.5",
      "must be bytes from 0 to 255: found 0.5",
    ],
  ];
  for (const [mlp, row, said, message] of cases) {
    const predictRow = await exported(mlp);
    assertThrows(() => mlp.predictRow(row), DatasetError, said);
    assertThrows(() => predictRow(row), RangeError, message);
  }
  assertThrows(
    () => xor.predictRow({ a: 0, b: 1 }),
    DatasetError,
    "the row must have 2 numbers: found an object",
  );
});

Deno.test("outputFacts() have the names of classes or of label columns, otherwise numbers", () => {
  const own = { name: "a", learningRate: 1, epochs: 1 };
  const factsOf = (
    spec: Partial<SpecInput>,
    fitted?: Partial<Mlp["fitted"]>,
  ) => {
    const mlp = compile({ ...own, ...spec } as SpecInput, { inputs: 1 });
    if (fitted) mlp.fitted = { ...mlp.fitted, ...fitted };
    const { names, isNamed } = outputFacts(mlp);
    return [...names, isNamed];
  };
  const two = [{ units: 2, activation: "identity" } as const];
  const table = { csv: "a.csv", label: ["rent", "size"] };
  assertEquals(factsOf({ layers: two }), ["0", "1", false]);
  assertEquals(factsOf({ layers: two, dataset: table }), [
    ...["rent", "size", true],
  ]);
  const classes = { loss: "crossEntropy", layers: [{ units: 2 }] } as const;
  assertEquals(factsOf(classes, { classes: ["no", "yes"] }), [
    ...["no", "yes", true],
  ]);
});
