import { assertAlmostEquals, assertEquals } from "@std/assert";
import { layerOutputs } from "../../../lib/engine/mod.ts";
import { frame64 } from "../../../lib/frame.ts";
import { compile } from "../../../mod.ts";

/**
 * By hand, of the image 1 2 / 3 4 in two layers:
 *
 *   pool    the largest of the window   4
 *   norm    2 (4 - 1) / sqrt(8.75 + 0.25) + 5 = 7, and relu keeps it
 *   dense   3 * 7 + 1 = 22, nothing dropped, and once more 1 * 22
 */
Deno.test("layerOutputs() gives the outputs of each layer, with the running means of batchNorm", () => {
  const mlp = compile({
    name: "image",
    inputs: { shape: [2, 2, 1] },
    layers: [
      { type: "maxPool2d" },
      { type: "batchNorm", activation: "relu", epsilon: 0.25 },
      { type: "flatten", name: "row" },
      { units: 1, activation: "identity", dropout: 0.5 },
      { units: 1, activation: "identity" },
    ],
    batchSize: 7,
    learningRate: 1,
    epochs: 1,
    precision: "float64",
  });
  const numbers = [
    ...[2, 5], // gamma, beta
    ...[3, 1], // weight, bias
    ...[1, 0],
    ...[1, 8.75], // running mean and variance
  ];
  const { x, outputs } = layerOutputs(
    mlp.plan,
    Float64Array.from(numbers),
    frame64([[1, 2, 3, 4]]),
  );
  assertEquals([...x], [1, 2, 3, 4]);
  const found = outputs.map((a) => [...a]);
  assertEquals(found.map(({ length }) => length), [1, 1, 1, 1, 1]);
  [4, 7, 7, 22, 22].forEach((expected, l) =>
    assertAlmostEquals(found[l][0], expected, 1e-14)
  );
});
