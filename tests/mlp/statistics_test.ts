import { assertEquals, assertThrows } from "@std/assert";
import { engines } from "../../lib/engine/mod.ts";
import { frame } from "../../lib/frame.ts";
import { layerParameters, layerTensors } from "../../lib/mlp/layers.ts";
import {
  decodeCheckpoint,
  encodeCheckpoint,
} from "../../lib/mlp/checkpoint.ts";
import { type Plan, planNetwork } from "../../lib/network/mod.ts";
import { ModelError } from "../../mod.ts";

/** A 2-1 network whose only layer has two numbers that are not trained. */
function planned(momentum = 0): Plan {
  const plan = planNetwork({
    layers: [{
      name: "output",
      type: "dense",
      units: 1,
      activation: "identity",
      initializer: "lecunNormal",
      biasInitializer: "zeros",
    }],
    loss: { type: "mse", reduction: "mean" },
    batchSize: 1,
    optimizer: { type: "sgd", momentum, nesterov: false },
    precision: "float32",
  }, 2);
  const [layer] = plan.layers;
  const runningMean = {
    ...layer.tensors[0],
    ...{ name: "runningMean", shape: [2], offset: plan.parameters },
  };
  return {
    ...plan,
    size: plan.parameters + 2,
    layers: [{ ...layer, statistics: [runningMean] }],
  };
}

const numbers = Float32Array.of(1, 2, 3, 40, 50);
const inputs = frame([[1, 2]]), targets = frame([[3]]);

Deno.test("running means and variances are saved with the parameters of their layer", () => {
  const plan = planned(), tensors = layerTensors(plan, numbers);
  assertEquals([...tensors.keys()], [
    "output.weights",
    "output.biases",
    "output.runningMean",
  ]);
  assertEquals(
    tensors.get("output.runningMean")?.data,
    Float32Array.of(40, 50),
  );
  assertEquals(layerParameters(plan, tensors), numbers);
  tensors.delete("output.runningMean");
  assertThrows(
    () => layerParameters(plan, tensors),
    ModelError,
    "output.runningMean must be float32 of shape [2]: found no such tensor",
  );
});

Deno.test("running means and variances are in checkpoints, including the weights of the best epoch", async () => {
  const plan = planned(0.9);
  const checkpoint = {
    figures: [],
    sums: { loss: 0, correct: 0, examples: 0 },
    elapsedMs: 1,
    parameters: numbers,
    state: { steps: 3, moments: [numbers.slice(0, 3)] },
    best: numbers.map((x) => -x),
  };
  const bytes = await encodeCheckpoint(checkpoint, plan, "{}");
  assertEquals(await decodeCheckpoint(bytes, plan, "{}"), checkpoint);
});

Deno.test("every engine trains only the parameters, not the running means and variances", () => {
  for (const { name, program: make } of engines) {
    const plan = planned();
    const program = make(plan, numbers, { inputs, targets });
    assertEquals(program.parameters(), numbers, name);
    const { gradient } = program.gradient(Uint32Array.of(0)) as {
      gradient: Float32Array;
    };
    assertEquals([...gradient], [10, 20, 10], name); // dz = 2 (1 + 4 + 3 - 3)
    const sums = { loss: 0, correct: 0, examples: 0 };
    program.train(Uint32Array.of(0), 0.5, sums);
    assertEquals([...program.parameters() as Float32Array], [
      ...[1 - 5, 2 - 10, 3 - 5],
      ...[40, 50],
    ], name);
    program.write({ parameters: Float32Array.of(1, 1, 1, 7, 8) });
    assertEquals([...program.parameters() as Float32Array], [1, 1, 1, 7, 8]);
    program.close();
  }
});
