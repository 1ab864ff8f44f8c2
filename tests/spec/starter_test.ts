import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { Found } from "../../lib/spec/_fault.ts";
import { walk } from "../../lib/spec/_walk.ts";
import { anySchema } from "../../lib/spec/schema.ts";
import { starterSpec } from "../../lib/spec/starter.ts";
import { parseSpec } from "../../mod.ts";

Deno.test("starterSpec() is correct, and shows correct values of every field", async (t) => {
  const text = starterSpec("first", "./spec.schema.json");
  assertEquals(parseSpec(text).name, "first");
  const written = parse(text) as Record<string, unknown>;
  for (const name of Object.keys(anySchema.fields)) {
    await t.step(name, () => {
      if (Object.hasOwn(written, name)) return;
      const [, line] = new RegExp(`^# (${name}: .*)$`, "m").exec(text)!;
      const found = new Found();
      walk(anySchema, { ...written, ...parse(line) as object }, found);
      assertEquals(found.faults, []);
    });
  }
});

/** The lines after a field, until the next field. */
function below(text: string, field: string): string[] {
  const block = text.split("\n\n")
    .find((block) => new RegExp(`^(# )?${field}:`, "m").test(block))!;
  return block.trimEnd().split("\n").slice(1);
}

Deno.test("starterSpec() shows the default of an optional field, or an example", async (t) => {
  const text = starterSpec("first", "./spec.schema.json");
  const lines: readonly (readonly [field: string, ...lines: string[]])[] = [
    ["version", "# version: 1"],
    ["description", "# description: text"],
    ["inputs", "# inputs: { scale: [0, 1] }"],
    ["augment", "# augment: { shift: 0.1 }"],
    ["labels", "# labels: { oneHot: [0, 1] }"],
    ["classWeights", "# classWeights: balanced"],
    [
      "optimizer",
      "# One of sgd, adam, adamw, rmsprop.",
      "# optimizer: sgd",
    ],
    ["clip", "# clip: { norm: 0.1 }"],
    ["regularization", "# regularization: { l1: 0.1 }"],
    [
      "learningRate",
      "# One of constant, step, exponential, cosine.",
      "learningRate: 0.1",
    ],
    ["batchSize", "# batchSize: 1"],
    ["shuffle", "# shuffle: true"],
    ["seed", "# seed: 1"],
    ["initialize", "# initialize: { from: text }"],
    ["precision", "# One of float32, float64.", "# precision: float32"],
    ["checkpoint", "# checkpoint: { epochs: 1 }"],
    ["validation", "# validation: { fraction: 0.1 }"],
    [
      "earlyStopping",
      "# earlyStopping: { metric: validationLoss, patience: 5 }",
    ],
    ["sweep", "# sweep: { grid: { learningRate: [0.01, 0.1] } }"],
    ["name", 'name: "first"'],
    ["epochs", "epochs: 20"],
  ];
  for (const [field, ...expected] of lines) {
    await t.step(field, () => assertEquals(below(text, field), expected));
  }
});

Deno.test("starterSpec() lists the allowed words for the fields of a layer", () => {
  const lines = below(starterSpec("first", "s"), "layers");
  const lists = lines.filter((line) => line.startsWith("# "))
    .map((line) => line.split(": one of ")[0]);
  assertEquals(
    lists,
    ["# type", "# activation", "# initializer", "# biasInitializer"],
  );
  assertEquals(
    lines[0],
    "# type: one of dense, conv2d, maxPool2d, avgPool2d, flatten, batchNorm, layerNorm.",
  );
});

Deno.test("starterSpec() has the layers of its type, and the shape and classes of a folder", async (t) => {
  await t.step("dense", () => {
    const { layers, learningRate, loss, epochs, dataset } = parseSpec(
      starterSpec("first", "s"),
    );
    assertEquals(
      layers.map((layer) =>
        layer.type === "dense" && [layer.units, layer.activation]
      ),
      [[64, "relu"], [10, "softmax"]],
    );
    assertEquals([dataset, learningRate, loss.type, epochs], [
      "digits",
      0.1,
      "crossEntropy",
      20,
    ]);
  });
  await t.step("a folder of color images", () => {
    const images = { folder: "my shots", shape: [8, 10, 3], classes: 4 };
    const text = starterSpec("first", "s", "conv", "percept", images);
    const { layers, inputs, dataset } = parseSpec(text);
    assertEquals(layers.map((layer) => layer.type), [
      "conv2d",
      "maxPool2d",
      "flatten",
      "dense",
    ]);
    assertEquals(inputs.shape, [8, 10, 3]);
    assertEquals(dataset, { folder: "my shots", test: 0.2 });
    const last = layers.at(-1)!;
    assertEquals(last.type === "dense" && last.units, 4);
    assertEquals(text.split("\n")[2], "#   percept train first.yaml");
  });
});
