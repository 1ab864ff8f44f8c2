import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { compile, frame } from "../../mod.ts";

const spec = {
  name: "first",
  layers: [
    { name: "hidden", units: 3, activation: "tanh" },
    { name: "output", units: 2, activation: "softmax" },
  ],
  loss: "crossEntropy",
  learningRate: 0.5,
  epochs: 3,
} as const;
const [hidden, output] = spec.layers;

async function trained() {
  const mlp = compile(spec, { inputs: 2 });
  await mlp.train(frame([[0, 1], [1, 0]]), frame([[0, 1], [1, 0]]));
  return mlp;
}

Deno.test("compile() copies the weights of all layers from a network with the same spec", async () => {
  const initialize = await trained();
  const mlp = compile({ ...spec, seed: 7 }, { inputs: 2, initialize });
  assertEquals(mlp.parameters, initialize.parameters);
});

Deno.test("compile() copies the weights of layers that match, and initializes the others", async () => {
  const initialize = await trained();
  const layers = [hidden, { ...output, units: 3 }];
  const other = { ...spec, layers, seed: 7 };
  const mlp = compile(other, { inputs: 2, initialize });
  const fresh = compile(other, { inputs: 2 });
  const size = 2 * 3 + 3; // the weights and biases of the hidden layer
  assertEquals(
    mlp.parameters.slice(0, size),
    initialize.parameters.slice(0, size),
  );
  assertNotEquals(
    fresh.parameters.slice(0, size),
    initialize.parameters.slice(0, size),
  );
  assertEquals(mlp.parameters.slice(size), fresh.parameters.slice(size));
});

Deno.test("compile() converts copied weights to its precision", async () => {
  const initialize = await trained();
  const other = { ...spec, precision: "float64" } as const;
  const mlp = compile(other, { inputs: 2, initialize });
  assertEquals([...mlp.parameters], [...initialize.parameters]);
});

Deno.test("compile() refuses a model without a matching layer, and gives a reason for each layer", async () => {
  const initialize = await trained();
  const layers = [{ ...hidden, units: 4 }, { ...output, name: "answer" }];
  assertThrows(
    () => compile({ ...spec, layers }, { inputs: 2, initialize }),
    TypeError,
    "found no such layer; layer hidden has weights 2 x 4 in the spec, but weights 2 x 3 and biases 3 in the model, the model has no layer answer",
  );
});

Deno.test("compile() refuses a spec with initialize but no model, and suggests the right call", () => {
  assertThrows(
    () => compile({ ...spec, initialize: { from: "runs/a" } }, { inputs: 2 }),
    TypeError,
    'write compile(spec, { initialize: await loadModel("runs/a") })',
  );
});
