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

Deno.test("networkTable() lines layers up and counts their parameters", () => {
  // 785 x 300 = 235500 and 301 x 10 = 3010
  assertEquals(
    networkTable(plan, spec, { image: { width: 28, height: 28 } }),
    `\
mnist: One hidden layer

layer     output  activation  parameters
────────────────────────────────────────
input    28 x 28
hidden1      300  relu           235,500
output        10  sigmoid          3,010
────────────────────────────────────────
total                            238,510

loss mse (sum), batchSize 1, learningRate 0.1, epochs 5, seed 1, float32`,
  );
});

Deno.test("networkTable() says that the loss is weighted by class", () => {
  const weighted = { ...spec, classWeights: { 3: 2 } };
  const learns = networkTable(plan, weighted).match(/^loss .*(?=, batch)/m);
  assertEquals(learns?.[0], "loss mse (sum, weighted by class)");
});

Deno.test("networkTable() gives the width of inputs that are no pictures", () => {
  const [title, , , , input] = networkTable(plan, {
    ...spec,
    description: undefined,
  }).split("\n");
  assertEquals(title, "mnist");
  assertEquals(input.trimEnd(), "input       784");
});

Deno.test("networkTable() breaks and cleans the description", () => {
  const description = "\x1b[31mred\nhidden\u202e layer of 300 units";
  const [first, second] = networkTable(plan, { ...spec, description }, {
    width: 24,
  }).split("\n");
  assertEquals(first, "mnist: [31mred hidden");
  assertEquals(second, "layer of 300 units");
});

Deno.test("networkTable() says the same in colour", () => {
  const color = networkTable(plan, spec, { color: true });
  assert(color.startsWith("\x1b[1mmnist\x1b[0m: One hidden layer\n"));
  // deno-lint-ignore no-control-regex
  const plain = color.replace(/\x1b\[[0-9;]*m/g, "");
  assertEquals(plain, networkTable(plan, spec));
});

Deno.test("networkTable() says of a schedule where it begins", () => {
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
