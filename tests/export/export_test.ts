import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { PbfReader } from "pbf";
import { random } from "../../lib/random.ts";
import { encodeTable } from "../../lib/dataset/columns.ts";
import { activations } from "../../lib/export/js_functions.ts";
import {
  type ActivationName,
  type ByteFrame,
  compile,
  ExportError,
  exportJs,
  exportOnnx,
  type Frame,
  type LayerInput,
  type Mlp,
} from "../../mod.ts";

interface Exported {
  readonly predict: (input: ArrayLike<number | string>) => Float32Array;
  readonly classes: readonly string[];
  readonly spec: unknown;
}

/** The module, loaded as a page would. */
async function load(mlp: Mlp): Promise<Exported> {
  return await import(
    `data:text/javascript,${encodeURIComponent(exportJs(mlp))}`
  );
}

function network(inputs: number, layers: readonly LayerInput[]): Mlp {
  return compile({
    name: "network",
    layers: layers.map((layer) => ({ ...layer, biasInitializer: "uniform" })),
    loss: layers.at(-1)?.activation === "softmax" ? "crossEntropy" : "mse",
    learningRate: 1,
    epochs: 1,
  }, { inputs });
}

/** Rows with zeros and numbers of every size among them. */
function rows(count: number, columns: number): Frame {
  const chance = random(1, "rows");
  const data = Float32Array.from(
    { length: count * columns },
    (_, n) => n % 3 === 0 ? 0 : chance.normal() * 10 ** (n % 5 - 2),
  );
  return { rows: count, columns, data };
}

/** Asks both, row by row, and compares the bits. */
async function assertSame(mlp: Mlp, inputs: Frame | ByteFrame): Promise<void> {
  const { predict } = await load(mlp);
  const { data, columns } = mlp.predict(inputs);
  assert(data.every(Number.isFinite));
  const bits = (row: Frame["data"]) => [...new Uint32Array(row.slice().buffer)];
  for (let r = 0; r < inputs.rows; r++) {
    const row = inputs.data.subarray(
      r * inputs.columns,
      (r + 1) * inputs.columns,
    );
    const expected = data.subarray(r * columns, (r + 1) * columns);
    assertEquals(bits(predict([...row])), bits(expected));
  }
}

const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 33];

Deno.test("exportJs() answers with the same bits as predict()", async (t) => {
  const names = Object.keys({ ...activations, softmax: 0 });
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

Deno.test("exportJs() scales bytes as the spec says, to the same bits", async (t) => {
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

Deno.test("exportJs() reads rows of a table as training did, to the same bits", async () => {
  const columns = [
    { name: "sepal width */", mean: 3.0573, deviation: 0.4345 },
    { name: "colour", categories: ["blue", "red", "white"] },
    { name: "age", mean: 0, deviation: 1 },
  ];
  const mlp = network(5, [{ units: 7, activation: "tanh" }, { units: 2 }]);
  mlp.fitted = { columns };
  const rows = [["3.1", "red", "7"], ["2.9", " white ", "1e-3"]];
  const names = columns.map(({ name }) => name), lines = [2, 3];
  const table = { file: "flowers.csv", names, rows, lines };
  const seen = encodeTable(table, columns, "float32");
  const { predict } = await load(mlp);
  const answers = [predict([3.1, "red", 7]), predict(rows[1])];
  const found = answers.flatMap((answer) => [...answer]);
  assertEquals(found, [...mlp.predict(seen).data]);
  const cases: [row: (string | number)[], message: string][] = [
    [[3.1, "red"], "input must be of length 3: found 2"],
    [[3.1, "green", 7], "colour must be one of blue, red, white: found green"],
    [[3.1, "red", "old"], "age must be a number: found old"],
    [[3.1, "red", ""], "age must be a number: found "],
  ];
  for (const [row, message] of cases) {
    assertThrows(() => predict(row), RangeError, message);
  }
});

Deno.test("exportJs() has no import, and its predict() refuses another width", async () => {
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

Deno.test("exportOnnx() has the spec and the labels in its metadata", async () => {
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

Deno.test("exportJs() and exportOnnx() refuse float64, and pictures made upright", async () => {
  const spec = {
    name: "fine",
    inputs: { units: 1 },
    layers: [{ units: 1 }],
    learningRate: 1,
    epochs: 1,
  };
  const refused = [
    [{ ...spec, precision: "float64" }, "must be of precision float32"],
    [
      { ...spec, inputs: { units: 1, deskew: true } },
      "must take pictures as they are to be exported: found inputs.deskew",
    ],
  ] as const;
  for (const [spec, why] of refused) {
    const mlp = compile(spec);
    assertThrows(() => exportJs(mlp), ExportError, why);
    await assertRejects(() => exportOnnx(mlp), ExportError, why);
  }
});
