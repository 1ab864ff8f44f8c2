import { assertEquals } from "@std/assert";
import { checkSpec, parseSpec } from "../../mod.ts";
import { issuesOf } from "./_corpus.ts";

const base = { name: "a", dataset: "digits", learningRate: 1, epochs: 1 };

Deno.test("checkSpec() reads a layer without a type as dense, and other layers by their type", () => {
  const { layers } = checkSpec({
    ...base,
    layers: [{ type: "flatten" }, { units: 3 }, { units: 10, type: "dense" }],
  });
  assertEquals(layers.map(({ name, type }) => [name, type]), [
    ["hidden1", "flatten"],
    ["hidden2", "dense"],
    ["output", "dense"],
  ]);
  assertEquals(Object.keys(layers[0]), ["name", "type"]);
  assertEquals(Object.keys(layers[1]), [
    ...["name", "type", "units", "activation"],
    ...["initializer", "biasInitializer"],
  ]);
});

const types =
  "dense, conv2d, maxPool2d, avgPool2d, flatten, batchNorm, layerNorm";

Deno.test("checkSpec() reports a layer with a wrong type, or with fields of another type, once", async (t) => {
  const cases: [string, unknown[], string[]][] = [
    [
      "an unknown type, with any fields",
      [{ type: "conv3d", filters: 4, kernelSize: 3 }, { units: 10 }],
      [`layers[0].type: must be one of ${types}: found "conv3d", did you mean "conv2d"?`],
    ],
    [
      "a misspelled type",
      [{ type: "flaten" }, { units: 10 }],
      [
        `layers[0].type: must be one of ${types}: found "flaten", did you mean "flatten"?`,
      ],
    ],
    [
      "a field of another type",
      [{ type: "flatten", units: 4 }, { units: 10 }],
      [
        "layers[0].units: unknown key here: units needs type dense; write layers: [{ type: dense, units: 4 }, ...]",
      ],
    ],
    [
      "no units",
      [{}, { units: 10 }],
      ["layers[0].units: is missing; write the number of outputs"],
    ],
    [
      "a last layer without units",
      [{ units: 10 }, { type: "flatten" }],
      [
        "layers[1].type: must be dense, since the outputs of the last layer are the predictions: found flatten",
      ],
    ],
    [
      "a word instead of a layer",
      ["flatten", { units: 10 }],
      ['layers[0]: must be a mapping of keys to values: found "flatten"; write layers: [{ type: flatten }, ...]'],
    ],
  ];
  for (const [name, layers, expected] of cases) {
    await t.step(name, () => {
      const text = JSON.stringify({ ...base, layers });
      const issues = issuesOf(() => parseSpec(text));
      assertEquals(
        issues.map(({ path, message }) => `${path}: ${message}`),
        expected,
      );
    });
  }
});

Deno.test("checkSpec() refuses softmax on a single output", async (t) => {
  for (const loss of ["crossEntropy", "mse", undefined]) {
    await t.step(`${loss}`, () => {
      const spec = {
        ...base,
        dataset: { inputs: [[0], [1]], labels: [[0], [1]] },
        layers: [{ units: 1, activation: "softmax" }],
        ...(loss && { loss }),
      };
      const [{ path, message }] = issuesOf(() => checkSpec(spec));
      assertEquals(
        `${path}: ${message}`,
        "layers[0].units: must be at least 2, since the softmax of one unit is always 1: found 1",
      );
    });
  }
});
