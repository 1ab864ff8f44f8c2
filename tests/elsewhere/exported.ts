/**
 * Four trained and exported networks, and a module that runs them all. It runs
 * in Deno, Node.js and Chromium.
 *
 * @module
 */

import {
  checkSpec,
  compile,
  exportJs,
  loadDataset,
  type LoadOptions,
  type Mlp,
  type SpecInput,
} from "@percept/nn";

/** Files for one folder, and the expected result of `answer()` in `all.js`. */
export interface Exports {
  readonly files: Readonly<Record<string, string>>;
  readonly expected: string;
}

/** Rows of four numbers, like the measurements of a flower. */
const rows = Array.from(
  { length: 60 },
  (_, r) =>
    [5.1, 3.5, 1.4, 0.2].map((mean, c) => mean + ((r * (c + 3)) % 7 - 3) / 10),
);

/**
 * The specs of four networks: one for images, one with every layer type, one
 * for a table, and a regression.
 */
export const specs: Readonly<
  Record<"digits" | "layers" | "table" | "regression", SpecInput>
> = {
  digits: {
    name: "digits",
    dataset: "digits",
    layers: [{ units: 20 }, { units: 10, activation: "softmax" }],
    loss: "crossEntropy",
    learningRate: 0.1,
    epochs: 2,
  },
  layers: {
    name: "layers",
    dataset: "digits",
    layers: [
      { type: "batchNorm" },
      { // one more zero behind the image than before it
        type: "conv2d",
        filters: 6,
        kernelSize: [2, 4],
        strides: [1, 2],
        padding: "same",
      },
      { type: "batchNorm", activation: "relu" },
      { type: "maxPool2d", poolSize: [2, 3], strides: 1, padding: "same" },
      { type: "conv2d", filters: 5, kernelSize: 3, padding: "same" },
      { type: "layerNorm", activation: "tanh" },
      { type: "avgPool2d", poolSize: [3, 2] },
      { type: "flatten" },
      { type: "layerNorm" },
      { units: 10, activation: "softmax" },
    ],
    loss: "crossEntropy",
    learningRate: 0.1,
    epochs: 2,
  },
  table: {
    name: "table",
    dataset: { csv: "data/iris.csv", label: "species" },
    inputs: { units: 4 },
    layers: [
      { units: 9, activation: "tanh" },
      { units: 5, activation: "relu" },
      { units: 3 },
    ],
    learningRate: 0.1,
    epochs: 20,
  },
  regression: {
    name: "regression",
    dataset: { inputs: rows, labels: rows.map(([a, b]) => [a * b]) },
    layers: [{ units: 7, activation: "tanh" }, {
      units: 1,
      activation: "identity",
    }],
    learningRate: 0.01,
    epochs: 20,
  },
};

/** A trained network with its input rows. */
export interface Asked {
  readonly mlp: Mlp;
  readonly rows: readonly (readonly number[])[];
  /** The predictions of `predict()`. */
  readonly answers: Float32Array;
}

/**
 * Trains a network, and predicts its test set, or its training rows if there is
 * none.
 */
export async function ask(
  spec: SpecInput,
  options: LoadOptions = {},
): Promise<Asked> {
  const checked = checkSpec(spec);
  const data = await loadDataset(checked, {
    ...options,
    folders: [new URL("../../", import.meta.url).pathname],
  });
  const mlp = compile(checked, { data });
  const { columns, train } = data;
  await mlp.train(train.inputs, train.targets);
  const { inputs } = data.test ?? train;
  const rows = columns ? await flowers() : Array.from(
    { length: inputs.rows },
    (
      _,
      r,
    ) => [
      ...inputs.data.subarray(r * inputs.columns, (r + 1) * inputs.columns),
    ],
  );
  return { mlp, rows, answers: mlp.predict(inputs).data as Float32Array };
}

/**
 * A network with times of 1.7e9 seconds as inputs, and its predictions for 60
 * times, one per second. At this size, float32 numbers are 128 seconds apart.
 */
export function times(): Asked {
  const mlp = compile({
    name: "times",
    layers: [{ units: 5, activation: "tanh" }, { units: 2 }],
    learningRate: 1,
    epochs: 1,
  }, { inputs: 2 });
  const columns = [
    { name: "time", mean: 1.7e9 + 30, deviation: 17.5 },
    { name: "area", mean: 0.5, deviation: 0.25 },
  ];
  mlp.fitted = { columns };
  const rows = Array.from({ length: 60 }, (_, s) => [1.7e9 + s, s / 60]);
  const seen = Float32Array.from(
    rows.flat(),
    (x, i) => (x - columns[i % 2].mean) / columns[i % 2].deviation,
  );
  const answers = mlp.predict({ rows: 60, columns: 2, data: seen }).data;
  return { mlp, rows, answers: answers as Float32Array };
}

/** The numbers in iris.csv, not standardized. */
async function flowers(): Promise<number[][]> {
  const text = await Deno.readTextFile(
    new URL("../../data/iris.csv", import.meta.url),
  );
  return text.trim().split("\n").slice(1)
    .map((line) => line.split(",").slice(0, 4).map(Number));
}

/** Trains and exports all networks. */
export async function exports(): Promise<Exports> {
  const files: Record<string, string> = {};
  const asked: Record<string, Asked["rows"]> = {};
  const answers: Float32Array[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const one = await ask(spec);
    asked[name] = one.rows;
    answers.push(one.answers);
    files[`${name}.js`] = exportJs(one.mlp);
  }
  files["all.js"] = `
${
    Object.keys(specs).map((n) => `import * as ${n} from "./${n}.js";`).join(
      "\n",
    )
  }
const asked = ${JSON.stringify(asked)};
export function answer() {
  const networks = { ${Object.keys(specs).join(", ")} };
  const rows = Object.keys(networks).flatMap(
    (name) => asked[name].map((row) => networks[name].predict(row)),
  );
  return rows.map((row) => [...new Uint32Array(row.buffer)]).flat().join(" ");
}`;
  const expected = answers.map((data) =>
    new Uint32Array(data.buffer).join(" ")
  );
  return { files, expected: expected.join(" ") };
}
