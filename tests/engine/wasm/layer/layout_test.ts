import { assert, assertEquals } from "@std/assert";
import { address, Allotment } from "../../../../lib/engine/wasm/code/memory.ts";
import {
  denseSizes,
  outputStride,
} from "../../../../lib/engine/wasm/layer/dense_layout.ts";
import {
  type Choices,
  predictionForm,
  trainingForm,
} from "../../../../lib/engine/wasm/layer/form.ts";
import { layOut } from "../../../../lib/engine/wasm/layer/layout.ts";
import type { LayerTypeName } from "../../../../mod.ts";
import { type Case, planOf, planWith, TYPES } from "../../cases.ts";

const plain: Case = {
  ...{ sizes: [20, 30, 3], hidden: "tanh", output: "softmax" },
  loss: { type: "crossEntropy", reduction: "mean" },
  optimizer: { type: "sgd", momentum: 0, nesterov: false },
  ...{ batchSize: 32, examples: 0, sparse: false, bytes: false },
};

/** The sizes of the layers of a dense network. */
function sizesOf(it: Partial<Case>, choices: Omit<Choices, "batchSize"> = {}) {
  const plan = planOf({ ...plain, ...it });
  const batchSize = plan.batchSize as number;
  const form = trainingForm(plan, { batchSize, ...choices });
  return form.layers.map((layer, l) => {
    const sizes = denseSizes(layer, form, form.layers[l + 1]);
    const { narrow, vectors, panels, rowBytes, panelBytes, stride } = sizes;
    const { weightBytes, derivedBytes, transposedVectors } = sizes;
    return {
      ...{ narrow, vectors, panels, rowBytes, panelBytes, stride },
      ...{ weightBytes, derivedBytes, transposedVectors },
    };
  });
}

Deno.test("denseSizes() has panels of 8 outputs for batches, in whole cache lines", () => {
  assertEquals(sizesOf({}), [
    { // 8 vectors of outputs in 4 panels of 2, each with 1 + 20 rows of 32 bytes
      ...{ narrow: false, vectors: 2, panels: 4, rowBytes: 32 },
      ...{ panelBytes: 21 * 32, stride: 128, weightBytes: 2688 },
      ...{ derivedBytes: 0, transposedVectors: 2 }, // it is the first layer
    },
    { // 1 + 32 rows, since 30 inputs need 4 panels of 8; 1056 bytes need 17 cache lines
      ...{ narrow: false, vectors: 2, panels: 1, rowBytes: 32 },
      ...{ panelBytes: 33 * 32, stride: 32, weightBytes: 1088 },
      ...{ derivedBytes: 4 * 256, transposedVectors: 2 }, // 8 rows of 32 bytes
    },
  ]);
});

Deno.test("denseSizes() for single examples has up to 13 vectors of sums, and rows of up to 10 outputs", () => {
  const [first, narrow] = sizesOf({ sizes: [784, 300, 10], batchSize: 1 });
  assertEquals(first, { // 75 vectors need 6 panels of 13
    ...{ narrow: false, vectors: 13, panels: 6, rowBytes: 208 },
    ...{ panelBytes: 785 * 208, stride: 1280, weightBytes: 979712 },
    ...{ derivedBytes: 0, transposedVectors: 2 },
  });
  assertEquals(narrow, { // 10 rows of 14 vectors
    ...{ narrow: true, vectors: 13, panels: 6, rowBytes: 224 },
    ...{ panelBytes: 2240, stride: 64, weightBytes: 13440 },
    ...{ derivedBytes: 0, transposedVectors: 2 },
  });
  const [, wide] = sizesOf({ sizes: [784, 300, 11], batchSize: 1 });
  assertEquals(wide, { // 301 rows of 3 vectors
    ...{ narrow: false, vectors: 3, panels: 1, rowBytes: 48 },
    ...{ panelBytes: 301 * 48, stride: 64, weightBytes: 14464 },
    ...{ derivedBytes: 0, transposedVectors: 2 },
  });
  const [alone] = sizesOf({ sizes: [20, 3], batchSize: 1 });
  assertEquals([alone.narrow, alone.panelBytes], [false, 21 * 16]);
});

Deno.test("denseSizes() reserves memory for a background, and for skipping zeros", () => {
  const [background] = sizesOf({}, { sparse: true, background: true });
  assertEquals( // one panel of 8 vectors, with rows for the bias, 20 inputs, u and C
    [background.panels, background.rowBytes, background.panelBytes],
    [1, 128, 23 * 128],
  );
  const [, zeros] = sizesOf({ sizes: [20, 64, 316, 3], hidden: "relu" });
  assertEquals(zeros, { // 79 vectors: 7 panels of 12; 16 of inputs: 2 of 8
    ...{ narrow: false, vectors: 12, panels: 7, rowBytes: 192 },
    ...{ panelBytes: 65 * 192, stride: 84 * 16, weightBytes: 87360 },
    ...{ derivedBytes: 2 * 43008, transposedVectors: 8 },
  });
});

Deno.test("outputStride() is whole panels of 8 outputs, and the number of its cache lines is not a multiple of 16", async (t) => {
  const [, , above] = trainingForm(
    planOf({ ...plain, sizes: [20, 64, 316, 70, 3], hidden: "relu" }),
    { batchSize: 32 },
  ).layers;
  const cases: [string, Parameters<typeof outputStride>, number][] = [
    ["1", [1, undefined], 32],
    ["8", [8, undefined], 32],
    ["9", [9, undefined], 64],
    ["16", [16, undefined], 64],
    ["17", [17, undefined], 128],
    ["15 and 2 more", [15, undefined, 2], 128],
    ["32", [32, undefined], 128],
    ["33", [33, undefined], 192],
    ["784", [784, undefined], 3136],
    ["256, of 16 lines", [256, undefined], 17 * 64],
    ["512, of 32 lines", [512, undefined], 33 * 64],
    ["316, of 80 vectors", [316, undefined], 80 * 16],
    ["316, of 7 panels of 12 vectors", [316, above], 84 * 16],
  ];
  for (const [name, args, expected] of cases) {
    await t.step(name, () => assertEquals(outputStride(...args), expected));
  }
});

/** The arrays of a layout, sorted by address: address and number of bytes. */
function arraysOf({ layers, weights, weightBytes, batch }: ReturnType<
  typeof layOut
>, copies: number): [number, number][] {
  return [
    [weights, weightBytes * (1 + copies)] as [number, number],
    ...layers.flatMap((layer): [number, number][] => {
      const bytes = batch * layer.stride;
      const statistics = layer.plan.statistics
        .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
      return [
        [layer.dz, layer.learns ? bytes : 0],
        [layer.a, bytes],
        [layer.kept, batch * layer.keptStride],
        [layer.statistics, 4 * statistics],
        [layer.derivatives, layer.storesDerivatives ? bytes : 0],
      ];
    }),
  ].filter(([, bytes]) => bytes > 0).sort(([a], [b]) => a - b);
}

Deno.test("layOut() gives each array its own cache lines, without overlap", async (t) => {
  for (const type of Object.keys(TYPES) as LayerTypeName[]) {
    for (const learns of [true, false]) {
      for (const copies of learns ? [0, 2] : [0]) {
        const name = `${type}, ${learns ? "learns" : "predicts"}, ${copies}`;
        await t.step(name, () => {
          const plan = planWith(type, {
            ...{ batchSize: 3, precision: "float32" },
          }, type === "dense" ? 0.5 : undefined);
          const form = learns
            ? trainingForm(plan, { batchSize: 3 })
            : predictionForm(plan, false);
          const memory = new Allotment();
          const layout = layOut(memory, form, 3, copies);
          const arrays = arraysOf(layout, copies);
          assertEquals(arrays[0][0], address.free);
          let derived = 0;
          for (const [n, [start, bytes]] of arrays.entries()) {
            assertEquals(start % 64, 0);
            const end = start + Math.ceil(bytes / 64) * 64;
            const next = arrays[n + 1]?.[0] ?? memory.take(0);
            assert(next >= end, `${next} is before ${end}`);
            derived += next - end;
          }
          // the arrays between them are derived from weights
          const isDerived = layout.layers.filter(({ derived }) => derived > 0);
          assertEquals(derived > 0, isDerived.length > 0);
          // the weights of a layer follow those of the previous layer
          const places = layout.layers.map(({ weights }) => weights);
          assertEquals(places[0], layout.weights);
          for (const [l, { plan, weights }] of layout.layers.entries()) {
            const end = places[l + 1] ?? layout.weights + layout.weightBytes;
            assert(end - weights >= 4 * plan.rows * plan.columns);
          }
        });
      }
    }
  }
});
