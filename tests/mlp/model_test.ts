import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  decodeSafetensors,
  type Tensor,
} from "../../lib/format/safetensors.ts";
import { engineNamed } from "../../lib/engine/mod.ts";
import { Mlp } from "../../lib/mlp/mlp.ts";
import { encodeSealed } from "../../lib/format/sealed.ts";
import {
  compile,
  decodeModel,
  encodeModel,
  frame,
  loadModel,
  ModelError,
  saveModel,
  type SpecInput,
} from "../../mod.ts";
import { inTemporaryFolder, names } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

const small: SpecInput = {
  name: "small",
  description: "“Größe” 层",
  inputs: { units: 2 },
  layers: [
    { units: 3, activation: "tanh" },
    { name: "answer", units: 1, biasInitializer: "uniform" },
  ],
  learningRate: 0.5,
  epochs: 1,
};
const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);

Deno.test("encodeModel() writes each layer's weights and biases by name, and the spec", async () => {
  const mlp = compile(small), all = [...mlp.parameters];
  const { metadata, tensors } = decodeSafetensors(await encodeModel(mlp));
  assertEquals(Object.keys(metadata), ["sha256", "format", "spec", "fitted"]);
  assertEquals(JSON.parse(metadata.spec), mlp.spec);
  assertEquals(
    [...tensors].map(([name, { shape, data }]) => [name, shape, [...data]]),
    [
      ["hidden1.weights", [2, 3], all.slice(0, 6)],
      ["hidden1.biases", [3], all.slice(6, 9)],
      ["answer.weights", [3, 1], all.slice(9, 12)],
      ["answer.biases", [1], all.slice(12, 13)],
    ],
  );
});

Deno.test("encodeModel() writes files that any safetensors reader can read", async () => {
  const mlp = compile(small), bytes = await encodeModel(mlp);
  // from the description in https://github.com/huggingface/safetensors#format
  // only
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  const text = new TextDecoder("utf-8", { fatal: true })
    .decode(bytes.subarray(8, 8 + length));
  assertEquals(text[0], "{");
  const { __metadata__, ...tensors } = JSON.parse(text);
  for (const value of Object.values(__metadata__)) {
    assertEquals(typeof value, "string");
  }
  const numbers: number[] = [];
  let end = 0;
  for (const { dtype, shape, data_offsets } of Object.values<Entry>(tensors)) {
    assertEquals(dtype, "F32");
    const count = shape.reduce((product, n) => product * n, 1);
    assertEquals(data_offsets, [end, end += 4 * count], "no gap, no overlap");
    for (let i = data_offsets[0]; i < end; i += 4) {
      numbers.push(view.getFloat32(8 + length + i, true));
    }
  }
  assertEquals(8 + length + end, bytes.length);
  assertEquals(length % 8, 0, "aligned, so that readers can map it");
  assertEquals(numbers, [...mlp.parameters]);
});

/** The entry of a tensor in the header. */
interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: [number, number];
}

Deno.test("decodeModel() restores the network of encodeModel() to the bit", async (t) => {
  for (const precision of ["float32", "float64"] as const) {
    await t.step(precision, async () => {
      const mlp = compile({ ...small, precision });
      const again = await decodeModel(await encodeModel(mlp));
      assertEquals(again.spec, mlp.spec);
      assertEquals(again.plan, mlp.plan);
      assertEquals(again.parameters, mlp.parameters);
      assertEquals(again.predict(inputs), mlp.predict(inputs));
      assertEquals(await encodeModel(again), await encodeModel(mlp));
    });
  }
});

/** The bytes of a small model with a change, and with a correct checksum. */
async function changed(
  change: (
    parts: { metadata: Record<string, string>; tensors: Map<string, Tensor> },
  ) => void,
): Promise<Uint8Array> {
  const { metadata, tensors } = decodeSafetensors(
    await encodeModel(compile(small)),
  );
  const parts = { metadata: { ...metadata }, tensors: new Map(tensors) };
  change(parts);
  return await encodeSealed(parts);
}

Deno.test("decodeModel() refuses bytes that do not match their spec, and gives the reason", async (t) => {
  const spec = (rest: object) => JSON.stringify({ ...small, ...rest });
  const floats = (...shape: number[]): Tensor => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
  });
  const cases: [name: string, bytes: Promise<Uint8Array>, message: string][] = [
    [
      "no format",
      changed(({ metadata }) => delete metadata.format),
      "must have the format percept 1: found no format",
    ],
    [
      "a format to come",
      changed(({ metadata }) => metadata.format = "percept 2"),
      "found percept 2",
    ],
    [
      "a format with control characters",
      changed(({ metadata }) =>
        metadata.format = `a\u0007\u202e${"b".repeat(90)}`
      ),
      `found a\\u0007\\u202e${"b".repeat(57)}...`,
    ],
    [
      "no spec",
      changed(({ metadata }) => delete metadata.spec),
      "the model's spec",
    ],
    [
      "a wrong spec",
      changed(({ metadata }) => metadata.spec = spec({ epochs: 0 })),
      "epochs: must be a whole number",
    ],
    ...([
      ["a table", { csv: "a.csv", label: "b" }],
      ["a table with a test set", { csv: "a.csv", label: "b", test: 0.2 }],
      ["pictures in files", {
        idx: { train: { images: "a", labels: "b" } },
      }],
    ] as const).map((
      [name, dataset],
    ): [string, Promise<Uint8Array>, string] => [
      `a spec of ${name}, without the width of an example`,
      changed(({ metadata }) =>
        metadata.spec = spec({ dataset, inputs: undefined })
      ),
      "the model's spec must have inputs.units, the number of inputs: the field is missing",
    ]),
    [
      "a tensor missing",
      changed(({ tensors }) => tensors.delete("answer.biases")),
      "answer.biases must be float32 of shape [1]: found no such tensor",
    ],
    [
      "a tensor too many",
      changed(({ tensors }) => tensors.set("extra", floats(1))),
      "every tensor must belong to a layer of the network: found a tensor named extra",
    ],
    [
      "another shape",
      changed(({ tensors }) => tensors.set("answer.weights", floats(1, 3))),
      "answer.weights must be float32 of shape [3,1]: found Float32Array of shape [1,3]",
    ],
    [
      "another precision",
      changed(({ tensors }) =>
        tensors.set("answer.biases", { shape: [1], data: new Float64Array(1) })
      ),
      "answer.biases must be float32 of shape [1]: found Float64Array of shape [1]",
    ],
    ...([
      ["no name", { mean: 0, deviation: 1 }],
      ["a deviation of 0", { name: "a", mean: 0, deviation: 0 }],
      ["both kinds", { name: "a", categories: ["b"], mean: 0, deviation: 1 }],
      ["categories that are no words", { name: "a", categories: [1] }],
    ] as const).map(([name, column]): [string, Promise<Uint8Array>, string] => [
      `a column of a table with ${name}`,
      changed(({ metadata }) =>
        metadata.fitted = JSON.stringify({ columns: [column] })
      ),
      "fitted must be an object with the optional fields classes",
    ]),
    [
      "a spec of terabytes",
      changed(({ metadata }) =>
        metadata.spec = spec({ layers: Array(3).fill({ units: 1e6 }) })
      ),
      "hidden1.weights must be float32 of shape [2,1000000]: found",
    ],
  ];
  for (const [name, bytes, message] of cases) {
    await t.step(name, async () => {
      const model = await bytes;
      const error = await assertRejects(() => decodeModel(model), TypeError);
      assertStringIncludes(error.message, message);
    });
  }
});

Deno.test({
  ...needing(
    "saveModel() and loadModel() write and read a single file",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const mlp = compile(small), path = `${folder}/model.safetensors`;
      await saveModel(mlp, path);
      assertEquals(names(folder), ["model.safetensors"]);
      assertEquals(await Deno.readFile(path), await encodeModel(mlp));
      const again = await loadModel(path);
      assertEquals(again.spec, mlp.spec);
      assertEquals(again.predict(inputs), mlp.predict(inputs));
      await again.train(inputs, frame([[0], [1], [1], [0]]));
      await saveModel(again, path); // replaces the existing file
      assertEquals((await loadModel(path)).parameters, again.parameters);
    }),
});

Deno.test({
  ...needing("loadModel() names the file if it is not a model", DISK),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/model.safetensors`;
      await Deno.writeTextFile(path, "<!doctype html>");
      const error = await assertRejects(() => loadModel(path), ModelError);
      assertStringIncludes(error.message, `${path} is not a model: `);
      assertInstanceOf(error.cause, ModelError);
      const wrong = await changed(({ metadata }) =>
        metadata.spec = metadata.spec.replace('"epochs":1', '"epochs":0')
      );
      await Deno.writeFile(path, wrong);
      const other = await assertRejects(() => loadModel(path), ModelError);
      assertStringIncludes(
        other.message,
        `${path} is not a model: the model's spec`,
      );
      assertStringIncludes(other.message, "epochs: must be a whole number");
      await assertRejects(
        () => loadModel(`${folder}/none`),
        Deno.errors.NotFound,
      );
    }),
});

Deno.test("a network with weights that are not finite cannot be encoded or decoded", async () => {
  const written = decodeSafetensors(await encodeModel(compile(small)));
  const cases: [at: number, value: number, message: string][] = [
    [
      0,
      NaN,
      "hidden1.weights must have finite numbers only: found NaN at index 0",
    ],
    [
      8,
      Infinity,
      "hidden1.biases must have finite numbers only: found Infinity at index 2",
    ],
    [
      12,
      -Infinity,
      "answer.biases must have finite numbers only: found -Infinity",
    ],
  ];
  for (const [at, value, message] of cases) {
    const { spec, plan, parameters } = compile(small);
    parameters[at] = value;
    const mlp = new Mlp(spec, plan, parameters, engineNamed("reference")!);
    await assertRejects(() => encodeModel(mlp), ModelError, message);

    let from = 0;
    const tensors = new Map<string, Tensor>();
    for (const [name, tensor] of written.tensors) {
      const data = tensor.data.slice() as Float32Array;
      if (at >= from && at < from + data.length) data[at - from] = value;
      from += data.length;
      tensors.set(name, { ...tensor, data });
    }
    const { sha256: _, ...metadata } = written.metadata;
    const bytes = await encodeSealed({ metadata, tensors });
    await assertRejects(() => decodeModel(bytes), ModelError, message);
  }
});

Deno.test("decodeModel() checks `fitted` against the network's inputs and outputs", async () => {
  const { metadata, tensors } = decodeSafetensors(
    await encodeModel(compile(small)),
  );
  const number = { name: "a", mean: 0, deviation: 1 };
  const cases: [fitted: unknown, message: string][] = [
    [{ image: { width: -1, height: -2 } }, "fitted must be an object"],
    [{ image: { width: 0, height: 0 } }, "fitted must be an object"],
    [{ image: { width: 20_000_000, height: 1 } }, "found 20000000 x 1"],
    [
      { image: { width: 2, height: 2 } },
      "fitted.image must have 2 pixels, the number of inputs: found 2 x 2",
    ],
    [{ form: { ground: "dark" } }, "fitted must be an object"], // without `image`
    [
      { image: { width: 2, height: 1 }, form: { ground: "gray" } },
      "fitted must be an object",
    ],
    [
      {
        image: { width: 2, height: 1 },
        form: {
          ground: "dark",
          drawn: {
            box: [3, 1],
            center: { by: "box", x: 1, y: 1 },
            ink: { by: "mass", amount: 1 },
          },
        },
      },
      "fitted.form.drawn must have a box of at most 2 x 1 pixels, the size of the images: found 3 x 1",
    ],
    [
      { columns: [number] },
      "fitted.columns must have 2 inputs in all: found 1",
    ],
    [
      { columns: [number, { name: "b", categories: ["x", "y"] }] },
      "fitted.columns must have 2 inputs in all: found 3",
    ],
    [{ columns: [] }, "fitted.columns must have 2 inputs in all: found 0"],
    [
      { labels: [{ mean: 0, deviation: 1 }, { mean: 0, deviation: 1 }] },
      "fitted.labels must have one entry for each of the 1 outputs: found 2",
    ],
    [{ labels: [{ mean: 0, deviation: 0 }] }, "fitted must be an object"],
    [{ labels: [{ mean: 0, deviation: 1, a: 1 }] }, "fitted must be an object"],
    [{ labels: [{ mean: null, deviation: 1 }] }, "fitted must be an object"],
    [{ labels: [{ mean: 0 }] }, "fitted must be an object"],
    [{ labels: [1] }, "fitted must be an object"],
    [{ table: 5 }, "fitted must be an object"],
    [{ table: { rows: 1 } }, "fitted must be an object"],
    [
      { table: { rows: 1, sha256: "a", test: "-" } },
      "fitted must be an object",
    ],
    [{ table: { rows: 1, sha256: "a", more: 1 } }, "fitted must be an object"],
  ];
  for (const [fitted, message] of cases) {
    const { sha256: _, ...rest } = metadata;
    const changed = { ...rest, fitted: JSON.stringify(fitted) };
    const bytes = await encodeSealed({ metadata: changed, tensors });
    await assertRejects(() => decodeModel(bytes), ModelError, message);
  }
});
