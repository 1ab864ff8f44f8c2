import { assertEquals } from "@std/assert";
import {
  type Choices,
  predictionForm,
  trainingForm,
} from "../../../../lib/engine/wasm/layer/form.ts";
import { planNetwork } from "../../../../lib/network/mod.ts";
import type { LayerSpec, LayerTypeName } from "../../../../mod.ts";
import { type Case, planOf, planWith } from "../../cases.ts";

const plain: Case = {
  ...{ sizes: [20, 30, 3], hidden: "tanh", output: "softmax" },
  loss: { type: "crossEntropy", reduction: "mean" },
  optimizer: { type: "sgd", momentum: 0, nesterov: false },
  ...{ batchSize: 1, examples: 0, sparse: false, bytes: false },
};

/**
 * Whether the form is for single examples, stores the gradient, and has a plain
 * step.
 */
function facts(it: Partial<Case>, choices: Omit<Choices, "batchSize"> = {}) {
  const plan = planOf({ ...plain, ...it });
  const batchSize = plan.batchSize as number;
  const form = trainingForm(plan, { batchSize, ...choices });
  return [form.single, form.storesGradient, form.hasPlainStep];
}

Deno.test("trainingForm() has single examples only with plain steps, and stores the gradient only if necessary", async (t) => {
  const momentum = { type: "sgd", momentum: 0.9, nesterov: false } as const;
  const cases: [
    string,
    Partial<Case>,
    boolean[],
    Omit<Choices, "batchSize">?,
  ][] = [
    ["batches of 1", {}, [true, false, true]],
    ["one layer", { sizes: [20, 3] }, [true, false, true]],
    ["batches of 2", { batchSize: 2 }, [false, false, true]],
    ["momentum", { optimizer: momentum }, [false, false, false]],
    ["a gradient to read", {}, [false, true, true], { storesGradient: true }],
    [
      "clipped by norm",
      { gradientOptions: { clip: { norm: 1 } } },
      [false, true, false],
    ],
    [
      "clipped by value",
      { gradientOptions: { clip: { value: 1 } } },
      [false, false, false],
    ],
    [
      "l1",
      { gradientOptions: { regularization: { l1: 0.1 } } },
      [false, false, false],
    ],
    [
      "l2",
      { gradientOptions: { regularization: { l2: 0.1 } } },
      [false, false, false],
    ],
    [
      "max-norm",
      { gradientOptions: { regularization: { maxNorm: 1 } } },
      [false, false, true],
    ],
    ["dropout", { dropout: 0.5 }, [false, false, true]],
    ["gelu, whose derivative needs z", { hidden: "gelu" }, [
      ...[false, false, true],
    ]],
    ["gelu at the output", {
      output: "gelu",
      loss: { type: "mse", reduction: "mean" },
    }, [true, false, true]],
    ["as many as fit in a slice", { batchSize: 1024 }, [false, false, true]],
    ["more than a slice", { batchSize: 1025 }, [false, true, true]],
  ];
  for (const [name, it, expected, choices] of cases) {
    await t.step(name, () => assertEquals(facts(it, choices), expected));
  }
});

Deno.test("trainingForm() stores the gradient of every network with layers other than dense and flatten", async (t) => {
  const expected: Record<LayerTypeName, boolean> = {
    dense: false,
    conv2d: true,
    maxPool2d: true,
    avgPool2d: true,
    flatten: false,
    batchNorm: true,
    layerNorm: true,
  };
  for (const [type, stores] of Object.entries(expected)) {
    await t.step(type, () => {
      const plan = planWith(
        type as LayerTypeName,
        { batchSize: 1, precision: "float32" },
      );
      const form = trainingForm(plan, { batchSize: 1 });
      assertEquals([form.storesGradient, form.single], [stores, !stores]);
    });
  }
  const first: Record<string, LayerSpec> = {
    maxPool2d: { type: "maxPool2d", name: "a", poolSize: 2, padding: "valid" },
    layerNorm: {
      ...{ type: "layerNorm", name: "a", epsilon: 1e-3 },
      activation: "identity",
    },
    batchNorm: {
      ...{ type: "batchNorm", name: "a", epsilon: 1e-3 },
      activation: "identity",
    },
  };
  for (const [type, layer] of Object.entries(first)) {
    await t.step(`${type} before a dense layer`, () => {
      const plan = planNetwork({
        layers: [layer, { type: "flatten", name: "b" }, {
          ...{ type: "dense", name: "c", units: 3, activation: "softmax" },
          ...{ initializer: "lecunNormal", biasInitializer: "zeros" },
        }],
        loss: { type: "crossEntropy", reduction: "mean" },
        inputs: { scale: [0, 1], shape: [6, 5, 1] },
        ...{ batchSize: 1, precision: "float32" },
      }, 30);
      const form = trainingForm(plan, { batchSize: 1, sparse: true });
      assertEquals([form.storesGradient, form.single], [true, false]);
      assertEquals(form.layers.map(({ sparse }) => sparse), [false, false]);
      assertEquals(form.layers.map(({ index }) => index), [0, 2]);
    });
  }
});

Deno.test("trainingForm() skips zeros after relu, in layers of 64 outputs", async (t) => {
  const zeros = (
    it: Partial<Case>,
    choices: Omit<Choices, "batchSize"> = {},
  ) => {
    const plan = planOf({ ...plain, batchSize: 32, hidden: "relu", ...it });
    const batchSize = plan.batchSize as number;
    return trainingForm(plan, { batchSize, ...choices }).layers
      .map((layer) =>
        (layer.sparse ? "forward " : "") +
        (layer.sparseBackward ? "backward " : "") +
        (layer.hasBackground ? "background" : "")
      ).map((text) => text.trim());
  };
  const sizes = [20, 64, 64, 3];
  await t.step(
    "relu",
    () => assertEquals(zeros({ sizes }), ["", "forward backward", ""]),
  );
  await t.step(
    "63 outputs",
    () => assertEquals(zeros({ sizes: [20, 64, 63, 3] }), ["", "backward", ""]),
  );
  await t.step(
    "63 inputs",
    () => assertEquals(zeros({ sizes: [20, 63, 64, 3] }), ["", "forward", ""]),
  );
  await t.step(
    "tanh",
    () => assertEquals(zeros({ sizes, hidden: "tanh" }), ["", "", ""]),
  );
  await t.step(
    "single examples",
    () => assertEquals(zeros({ sizes, batchSize: 1 }), ["", "", ""]),
  );
  await t.step("clipping by norm, since the order of the sum matters", () => {
    const gradientOptions = { clip: { norm: 1 } };
    assertEquals(zeros({ sizes, gradientOptions }), ["", "", ""]);
    assertEquals(
      zeros({ sizes, gradientOptions }, { sparse: true }),
      ["forward", "", ""],
    );
  });
  await t.step("inputs that are 0", () =>
    assertEquals(
      zeros({ sizes: [20, 30, 3] }, { sparse: true }),
      ["forward", ""],
    ));
  await t.step("inputs with a background, only with plain steps", () => {
    const small = { sizes: [20, 30, 3] }, background = true;
    const both = { sparse: true, background };
    assertEquals(zeros(small, both), ["forward background", ""]);
    assertEquals(zeros(small, { background }), ["", ""]);
    const gradientOptions = { regularization: { maxNorm: 1 } };
    assertEquals(zeros({ ...small, gradientOptions }, both), ["", ""]);
    assertEquals(zeros(small, { ...both, storesGradient: true }), ["", ""]);
  });
});

Deno.test("predictionForm() skips zeros in dense layers, and stores no derivatives", () => {
  const zeros = (
    sparse: boolean,
    plan = planOf({
      ...{ ...plain, sizes: [20, 64, 64, 3], hidden: "relu", dropout: 0.5 },
    }),
  ) => {
    const form = predictionForm(plan, sparse);
    assertEquals([form.learns, form.single], [false, false]);
    for (const { sparseBackward, storesDerivatives, learns } of form.layers) {
      assertEquals([sparseBackward, storesDerivatives, learns], [
        ...[false, false, false],
      ]);
    }
    return form.layers.map(({ sparse }) => sparse);
  };
  assertEquals(zeros(true), [true, true, false]);
  assertEquals(zeros(false), [false, true, false]);
  const facts = { batchSize: 1, precision: "float32" } as const;
  assertEquals(zeros(true, planWith("conv2d", facts)), [false, false, false]);
});
