import {
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { Augmenter } from "../../lib/dataset/mod.ts";
import { reference, wasm } from "../../lib/engine/mod.ts";
import { frame, frame64 } from "../../lib/frame.ts";
import {
  compile,
  crossValidate,
  loadDataset,
  parseSpec,
  SpecError,
  type SpecInput,
} from "../../mod.ts";
import sklearn from "../dataset/scikit-learn/class_weights.json" with {
  type: "json",
};
import { needing, READ } from "../_needing.ts";

const points = sklearn.rows.map(([x, y]) => [Number(x), Number(y)]);
const isHam = sklearn.rows.map(([, , label]) => [Number(label === "ham")]);

const spec: SpecInput = {
  ...{ name: "mails", layers: [{ units: 1 }], loss: "binaryCrossEntropy" },
  ...{ learningRate: 0.5, epochs: 5000, batchSize: "full" },
  optimizer: { type: "sgd", momentum: 0.9 },
};

Deno.test("one sigmoid unit with classWeights trains to scikit-learn's logistic regression, within 1e-8 in float64 and 1e-5 in float32", async (t) => {
  const cases = [
    ["none", undefined],
    ["balanced", "balanced"],
    ["ham 3", { 1: 3 }],
  ] as const;
  for (const [name, classWeights] of cases) {
    const expected = sklearn.coefficients[name];
    for (const [precision, bound] of [["float64", 1e-8], ["float32", 1e-5]]) {
      await t.step(`${name}, ${precision}`, async () => {
        const weighted = { ...spec, classWeights, precision } as SpecInput;
        const fill = precision === "float64" ? frame64 : frame;
        const mlp = compile(weighted, { inputs: 2 });
        assertEquals(
          mlp.engine,
          precision === "float64" ? "reference" : "wasm",
        );
        await mlp.train(fill(points), fill(isHam));
        const found = mlp.parameters;
        expected.forEach((value, p) =>
          assertAlmostEquals(found[p], value, Number(bound))
        );
      });
    }
  }
});

Deno.test("class weights change the training loss, but not the validation loss or any accuracy", async () => {
  const [inputs, labels] = [[[1], [2], [3]], [[0], [1], [1]]].map(frame64);
  for (const engine of [reference, wasm]) {
    const mlp = compile({
      ...{ ...spec, epochs: 1, classWeights: { 0: 4, 1: 0.5 } },
      precision: engine === wasm ? "float32" : "float64",
    }, { inputs: 1, engine });
    const [w, b] = mlp.parameters;
    const costs = [1, 2, 3].map((x, r) =>
      Math.log(1 + Math.exp(r === 0 ? w * x + b : -(w * x + b)))
    );
    const right = [1, 2, 3].filter((x, r) => w * x + b > 0 === r > 0);
    const before = mlp.evaluate(inputs, labels);
    const { epochs: [epoch] } = await mlp.train(inputs, labels, {
      validation: { inputs, labels },
    });
    const [weighted, plain] = [[4, 0.5, 0.5], [1, 1, 1]].map((weights) =>
      weights.reduce((sum, weight, r) => sum + weight * costs[r], 0) / 3
    );
    assertAlmostEquals(epoch.loss, weighted, 1e-6);
    assertAlmostEquals(before.loss, plain, 1e-6);
    assertEquals(epoch.accuracy, right.length / 3);
    assertEquals(epoch.validation, mlp.evaluate(inputs, labels));
  }
});

Deno.test("balanced class weights count the training examples only", async () => {
  const mlp = compile(
    { ...spec, epochs: 1, classWeights: "balanced" },
    { inputs: 1 },
  );
  const zeros = frame([[0], [0], [0], [0]]);
  const { loss } = await mlp.train(zeros, frame([[0], [0], [0], [1]]), {
    validation: { inputs: zeros, labels: frame([[1], [1], [1], [1]]) },
  });
  // each output is 1/2, and the balanced weights have a mean of 1
  assertAlmostEquals(loss, Math.log(2), 1e-6);
  // both classes have the same total weight, so the bias stays at 0
  assertAlmostEquals(mlp.parameters[1], 0, 1e-7);
});

Deno.test("class weights also apply to distorted images", async () => {
  const inputs = {
    ...{ rows: 2, columns: 4, scale: [0, 1] as const },
    data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  };
  const targets = frame([[1, 0], [0, 1]]), weights = Float32Array.of(3, 0.5);
  const augmenter = new Augmenter({ inputs, targets, weights }, {
    ...{ image: { width: 2, height: 2 }, spec: { shift: 1 }, seed: 1 },
    ...{ epochs: 1, threads: 0 },
  });
  const found = await augmenter.examples(1);
  augmenter.close();
  assertEquals([found.targets, found.weights], [targets, weights]);
});

Deno.test("train() refuses classWeights for labels without classes, and can be called again", async () => {
  const mlp = compile({ ...spec, epochs: 1, classWeights: { spam: 2 } }, {
    inputs: 2,
  });
  for (let call = 0; call < 2; call++) {
    await assertRejects(
      () => mlp.train(frame(points), frame(isHam)),
      SpecError,
      'classWeights.spam: must be a class of the data, one of 0, 1: found "spam"',
    );
  }
  const numbers = compile({
    ...{ ...spec, epochs: 1, loss: "huber", classWeights: "balanced" },
  }, { inputs: 1 });
  await assertRejects(
    () => numbers.train(frame([[1], [2], [3]]), frame([[1], [2], [3]])),
    SpecError,
    "classWeights: must be omitted, since the labels are numbers",
  );
});

Deno.test({
  ...needing(
    "crossValidate() weighs classes by name, with the same result in workers and on one thread",
    READ,
  ),
  async fn() {
    const iris = parseSpec(`name: iris
dataset: { csv: data/iris.csv, label: species }
layers: [{ units: 3, activation: softmax }]
loss: crossEntropy
learningRate: 0.1
epochs: 5
classWeights: { virginica: 5 }
`);
    const data = await loadDataset(iris);
    const { inputs, targets } = data.train;
    const folds = (more: object, threads: number) =>
      crossValidate({ ...iris, ...more }, inputs, targets, {
        ...{ data, threads, folds: 3 },
      });
    const weighted = await folds({}, 3);
    assertEquals(await folds({}, 1), weighted);
    const plain = await folds({ classWeights: undefined }, 1);
    assertNotEquals(plain, weighted);
  },
});
