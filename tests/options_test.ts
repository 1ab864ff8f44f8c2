import { assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  calibration,
  checkFiles,
  checkSpec,
  classScores,
  compile,
  confusionMatrix,
  crossValidate,
  decodeIdx,
  decodeModel,
  deskew,
  encodeModel,
  exportJs,
  exportOnnx,
  fetchFiles,
  frame,
  idxStream,
  labelScores,
  loadCheckpoint,
  loadDataset,
  oneHotScore,
  parseSpec,
  regression,
  saveCheckpoint,
  saveModel,
  wilsonInterval,
} from "../mod.ts";

const spec = {
  name: "or",
  layers: [{ units: 1 }],
  learningRate: 1,
  epochs: 1,
};
const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
const labels = frame([[0], [1], [1], [1]]);
const digits = checkSpec({
  ...spec,
  dataset: "digits",
  layers: [{ units: 10 }],
});
const idx = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7);

/** Calls the library with an option of any type. */
type Call = (value: never) => unknown;

const network = () => compile(spec, { inputs: 2 });
const train = (option: string): Call => (value) =>
  network().train(inputs, labels, { [option]: value });
const load = (option: string): Call => (value) =>
  loadDataset(digits, { [option]: value });

const calls: Record<string, [Call, must: string, values: unknown[]]> = {
  "compile threads": [
    (threads) => compile(spec, { inputs: 2, threads }),
    "threads must be a whole number of at least 1",
    [NaN, 0, -1, 1.5, Infinity],
  ],
  "compile engine": [
    (engine) => compile(spec, { inputs: 2, engine }),
    "engine.refuses must be a function",
    ["wasm", 1, {}],
  ],
  "compile epochs": [
    (epochs) => compile({ ...spec, epochs }, { inputs: 2 }),
    "epochs: must be a whole number from 1 to a million",
    [NaN, -1, 1.5, Infinity],
  ],
  "checkSpec maxMemory": [
    (maxMemory) => checkSpec({ ...spec, inputs: { units: 2 } }, { maxMemory }),
    "maxMemory must be a number of at least 0",
    [NaN, -1, "1", null],
  ],
  "parseSpec maxMemory": [
    (maxMemory) => parseSpec("", { maxMemory }),
    "maxMemory must be a number of at least 0",
    [NaN, -1, "1"],
  ],
  "parseSpec text": [
    parseSpec,
    "the text of a spec must be a string",
    [1, null, undefined, {}],
  ],
  "crossValidate folds": [
    (folds) => crossValidate(spec, inputs, labels, { inputs: 2, folds }),
    "folds must be a whole number of at least 2",
    [NaN, -1, 1.5, Infinity, 1],
  ],
  "crossValidate threads": [
    (threads) => crossValidate(spec, inputs, labels, { inputs: 2, threads }),
    "threads must be a whole number of at least 1",
    [NaN, 0, -1, 1.5],
  ],
  "train validation": [
    train("validation"),
    "validation must be { fraction } or { inputs, labels }",
    [0.5, "a", null],
  ],
  "train validation.fraction": [
    (fraction) => network().train(inputs, labels, { validation: { fraction } }),
    "validation.fraction must be a number over 0 and under 1",
    [NaN, -1, 0, 1, "0.5"],
  ],
  "train onEpoch": [train("onEpoch"), "onEpoch must be a function", [
    0,
    "a",
    {},
  ]],
  "train onProgress": [
    train("onProgress"),
    "onProgress must be a function",
    [0, "a", null],
  ],
  "train onCheckpoint": [
    train("onCheckpoint"),
    "onCheckpoint must be a function",
    [0, "a", []],
  ],
  "train now": [train("now"), "now must be a function", [0, "a", NaN]],
  "train signal": [
    train("signal"),
    "signal must be an AbortSignal",
    [0, {}, null],
  ],
  "train from": [
    train("from"),
    "from must be a checkpoint",
    [0, {}, { figures: [] }],
  ],
  "loadDataset limit": [
    load("limit"),
    "limit must be a whole number over 0",
    [NaN, -1, 1.5, Infinity],
  ],
  "loadDataset seed": [
    load("seed"),
    "seed must be a whole number of at least 0",
    [NaN, -1, 1.5, "1", 2 ** 53],
  ],
  "loadDataset maxBytes": [
    load("maxBytes"),
    "maxBytes must be a number of at least 0",
    [NaN, -1, "1"],
  ],
  "loadDataset folders": [
    load("folders"),
    "folders must be a list of strings",
    ["here", 1, {}],
  ],
  "loadDataset mirror": [
    load("mirror"),
    "mirror must be a string",
    [1, [1], null],
  ],
  "loadDataset cache": [load("cache"), "cache must be a string", [1, null, {}]],
  "loadDataset data": [load("data"), "data must be a string", [1, null, {}]],
  "loadDataset timeouts": [
    (answerMs) => loadDataset(digits, { timeouts: { answerMs } }),
    "timeouts.answerMs must be a number from 1 to 2147483647",
    [NaN, -1, 0, Infinity, "5"],
  ],
  "checkFiles cache": [
    (cache) => checkFiles("digits", { cache }),
    "cache must be a string",
    [1, null, {}],
  ],
  "decodeIdx maxBytes": [
    (maxBytes) => decodeIdx(idx, { maxBytes }),
    "maxBytes must be a number of at least 0",
    [NaN, -1, "9"],
  ],
  "idxStream maxBytes": [
    (maxBytes) => idxStream(idx, { maxBytes }),
    "maxBytes must be a number of at least 0",
    [NaN, -1, "9"],
  ],
  "idxStream rows": [
    (rows) => idxStream(idx, { rows }),
    "rows must be a whole number over 0",
    [NaN, -1, 1.5],
  ],
  "calibration bins": [
    (bins) => calibration(labels, labels, { bins }),
    "bins must be a whole number from 1 to 1048576",
    [NaN, 0, 1.5, Infinity],
  ],
  ...Object.fromEntries(
    Object.entries({ confusionMatrix, labelScores, oneHotScore })
      .map(([name, score]) => [`${name} cut`, [
        (cut: number) => score(labels, labels, cut),
        "cut must be a number",
        [NaN, "0.5", null],
      ]]),
  ),
  "wilsonInterval count": [
    (count) => wilsonInterval(0, count),
    "count must be a number of at least 1",
    [NaN, 0, -1],
  ],
  "wilsonInterval right": [
    (right) => wilsonInterval(right, 4),
    "right must be a number from 0 to 4",
    [NaN, 5, -1],
  ],
};

Deno.test("invalid options are refused before any work, with the value in the message", async (t) => {
  for (const [name, [call, must, values]] of Object.entries(calls)) {
    for (const value of values) {
      await t.step(`${name} ${JSON.stringify(value) ?? value}`, async () => {
        const error = await assertRejects(
          async () => await call(value as never),
          Error,
          must,
        );
        const isNamed = error instanceof TypeError ||
          error instanceof RangeError;
        if (!isNamed || !error.message.includes("found ")) throw error;
      });
    }
  }
});

const aModel =
  "the model must be an Mlp, which compile() and loadModel() return";
const noModels = [undefined, null, 5, "model.safetensors", {}, [], spec];
const asFrame = "must be a frame (frame() makes one)";
const noFrames = [undefined, null, 5, "a", {}, [[0, 1]], { rows: 1 }];
const idxSource = "must be a Uint8Array or a ReadableStream";

const wrongKinds: Record<string, [Call, must: string, values: unknown[]]> = {
  exportJs: [exportJs, aModel, noModels],
  exportOnnx: [exportOnnx, aModel, noModels],
  encodeModel: [encodeModel, aModel, noModels],
  saveModel: [(mlp) => saveModel(mlp, "no/model"), aModel, noModels],
  saveCheckpoint: [
    (mlp) => saveCheckpoint(undefined as never, mlp, "no/checkpoint"),
    aModel,
    noModels,
  ],
  loadCheckpoint: [(mlp) => loadCheckpoint("none", mlp), aModel, noModels],
  decodeModel: [
    decodeModel,
    "the bytes of a model must be a Uint8Array",
    [undefined, null, 5, "model.safetensors", {}, [1, 2]],
  ],
  frame: [
    frame,
    "the rows must be a list of lists of numbers",
    [undefined, null, 5, "a", {}, new Float32Array(2)],
  ],
  "frame of a row": [
    (row) => frame([[1], row]),
    "row 1 must be a list of numbers",
    [undefined, null, 5, "a", {}],
  ],
  "frame of a number": [
    (number) => frame([[1, 2], [3, number]]),
    "row 1, column 1 must be a number",
    [undefined, null, "4", {}, [4], true],
  ],
  "predict inputs": [
    (inputs) => network().predict(inputs),
    `inputs ${asFrame}`,
    noFrames,
  ],
  "train inputs": [
    (inputs) => network().train(inputs, labels),
    `inputs ${asFrame}`,
    noFrames,
  ],
  "train labels": [
    (labels) => network().train(inputs, labels),
    `labels ${asFrame}`,
    noFrames,
  ],
  "crossValidate labels": [
    (labels) => crossValidate(spec, inputs, labels, { inputs: 2, folds: 2 }),
    `labels ${asFrame}`,
    noFrames,
  ],
  deskew: [
    (pictures) => deskew(pictures, { width: 1, height: 2 }),
    `images ${asFrame}`,
    noFrames,
  ],
  ...Object.fromEntries(
    Object.entries({ calibration, confusionMatrix, oneHotScore, regression })
      .flatMap(([name, score]) =>
        [
          [`${name} predictions`, [
            (predictions) => score(predictions, labels),
            `predictions ${asFrame}`,
            noFrames,
          ]],
          [`${name} targets`, [
            (targets) => score(labels, targets),
            `targets ${asFrame}`,
            noFrames,
          ]],
        ] as [string, [Call, string, unknown[]]][]
      ),
  ),
  classScores: [
    classScores,
    "the matrix must be lists of counts, which confusionMatrix() returns",
    [undefined, null, 5, {}, [1, 2], [[1], null]],
  ],
  decodeIdx: [decodeIdx, `IDX data ${idxSource}`, [null, 5, "a", {}, [1]]],
  idxStream: [idxStream, `IDX data ${idxSource}`, [null, 5, "a", {}, [1]]],
  checkFiles: [
    checkFiles,
    "name must be one of mnist, fashion-mnist, digits",
    [undefined, null, 5, "cifar10", "constructor", {}],
  ],
  fetchFiles: [
    fetchFiles,
    "name must be one of mnist, fashion-mnist, digits",
    [undefined, null, 5, "cifar10", "constructor", {}],
  ],
  loadDataset: [
    loadDataset,
    "the spec must be an object that checkSpec() or parseSpec() returned",
    [undefined, null, 5, "specs/digits.yaml", []],
  ],
  compile: [
    compile,
    "must be a mapping of keys to values",
    [undefined, null, 5, "specs/digits.yaml", []],
  ],
};

Deno.test("arguments of a wrong type are refused, with the value in the message", async (t) => {
  for (const [name, [call, must, values]] of Object.entries(wrongKinds)) {
    for (const value of values) {
      await t.step(`${name} ${JSON.stringify(value) ?? value}`, async () => {
        const found = async () => await call(value as never);
        const { message } = await assertRejects(found, TypeError, must);
        assertStringIncludes(message, ": found ");
      });
    }
  }
});

Deno.test("options at the ends of their ranges are accepted", async () => {
  compile(spec, { inputs: 2, threads: 1 });
  checkSpec({ ...spec, inputs: { units: 2 } }, { maxMemory: Infinity });
  await loadDataset(digits, { seed: 0, maxBytes: Infinity, timeouts: {} });
  await loadDataset(digits, { seed: 2 ** 53 - 1, limit: 10 });
  await decodeIdx(idx, { maxBytes: 1 });
  calibration(labels, labels, { bins: 1 });
  confusionMatrix(labels, labels, -Infinity);
  wilsonInterval(4, 4);
  assertThrows(() => wilsonInterval(4.5, 4), RangeError, "found 4.5");
});
