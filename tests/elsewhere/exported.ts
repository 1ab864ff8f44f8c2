/**
 * Networks of four kinds, trained and exported, with a module that asks them
 * all: what is run in Deno, Node.js and Chromium.
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

/** Files to put side by side, and what `answer()` of `all.js` must give. */
export interface Exports {
  readonly files: Readonly<Record<string, string>>;
  readonly expected: string;
}

/** Rows of four numbers, as of a flower, and how they come out. */
const rows = Array.from(
  { length: 60 },
  (_, r) =>
    [5.1, 3.5, 1.4, 0.2].map((mean, c) => mean + ((r * (c + 3)) % 7 - 3) / 10),
);

/**
 * A network that reads pictures, one of every layer type, one that reads a table,
 * one that says how much.
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
      { // more zeros behind the image than before it
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

/** A network that is trained, and what it is asked, as it comes. */
export interface Asked {
  readonly mlp: Mlp;
  readonly rows: readonly (readonly number[])[];
  /** What it answers here. */
  readonly answers: Float32Array;
}

/** Trains a network of a spec, and asks it the test set, or what it learned from. */
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
 * A network on times of 1.7e9 seconds, which float32 holds in steps of 128, and
 * what it says of a minute, second by second.
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

/** The numbers of iris.csv, as they stand in it. */
async function flowers(): Promise<number[][]> {
  const text = await Deno.readTextFile(
    new URL("../../data/iris.csv", import.meta.url),
  );
  return text.trim().split("\n").slice(1)
    .map((line) => line.split(",").slice(0, 4).map(Number));
}

/** Trains them here, and says what they answer. */
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
