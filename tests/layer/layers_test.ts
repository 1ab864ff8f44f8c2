import { assertEquals, assertThrows } from "@std/assert";
import {
  type LayerSpec,
  type LayerTypeName,
  layerTypes,
  planLayers,
  type Shape,
  typeOf,
} from "../../lib/layer/mod.ts";

/** One layer of each type. */
const layers: { readonly [T in LayerTypeName]: LayerSpec } = {
  dense: {
    name: "a",
    type: "dense",
    units: 3,
    activation: "relu",
    initializer: "heNormal",
    biasInitializer: "uniform",
  },
  conv2d: {
    name: "c",
    type: "conv2d",
    filters: 4,
    kernelSize: [3, 2],
    strides: [1, 2],
    padding: "valid",
    activation: "relu",
    initializer: "heNormal",
    biasInitializer: "zeros",
  },
  maxPool2d: { name: "d", type: "maxPool2d", poolSize: 2, padding: "valid" },
  avgPool2d: { name: "e", type: "avgPool2d", poolSize: [3, 1], strides: 2 },
  flatten: { name: "b", type: "flatten" },
  batchNorm: {
    ...{ name: "f", type: "batchNorm" },
    ...{ activation: "identity", epsilon: 1e-5 },
  },
  layerNorm: {
    ...{ name: "g", type: "layerNorm" },
    ...{ activation: "identity", epsilon: 1e-5 },
  },
};

const cases: [LayerTypeName, Shape, Record<string, unknown>][] = [
  ["dense", [5], {
    output: [3],
    tensors: [["weights", [5, 3]], ["biases", [3]]],
    block: [6, 3],
    work: 15,
  }],
  ["conv2d", [5, 6, 3], {
    output: [3, 3, 4],
    tensors: [["weights", [3, 2, 3, 4]], ["biases", [4]]],
    block: [19, 4],
    work: 3 * 3 * 4 * 18,
  }],
  ["maxPool2d", [5, 4, 3], {
    output: [2, 2, 3],
    tensors: [],
    block: [0, 0],
    work: 0,
  }],
  ["avgPool2d", [5, 4, 3], {
    output: [2, 2, 3],
    tensors: [],
    block: [0, 0],
    work: 0,
  }],
  ["batchNorm", [5, 4, 3], {
    output: [5, 4, 3],
    tensors: [["gamma", [3]], ["beta", [3]]],
    block: [2, 3],
    work: 60,
  }],
  ["layerNorm", [7], {
    output: [7],
    tensors: [["gamma", [7]], ["beta", [7]]],
    block: [2, 7],
    work: 7,
  }],
  ["flatten", [5], { output: [5], tensors: [], block: [0, 0], work: 0 }],
  ["flatten", [4, 3, 2], { output: [24], tensors: [], block: [0, 0], work: 0 }],
];

Deno.test("planLayers() computes outputs, tensors and multiply-adds of each layer type, worked by hand", async (t) => {
  assertEquals(new Set(cases.map(([type]) => type)), new Set(types()));
  for (const [type, input, expected] of cases) {
    await t.step(`${type} of ${input.join(" x ")}`, () => {
      const [plan] = planLayers([layers[type]], input);
      const { output, tensors, rows, columns, work } = plan;
      const named = tensors.map(({ name, shape }) => [name, shape]);
      const block = [rows, columns];
      assertEquals({ output, tensors: named, block, work }, expected);
    });
  }
});

Deno.test("planLayers() gives tensors consecutive offsets, also with layers without parameters between them", () => {
  const { dense, flatten } = layers;
  const plans = planLayers([flatten, dense, flatten, dense], [2, 2, 1]);
  const tensors = plans.flatMap(({ tensors }) => tensors);
  assertEquals(tensors.map(({ shape }) => shape), [[4, 3], [3], [3, 3], [3]]);
  assertEquals(tensors.map(({ offset }) => offset), [0, 12, 15, 24]);
  assertEquals(plans.map(({ input }) => input), [[2, 2, 1], [4], [3], [3]]);
  assertEquals(plans.map(({ offset }) => offset), [0, 0, 15, 15]);
});

Deno.test("planLayers() refuses a dense layer on an image, and suggests a flatten layer", () => {
  const error = assertThrows(
    () => planLayers([layers.dense], [5, 5, 64]),
    TypeError,
  );
  assertEquals(
    error.message,
    "dense takes a row of numbers: found 5 x 5 x 64; write { type: flatten } before this layer",
  );
  const refused: [number, string][] = [];
  const { dense, flatten } = layers;
  const plans = planLayers(
    [flatten, dense],
    [5, 5],
    (l, reason) => refused.push([l, reason]),
  );
  assertEquals([plans.length, refused.length], [2, 0]);
});

Deno.test("the tensors of every layer type have the same number of columns, so that they form one block", () => {
  for (const type of types()) {
    const row = typeOf(layers[type]);
    const tensors = row.tensors(layers[type], [7, 7, 7]);
    const columns = new Set(tensors.map(({ shape }) => shape.at(-1)));
    assertEquals(columns.size, Math.min(tensors.length, 1), type);
  }
});

function types() {
  return Object.keys(layerTypes) as LayerTypeName[];
}

Deno.test("conv2d and pooling layers report rows and columns that no window covers", () => {
  const remark = (poolSize: number, strides: number, side: number) =>
    layerTypes.avgPool2d.remark!(
      { name: "a", type: "avgPool2d", poolSize, strides },
      [side, side - 1, 1],
    );
  assertEquals(remark(2, 2, 9), "no window covers the last row");
  assertEquals(
    remark(3, 3, 8),
    "no window covers the last 2 rows and the last column",
  );
  assertEquals(
    remark(2, 5, 8),
    "no window covers 4 of 8 rows and 3 of 7 columns",
  );
  assertEquals(remark(1, 1, 4), undefined);
});
