import { assertEquals, assertRejects } from "@std/assert";
import { compile, DivergenceError, frame, type SpecInput } from "../../mod.ts";
import { engineNamed } from "../../lib/engine/mod.ts";

/** Optimizers with a state that depends on each gradient. */
const OPTIMIZERS: readonly SpecInput["optimizer"][] = [
  { type: "sgd", momentum: 0.9 },
  { type: "sgd", momentum: 0.9, nesterov: true },
  "adam",
  "adamw",
  "rmsprop",
];

// relu turns NaN into 0. Therefore the loss stays finite, and only the gradient
// of the first layer, 0 times NaN, is NaN.
const INPUTS: Readonly<Record<string, number[][]>> = {
  "NaN in the last row": [[0, 1], [1, 0], [1, 1], [NaN, 1]],
  "NaN in the first column": [[NaN, 1], [NaN, 0], [NaN, 1], [NaN, 0]],
  "infinity times 0": [[-Infinity, -Infinity], [1, 0], [1, 1], [0, 1]],
};

for (const engine of ["wasm", "reference"]) {
  for (const clip of [undefined, { value: 1 }, { norm: 1 }]) {
    const cut = clip ? ` clipped by ${Object.keys(clip)}` : "";
    Deno.test(`a gradient of NaN${cut} ends the run on the ${engine} engine under each optimizer`, async (t) => {
      for (const optimizer of OPTIMIZERS) {
        for (const [name, rows] of Object.entries(INPUTS)) {
          await t.step(`${JSON.stringify(optimizer)}, ${name}`, async () => {
            const mlp = compile({
              name: "nan",
              layers: [{ units: 4, activation: "relu" }, { units: 1 }],
              loss: "mse",
              optimizer,
              ...(clip && { clip }),
              learningRate: 0.1,
              epochs: 2,
            }, { inputs: 2, engine: engineNamed(engine) });
            const before = mlp.parameters.slice();
            await assertRejects(
              () => mlp.train(frame(rows), frame([[0], [1], [1], [0]])),
              DivergenceError,
              "found NaN or infinity at epoch 1",
            );
            assertEquals(mlp.parameters, before);
          });
        }
      }
    });
  }
}
