import { assertEquals, assertThrows } from "@std/assert";
import {
  checkSpec,
  networkSize,
  parseSpec,
  SpecError,
} from "../../lib/spec/mod.ts";

const rest = `name: own
layers: [{ units: 10 }]
learningRate: 1
epochs: 1
`;

Deno.test("dataset may be a name, with or without a limit, or your own files", () => {
  const idx = {
    train: { images: "a.gz", labels: "b" },
    test: { images: "../c", labels: "/d" },
  };
  const datasets = [
    "digits",
    { name: "digits" },
    { name: "mnist", limit: 100 },
    { idx },
    { idx: { train: idx.train } },
  ];
  for (const dataset of datasets) {
    const text = `${rest}dataset: ${JSON.stringify(dataset)}\n`;
    assertEquals(parseSpec(text).dataset, dataset as never);
  }
});

Deno.test("the classes of IDX files must have different names", () => {
  const idx = { train: { images: "a", labels: "b" } };
  const of = (classes: string[]) =>
    `dataset: ${JSON.stringify({ idx, classes })}\n`;
  const twice = of([..."abcdefghia"]);
  const { message } = assertThrows(() => parseSpec(rest + twice), SpecError);
  assertEquals(
    message.split("; see")[0],
    `5:${
      twice.lastIndexOf('"a"') + 1
    } dataset.classes[9]: must be unique among the names of classes: found "a" twice`,
  );
  parseSpec(rest + of([..."abcdefghij"]));
});

Deno.test("limit is the number of examples, also for the batch size", () => {
  const spec = {
    name: "few",
    dataset: { name: "mnist", limit: 20 },
    layers: [{ units: 10 }],
    learningRate: 1,
    epochs: 1,
  } as const;
  const checked = checkSpec(spec);
  assertEquals(checked.batchSize, 20);
  assertEquals(networkSize(checked).examples, 20);
  assertThrows(
    () => checkSpec({ ...spec, batchSize: 21 }),
    SpecError,
    'batchSize: must be "full" or at most 20, the number of examples',
  );
  const all = checkSpec({ ...spec, dataset: { name: "digits", limit: 5000 } });
  assertEquals(networkSize(all).examples, 1352);
});

Deno.test("a wrong dataset is refused, and the message suggests a correct one", async (t) => {
  const wrong: [dataset: string, issues: string[]][] = [
    ["mnst", [
      'dataset: must be mnist, fashion-mnist, digits, { name, limit }, { inputs, labels }, { idx }, { folder } or { csv, label }: found "mnst", did you mean "mnist"?',
    ]],
    ["{}", [
      "dataset: must be mnist, fashion-mnist, digits, { name, limit }, { inputs, labels }, { idx }, { folder } or { csv, label }: found a mapping",
    ]],
    ["{ csvfile: a }", [
      "dataset: must be mnist, fashion-mnist, digits, { name, limit }, { inputs, labels }, { idx }, { folder } or { csv, label }: found a mapping",
    ]],
    ["{ name: mnst }", [
      'dataset.name: must be one of mnist, fashion-mnist, digits: found "mnst", did you mean "mnist"?',
    ]],
    ["{ name: mnist, limit: 0 }", [
      "dataset.limit: must be a whole number from 1 to a million: found 0",
    ]],
    ["{ limit: 5 }", [
      "dataset.name: is missing; write the name of the data set, one of mnist, fashion-mnist, digits",
    ]],
    ["{ name: mnist, limits: 5 }", [
      'dataset.limits: unknown key, did you mean "limit"?',
    ]],
    ["{ idxs: { train: { images: a, labels: b } } }", [
      'dataset.idxs: unknown key, did you mean "idx"?',
    ]],
    ["{ idx: { test: { images: a, labels: b } } }", [
      "dataset.idx.train: is missing; write the training set",
    ]],
    ["{ idx: { train: { images: a } } }", [
      "dataset.idx.train.labels: is missing; write an IDX file of class labels, which are whole numbers from 0",
    ]],
    ["{ idx: { train: { images: 3, labels: '' } } }", [
      'dataset.idx.train.images: must be the path of a file: found 3, which is not text; write "3"',
      'dataset.idx.train.labels: must be the path of a file: found ""',
    ]],
    ["{ csv: a }", [
      "dataset.label: is missing; write the column to predict: classes, or numbers if the loss is mse or huber; a list of columns predicts several numbers",
    ]],
    ["{ csv: a, label: b, test: 1, categorical: [] }", [
      "dataset.test: must be a number over 0 and below 1: found 1",
      "dataset.categorical: must be a list of 1 to 256 names of columns: found []",
    ]],
    ["{ csv: a, lable: b }", [
      'dataset.lable: unknown key, did you mean "label"?',
    ]],
    ["{ inputs: 3, labels: [[1]] }", [
      "dataset.inputs: must be rows of numbers, such as [[0, 0], [0, 1]]: found 3",
    ]],
    ["{ labels: [[1]] }", [
      "dataset.inputs: is missing; write the inputs: one row of numbers for each example",
    ]],
    ["{ inputs: [[1], [2, 3]], labels: [[1], [1]] }", [
      "dataset.inputs[1]: must have 1 number, like the first row: found 2",
    ]],
  ];
  for (const [dataset, issues] of wrong) {
    await t.step(dataset, () => {
      const error = assertThrows(
        () => parseSpec(`${rest}dataset: ${dataset}\n`),
        SpecError,
      );
      assertEquals(
        error.issues.map(({ path, message }) => `${path}: ${message}`),
        issues,
      );
    });
  }
});

Deno.test("inputs.deskew is only for images", () => {
  const deskew = `${rest}inputs: { deskew: true }\n`;
  const idx = "{ idx: { train: { images: a, labels: b } } }";
  for (const dataset of ["digits", "{ name: mnist, limit: 9 }", idx]) {
    const { inputs } = parseSpec(`${deskew}dataset: ${dataset}\n`);
    assertEquals(inputs.deskew, true);
  }
  const rows = JSON.stringify({ inputs: [[1]], labels: [Array(10).fill(1)] });
  const error = assertThrows(
    () => parseSpec(`${deskew}dataset: ${rows}\n`),
    SpecError,
  );
  assertEquals(error.issues.map(({ path, message }) => `${path}: ${message}`), [
    "inputs.deskew: must be omitted, since inputs.deskew is for images: found true",
  ]);
});
