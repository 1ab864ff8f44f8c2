import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { encodeIdx } from "../../mod.ts";
import { pause } from "../../lib/disk/_pause.ts";
import { drive, outcome, run, send, start } from "./_command.ts";
import { modelHash, readJson, train } from "./_short.ts";

/** A network for images with all layer types, and with batch statistics. */
const images = {
  name: "images",
  layers: [
    { type: "conv2d", filters: 5, kernelSize: 3, activation: "identity" },
    { type: "batchNorm", activation: "relu" },
    { type: "maxPool2d", poolSize: 3, strides: 1, dropout: 0.2 },
    { type: "conv2d", filters: 6, kernelSize: [1, 3], padding: "same" },
    { type: "layerNorm" },
    { type: "avgPool2d" },
    { type: "flatten" },
    { units: 10, activation: "softmax" },
  ],
  loss: "crossEntropy",
  optimizer: "adam",
  learningRate: 0.01,
  epochs: 12,
};

drive(
  "a killed run with convolutions and batch norm resumes, with another number of threads, to the same bits, and is verified",
  async (folder) => {
    const whole = await train(folder, images, "--threads", "2");
    assertEquals(whole.code, 0, whole.err);
    const right = await modelHash(`${folder}/run`);
    const process = start("train", folder, [
      ...["spec.json", "--out", "killed", "--threads", "3"],
    ]);
    const begun = () =>
      Deno.stat(`${folder}/killed/log.jsonl`)
        .then(({ size }) => size > 200, () => false);
    while (!await begun()) await pause(5);
    send(process, "SIGKILL");
    await outcome(process);
    const again = await run("train", folder, "killed", "--threads", "1");
    assertEquals(again.code, 0, again.err);
    assertEquals(await modelHash(`${folder}/killed`), right);
    const verified = await run("train", folder, "killed", "--verify");
    assertMatch(
      verified.out,
      /^verified: training again produced the same model/,
    );
  },
);

drive(
  "folds, early stopping and evaluate work with convolutions and batch norm as with dense layers",
  async (folder) => {
    const folds = { ...images, epochs: 2, validation: { folds: 3 } };
    const crossed = await train(folder, folds, "--out", "folds");
    assertEquals(crossed.code, 0, crossed.err);
    const record = await readJson(`${folder}/folds/run.json`);
    assertEquals(record.folds.length, 3);

    const early = {
      ...{ ...images, epochs: 8 },
      validation: { fraction: 0.2 },
      earlyStopping: { metric: "validationLoss", patience: 2 },
    };
    const stopped = await train(folder, early);
    assertEquals(stopped.code, 0, stopped.err);
    const { score } = await readJson(`${folder}/run/run.json`);
    const { code, out, err } = await run("evaluate", folder, "run", "--json");
    assertEquals(code, 0, err);
    assertEquals(JSON.parse(out).score.right, score.right);
  },
);

/** Specs that no machine can run, and the position of the error in each. */
const hostile: Readonly<Record<string, readonly [object[], RegExp]>> = {
  "a million filters": [
    [{ type: "conv2d", filters: 1_000_000, kernelSize: 8 }],
    /layers\[0\]\.filters: must be smaller, since training must fit in 1 GiB of memory: found \d+ parameters/,
  ],
  "a kernel larger than its image": [
    [{ type: "conv2d", filters: 2, kernelSize: 9 }],
    /layers\[0\]: kernelSize must be at most 8 x 8, the size of the input image: found 9 x 9/,
  ],
  "a huge kernel": [
    [{ type: "conv2d", filters: 2, kernelSize: 65_536, padding: "same" }],
    /layers\[0\]\.filters: must be smaller, since training must fit in 1 GiB of memory/,
  ],
  "strides of 0": [
    [{ type: "maxPool2d", strides: 0 }],
    /layers\[0\]\.strides: must be a whole number from 1 to 65536, or a list \[rows, columns\] of two whole numbers: found 0|layers\[0\]\.strides: must be a whole number from 1 to 65536: found 0/,
  ],
  "a pool over a row of numbers": [
    [
      { type: "flatten" },
      { type: "maxPool2d", padding: "same" },
    ],
    /layers\[1\]: maxPool2d takes an image of rows x columns x channels: found a row of 64 numbers/,
  ],
  "a pool of a pool of a pool": [
    [...Array(4)].map(() => ({ type: "maxPool2d" })),
    /layers\[3\]: poolSize must be at most 1 x 1, the size of the input image: found 2 x 2/,
  ],
  "a dense layer over an image": [
    [{ type: "maxPool2d" }, { units: 3 }],
    /layers\[1\]: dense takes a row of numbers: found 4 x 4 x 1; write \{ type: flatten \} before this layer/,
  ],
};

drive(
  "a convolution that no machine can run is refused with the path of its layer, before data is read",
  async (folder) => {
    for (const [name, [before, said]] of Object.entries(hostile)) {
      const isFlat = name === "a dense layer over an image";
      const layers = [
        ...before,
        ...isFlat ? [] : [{ type: "flatten" }],
        { units: 10 },
      ];
      const text = JSON.stringify({ ...images, dataset: "digits", layers });
      await Deno.writeTextFile(`${folder}/spec.json`, text);
      const { code, err } = await run("validate", folder, "spec.json");
      assertEquals(code, 2, `${name}: ${err}`);
      assertMatch(err, said, name);
      assertNotMatch(err, /^\s+at /m);
    }
  },
);

drive(
  "a run on color images is verified, and predict and exported modules scale the bytes as in training",
  async (folder) => {
    const rows = 60, size = 4 * 4 * 3;
    const pixels = Uint8Array.from({ length: rows * size }, (_, i) => {
      const label = Math.floor(i / size) % 3;
      // the channel of its class is bright
      return i % 3 === label ? 200 + i % 50 : (i * 7) % 60;
    });
    const labels = Uint8Array.from({ length: rows }, (_, r) => r % 3);
    const write = (name: string, shape: number[], data: Uint8Array) =>
      Deno.writeFile(
        `${folder}/${name}`,
        encodeIdx({ shape, data }),
      );
    await write("x.idx", [rows, 4, 4, 3], pixels);
    await write("y.idx", [rows], labels);
    const { code, err } = await train(folder, {
      name: "color",
      dataset: { idx: { train: { images: "x.idx", labels: "y.idx" } } },
      inputs: { shape: [4, 4, 3] },
      layers: [
        { type: "conv2d", filters: 3, kernelSize: 3, activation: "tanh" },
        { type: "flatten" },
        { units: 3, activation: "softmax" },
      ],
      loss: "crossEntropy",
      learningRate: 0.1,
      epochs: 30,
    });
    assertEquals(code, 0, err);
    const again = await run("train", folder, "run", "--verify");
    assertEquals(again.code, 0, again.err);
    const said = await run("predict", folder, "run", "x.idx", "--json");
    const predicted = JSON.parse(said.out).predictions
      .map(({ outputs }: { outputs: number[] }) =>
        outputs.indexOf(Math.max(...outputs))
      );
    assertEquals(predicted, [...labels]);
    await run("export", folder, "run", "--to", "js", "--out", "color.js");
    const module = await import(
      `file://${await Deno.realPath(folder)}/color.js`
    );
    assertEquals(module.predictRow(pixels.subarray(0, size)).class, "0");
  },
);
