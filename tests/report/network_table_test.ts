import { assert, assertEquals } from "@std/assert";
import { planNetwork } from "../../lib/network/mod.ts";
import { networkTable } from "../../lib/report/network_table.ts";

const layer = {
  type: "dense",
  activation: "sigmoid",
  initializer: "lecunNormal",
  biasInitializer: "zeros",
} as const;
const plan = planNetwork({
  layers: [
    { ...layer, name: "hidden1", units: 300, activation: "relu" },
    { ...layer, name: "output", units: 10 },
  ],
  loss: { type: "mse", reduction: "sum" },
  batchSize: 1,
  precision: "float32",
}, 784);
const spec = {
  name: "mnist",
  description: "One hidden layer",
  learningRate: 0.1,
  epochs: 5,
  seed: 1,
};

Deno.test("networkTable() aligns the layers, and counts their parameters", () => {
  // 785 x 300 = 235500 and 301 x 10 = 3010
  assertEquals(
    networkTable(plan, spec, { image: { width: 28, height: 28 } }),
    `\
mnist: One hidden layer

layer    type    output  activation  parameters  multiply-adds
──────────────────────────────────────────────────────────────
input           28 x 28
hidden1  dense      300  relu           235,500        235,200
output   dense       10  sigmoid          3,010          3,000
──────────────────────────────────────────────────────────────
total                                   238,510        238,200

loss mse (sum), batchSize 1, optimizer sgd, learningRate 0.1, epochs 5, seed 1,
float32`,
  );
});

Deno.test("networkTable() shows the shape of images, and the rows that no window of a pooling layer covers", () => {
  const image = planNetwork({
    layers: [
      { type: "maxPool2d", name: "pool", poolSize: 2, padding: "valid" },
      { type: "flatten", name: "row" },
      { ...layer, name: "output", units: 2 },
    ],
    loss: { type: "mse", reduction: "sum" },
    batchSize: 1,
    precision: "float32",
    inputs: { scale: [0, 1], shape: [5, 4, 1] },
  }, 20);
  const lines = networkTable(image, spec, { image: { width: 4, height: 5 } })
    .split("\n");
  assertEquals(lines.slice(4, 6), [
    "input              5 x 4 x 1",
    "pool    maxPool2d  2 x 2 x 1                       0              0",
  ]);
  assertEquals(lines.filter((line) => line.includes("no window")), [
    "pool: no window covers the last row",
  ]);
});

Deno.test("networkTable() shows optimizer, dropout and early stopping", () => {
  const optimizer = { type: "sgd", momentum: 0.9, nesterov: true } as const;
  const [hidden, output] = plan.layers;
  const dropped = {
    ...plan,
    optimizer,
    layers: [{ ...hidden, dropout: 0.5 }, output],
  };
  const stops = { ...spec, earlyStopping: { patience: 3, metric: "loss" } };
  const learns = networkTable(dropped, stops as typeof spec, { width: 200 })
    .split("\n").at(-1);
  assertEquals(
    learns,
    "loss mse (sum), batchSize 1, optimizer sgd (momentum 0.9, nesterov), " +
      "learningRate 0.1, epochs 5, seed 1, dropout 0.5 of hidden1, " +
      "earlyStopping patience 3, float32",
  );
});

Deno.test("networkTable() shows that the loss is weighted by class", () => {
  const weighted = { ...spec, classWeights: { 3: 2 } };
  const learns = networkTable(plan, weighted).match(/^loss .*(?=, batch)/m);
  assertEquals(learns?.[0], "loss mse (sum, weighted by class)");
});

Deno.test("networkTable() shows the width of inputs that are not images", () => {
  const [title, , , , input] = networkTable(plan, {
    ...spec,
    description: undefined,
  }).split("\n");
  assertEquals(title, "mnist");
  assertEquals(input.trimEnd(), "input              784");
});

Deno.test("networkTable() wraps the description, and removes control characters", () => {
  const description = "\x1b[31mred\nhidden\u202e layer of 300 units";
  const [first, second] = networkTable(plan, { ...spec, description }, {
    width: 24,
  }).split("\n");
  assertEquals(first, "mnist: [31mred hidden");
  assertEquals(second, "layer of 300 units");
});

Deno.test("networkTable() has the same text in color", () => {
  const color = networkTable(plan, spec, { color: true });
  assert(color.startsWith("\x1b[1mmnist\x1b[0m: One hidden layer\n"));
  // deno-lint-ignore no-control-regex
  const plain = color.replace(/\x1b\[[0-9;]*m/g, "");
  assertEquals(plain, networkTable(plan, spec));
});

Deno.test("networkTable() shows the learning rate at which a schedule starts", () => {
  const learningRate = {
    type: "cosine",
    rate: 0.1,
    end: 0,
    warmup: 2,
  } as const;
  const lines = networkTable(plan, { ...spec, learningRate }, {}).split("\n");
  const found = lines.find((line) => line.includes("learningRate"));
  assert(found?.includes("learningRate 0.1 (cosine, warmup 2)"), found);
});
