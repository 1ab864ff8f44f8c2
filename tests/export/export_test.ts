import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { PbfReader } from "pbf";
import { allRows } from "../dataset/_rows.ts";
import { activations } from "../../lib/formula/mod.ts";
import { assertSame, load, rows } from "./_exported.ts";
import {
  type ActivationName,
  compile,
  type CsvDataset,
  type DenseInput,
  ExportError,
  exportJs,
  exportOnnx,
  frame,
  type Mlp,
} from "../../mod.ts";

function network(inputs: number, layers: readonly DenseInput[]): Mlp {
  return compile({
    name: "network",
    layers: layers.map((layer) => ({ ...layer, biasInitializer: "uniform" })),
    loss: layers.at(-1)?.activation === "softmax" ? "crossEntropy" : "mse",
    learningRate: 1,
    epochs: 1,
  }, { inputs });
}

const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 33];

Deno.test("the module of exportJs() predicts the same bits as predict()", async (t) => {
  const names = Object.keys(activations);
  for (const activation of names as ActivationName[]) {
    for (const units of sizes) {
      if (units === 1 && activation === "softmax") continue; // always 1
      await t.step(`${units} ${activation}`, async () => {
        const below = activation === "softmax" ? "tanh" : activation;
        const mlp = network(units, [
          { units: 10 - units % 10, activation: below },
          { units, activation },
        ]);
        await assertSame(mlp, rows(50, units));
      });
    }
  }
});

Deno.test("the module of exportJs() scales bytes as in the spec, to the same bits", async (t) => {
  for (const scale of [[0, 1], [0.01, 1], [-1, 1]] as [number, number][]) {
    await t.step(`to ${scale}`, async () => {
      const mlp = compile({
        name: "digits",
        dataset: "digits",
        inputs: { scale },
        layers: [{ units: 10 }],
        learningRate: 1,
        epochs: 1,
      });
      const data = Uint8Array.from({ length: 256 }, (_, n) => n);
      await assertSame(mlp, { rows: 4, columns: 64, data, scale });
      const { classes, spec } = await load(mlp);
      assertEquals(classes, [..."0123456789"]);
      assertEquals(spec, mlp.spec);
    });
  }
});

Deno.test("the module of exportJs() reads rows of a table as in training, to the same bits", async () => {
  const columns = [
    { name: "sepal width */", mean: 3.0573, deviation: 0.4345 },
    { name: "colour", categories: ["blue", "red", "white"] },
    { name: "age", mean: 0, deviation: 1 },
  ];
  const mlp = network(5, [{ units: 7, activation: "tanh" }, { units: 2 }]);
  mlp.fitted = { columns };
  const rows = [["3.1", "red", "7"], ["2.9", " white ", "1e-3"]];
  const text = [columns.map(({ name }) => name), ...rows].join("\n");
  const seen = await allRows(new TextEncoder().encode(text), "flowers.csv", {
    columns: mlp.plan.inputs,
    table: columns,
    scale: [0, 1],
    precision: "float32",
  });
  const { predict } = await load(mlp);
  const answers = [predict([3.1, "red", 7]), predict(rows[1])];
  const found = answers.flatMap((answer) => [...answer]);
  assertEquals(found, [...mlp.predict(seen).data]);
  const cases: [row: (string | number)[], message: string][] = [
    [[3.1, "red"], "input must be of length 3: found 2"],
    [
      [3.1, "green", 7],
      'the row must have one of the names in the training rows (blue, red, white) in column colour: found "green"',
    ],
    [
      [3.1, "red", "old"],
      'the row must have a number in column age: found "old"',
    ],
    [[3.1, "red", ""], 'the row must have a value in column age: found ""'],
  ];
  for (const [row, message] of cases) {
    assertThrows(() => predict(row), RangeError, message);
  }
});

Deno.test("the module of exportJs() reads cells by the table fields of the spec, to the same bits", async () => {
  const dataset: CsvDataset = {
    csv: "a.csv",
    label: "kind",
    decimal: ",",
    thousands: ".",
    missing: { words: ["", "-"], then: "mean" },
    unseen: "zeros",
    columns: { day: "date", time: "date", price: { number: "€ %" } },
  };
  const columns = [
    { name: "day", mean: 20_000, deviation: 7, date: "days" },
    { name: "time", mean: 1.7e9, deviation: 20.5, date: "seconds" },
    { name: "price", mean: 1000, deviation: 250, missing: 1000 },
    { name: "colour", categories: ["blue", "rot"] },
  ] as const;
  const mlp = compile({
    ...{ name: "cells", dataset, learningRate: 1, epochs: 1 },
    layers: [{ units: 6, activation: "tanh" }, {
      units: 2,
      activation: "tanh",
    }],
  }, { inputs: 5 });
  mlp.fitted = { columns };
  const rows = [
    ["2024-10-04", "2023-11-14T22:13:30Z", "1.221,81 €", "blue"],
    ["2024-10-04T12:00", "2023-11-14 22:13:21.5", "€ -7,5", "rot"],
    ["1970-01-01", "2023-11-14T23:13:20+01:00", "-", "grün"],
    ["2024-10-10", "2023-11-14", "12,5%", "rot"],
  ];
  const text = [columns.map(({ name }) => name), ...rows]
    .map((row) => row.join(";")).join("\n");
  const seen = await allRows(new TextEncoder().encode(text), "a.csv", {
    ...{ columns: 5, table: columns, reading: dataset, scale: [0, 1] },
    precision: "float32",
  });
  // by hand: 2024-10-04 is day 20,000, and the time is 10 seconds above the
  // mean
  const first = [0, 10 / 20.5, 221.81 / 250, 1, 0];
  seen.data.subarray(0, 5)
    .forEach((x, i) => assertAlmostEquals(x, first[i], 1e-7));
  const { predict } = await load(mlp);
  assertEquals(
    rows.flatMap((row) => [...predict(row)]),
    [...mlp.predict(seen).data],
  );
  assertEquals( // a row can also have numbers, with dates as days or seconds
    predict([20_000, 1.7e9 + 10, 1221.81, "blue"]),
    predict(rows[0]),
  );
  const cases: [row: (string | number)[], message: string][] = [
    [
      ["4.10.2024", 1.7e9, 5, "rot"],
      "the row must have a date such as 2026-11-28 in column day",
    ],
    [
      [20_000, 1.7e9, "44.5", "rot"],
      'the row must have a number in column price: found "44.5"',
    ],
    [
      [20_000, 1.7e9, 5, ""],
      'the row must have a value in column colour: found ""',
    ],
    [
      [20_000, NaN, 5, "rot"],
      "the row must have a date such as 2026-11-28 in column time: found NaN",
    ],
  ];
  for (const [row, message] of cases) {
    assertThrows(() => predict(row), RangeError, message);
  }
});

Deno.test("exportOnnx() uses float64 inputs if float32 is too coarse for the numbers of a column", async () => {
  const typeOf = async (mean: number, deviation: number) => {
    const mlp = network(1, [{ units: 2 }]);
    mlp.fitted = { columns: [{ name: "time", mean, deviation }] };
    // the path of fields: graph, input, type, tensor_type, elem_type
    const ways = [7, 11, 2, 1, 1], types: number[] = [];
    const read = (reader: PbfReader, depth: number, end: number) =>
      reader.readFields(
        (field) => {
          if (field !== ways[depth]) return;
          if (depth === ways.length - 1) types.push(reader.readVarint());
          else read(reader, depth + 1, reader.readVarint() + reader.pos);
        },
        undefined,
        end,
      );
    const bytes = await exportOnnx(mlp);
    read(new PbfReader(bytes), 0, bytes.length);
    return types;
  };
  const FLOAT = 1, DOUBLE = 11; // values of TensorProto.DataType in onnx.proto3
  assertEquals(await typeOf(1.7e9, 3600), [DOUBLE]);
  assertEquals(await typeOf(-2e6, 10), [DOUBLE]);
  assertEquals(await typeOf(120, 40), [FLOAT]);
});

Deno.test("the module of exportJs() has no imports, and its predict() refuses a wrong number of inputs", async () => {
  const mlp = network(3, [{ units: 2 }]);
  assertEquals(exportJs(mlp).match(/\bimport\b|\brequire\b/g), null);
  const { predict } = await load(mlp);
  for (const wrong of [[], [1, 2], [1, 2, 3, 4]]) {
    assertThrows(
      () => predict(wrong),
      RangeError,
      `input must be of length 3: found ${wrong.length}`,
    );
  }
});

Deno.test("exportOnnx() puts the spec and the labels into the metadata", async () => {
  const mlp = compile({
    name: "digits",
    dataset: "digits",
    layers: [{ units: 10 }],
    learningRate: 1,
    epochs: 1,
  });
  const entries: Record<string, string> = {};
  new PbfReader(await exportOnnx(mlp)).readFields((field, _, reader) => {
    if (field !== 14) return; // metadata_props
    const entry = ["", "", ""];
    reader.readMessage(
      (part, entry) => entry[part] = reader.readString(),
      entry,
    );
    entries[entry[1]] = entry[2];
  }, undefined);
  assertEquals(Object.keys(entries), ["spec", "labels"]);
  assertEquals(JSON.parse(entries.spec), mlp.spec);
  assertEquals(JSON.parse(entries.labels), [..."0123456789"]);
});

Deno.test("exportJs() and exportOnnx() refuse float64, deskewed images and custom activations", async () => {
  const spec = {
    name: "fine",
    inputs: { units: 1 },
    layers: [{ units: 1 }],
    learningRate: 1,
    epochs: 1,
  };
  const refused = [
    [{ ...spec, precision: "float64" }, "must have the precision float32"],
    [
      { ...spec, inputs: { units: 1, deskew: true } },
      "must be trained without inputs.deskew to be exported: found inputs.deskew",
    ],
  ] as const;
  const square = {
    value: (z: number) => z * z,
    derivative: (z: number) => 2 * z,
  };
  const own = { ...spec, layers: [{ units: 1, activation: "square" }] };
  for (
    const [mlp, why] of [
      ...refused.map(([spec, why]) => [compile(spec), why] as const),
      [compile(own, { activations: { square } }), "found square"] as const,
    ]
  ) {
    assertThrows(() => exportJs(mlp), ExportError, why);
    await assertRejects(() => exportOnnx(mlp), ExportError, why);
  }
});

Deno.test("exported networks with standardized labels predict in the original unit", async () => {
  const mlp = compile({
    name: "prices",
    layers: [{ units: 2, activation: "identity" }],
    labels: { standardize: true },
    learningRate: 0.1,
    epochs: 1000,
  }, { inputs: 1 });
  const rows = [[0], [1], [2], [3]];
  await mlp.train(
    frame(rows),
    frame(rows.map(([x]) => [1e6 + 2e5 * x, 7])), // the second label is constant
  );
  const { predict } = await import(
    `data:text/javascript,${encodeURIComponent(exportJs(mlp))}`
  );
  for (const row of rows) {
    const [price, seven] = predict(row);
    assertEquals([price, seven], [...mlp.predict(frame([row])).data]);
    assert(Math.abs(price - 1e6 - 2e5 * row[0]) < 1e5);
  }
  const onnx = new TextDecoder("latin1").decode(await exportOnnx(mlp));
  assert(onnx.lastIndexOf("Add") > onnx.indexOf("Gemm"));
});
