import { assertEquals } from "@std/assert";
import {
  type Checkpoint,
  compile,
  type Engine,
  type Frame,
  reference,
  type SpecInput,
  wasm,
} from "../../mod.ts";
import {
  decodeCheckpoint,
  encodeCheckpoint,
} from "../../lib/mlp/checkpoint.ts";
import { random } from "../../lib/random.ts";

const optimizers = [
  { type: "sgd", momentum: 0.9, nesterov: true },
  { type: "adam" },
  { type: "adamw", decay: 0.1 },
  { type: "rmsprop" },
] as const;

/**
 * A spec with all features that have a state or depend on the epoch: moments,
 * dropout masks, clipping, regularization, a schedule.
 */
const specOf = (optimizer: SpecInput["optimizer"]): SpecInput => ({
  ...{ name: "all", seed: 4, batchSize: 4, epochs: 3, optimizer },
  layers: [
    { units: 9, activation: "gelu", dropout: 0.4 },
    { units: 5, activation: "tanh", dropout: 0.2 },
    { units: 3, activation: "softmax" },
  ],
  loss: "crossEntropy",
  clip: { norm: 0.5, value: 0.2 },
  regularization: { l1: 1e-4, l2: 1e-3, maxNorm: 2 },
  learningRate: { type: "cosine", rate: 0.05, warmup: 1 },
});

function examples(): { inputs: Frame; labels: Frame } {
  const chance = random(2, "going on"), rows = 22;
  const inputs = Float32Array.from({ length: rows * 6 }, () => chance.normal());
  const labels = new Float32Array(rows * 3);
  for (let r = 0; r < rows; r++) labels[3 * r + chance.below(3)] = 1;
  return {
    inputs: { rows, columns: 6, data: inputs },
    labels: { rows, columns: 3, data: labels },
  };
}

/**
 * Trains and saves a checkpoint after every epoch, and resumes from its bytes
 * with a new network.
 */
async function inParts(spec: SpecInput, engine: Engine) {
  const { inputs, labels } = examples();
  let from: Checkpoint | undefined;
  for (;;) {
    const mlp = compile(spec, { inputs: 6, engine });
    const stop = new AbortController();
    let bytes: Uint8Array | undefined;
    const run = mlp.train(inputs, labels, {
      from,
      signal: stop.signal,
      onEpoch: ({ epoch }) => epoch < 3 && stop.abort("enough"),
      onCheckpoint: async (checkpoint) => {
        bytes = await encodeCheckpoint(checkpoint, mlp.plan, "{}");
      },
    });
    if (from?.figures.length === 2) {
      await run;
      return mlp.parameters;
    }
    assertEquals(await run.catch((reason) => reason), "enough");
    from = await decodeCheckpoint(bytes!, mlp.plan, "{}");
  }
}

for (const engine of [reference, wasm]) {
  Deno.test(`${engine.name} resumes from a checkpoint to the same bits, with momentum, dropout, clipping and a schedule`, async (t) => {
    for (const optimizer of optimizers) {
      await t.step(optimizer.type, async () => {
        const { inputs, labels } = examples(), spec = specOf(optimizer);
        const whole = compile(spec, { inputs: 6, engine });
        await whole.train(inputs, labels);
        assertEquals(await inParts(spec, engine), whole.parameters);
      });
    }
  });
}
