import {
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import {
  compile,
  DivergenceError,
  encodeModel,
  frame64,
  type SpecInput,
} from "../../mod.ts";
import { inputs, labels, small } from "./_xor.ts";

Deno.test("train() continues from the current weights", async () => {
  const mlp = compile(small), start = mlp.parameters;
  const before = mlp.predict(inputs);
  const { loss: first } = await mlp.train(inputs, labels);
  const once = mlp.parameters;
  assertNotEquals(once, start);
  assertNotEquals(
    mlp.predict(inputs),
    before,
    "it predicts with what it learned",
  );
  const { loss: second } = await mlp.train(inputs, labels);
  assertNotEquals(mlp.parameters, once);
  assertNotEquals(second, first);
  const again = compile(small);
  await again.train(inputs, labels);
  assertEquals(again.parameters, once);
});

Deno.test("train() does not change the caller's arrays", async () => {
  const [x, y] = [inputs.data.slice(), labels.data.slice()];
  await compile(small).train(inputs, labels);
  assertEquals([inputs.data, labels.data], [x, y]);
});

Deno.test("train() keeps the weights at the time of the stop", async () => {
  const mlp = compile(small), start = mlp.parameters;
  const stop = new AbortController(), reason = new Error("enough");
  const error = await assertRejects(() =>
    mlp.train(inputs, labels, {
      signal: stop.signal,
      onEpoch: () => stop.abort(reason),
    })
  );
  assertStrictEquals(error, reason);
  const one = compile({ ...small, epochs: 1 });
  await one.train(inputs, labels);
  assertEquals(mlp.parameters, one.parameters);
  assertNotEquals(mlp.parameters, start);
});

Deno.test("train() restores the weights from before an epoch that diverged", async (t) => {
  for (const precision of ["float32", "float64"] as const) {
    await t.step(precision, async () => {
      const steep: SpecInput = {
        ...small,
        precision,
        layers: [{ units: 1, activation: "identity" }],
        learningRate: 1e9,
        batchSize: 4,
        epochs: 100,
      };
      const mlp = compile(steep);
      const { epoch, batch, learningRate } = await assertRejects(
        () => mlp.train(inputs, labels),
        DivergenceError,
      );
      assertEquals([batch, learningRate], [1, 1e9]);
      assertEquals(epoch > 2, true); // each step multiplies the weights by about 1e9
      const shorter = compile({ ...steep, epochs: epoch - 1 });
      await shorter.train(inputs, labels);
      assertEquals(mlp.parameters, shorter.parameters);
      assertEquals(mlp.parameters.every(Number.isFinite), true);
    });
  }
});

Deno.test("two runs of a spec give the same model to the bit, and another seed gives a different model", async (t) => {
  const run = async (spec: SpecInput) => {
    const mlp = compile(spec);
    const { loss } = await mlp.train(
      frame64([[0, 0], [1, 1]]),
      frame64([[0], [1]]),
    );
    return { loss, model: await encodeModel(mlp) };
  };
  for (const precision of ["float32", "float64"] as const) {
    await t.step(precision, async () => {
      const one = await run({ ...small, precision, seed: 1 });
      assertEquals(await run({ ...small, precision, seed: 1 }), one);
      const other = await run({ ...small, precision, seed: 2 });
      assertNotEquals(other.loss, one.loss);
      assertNotEquals(other.model, one.model);
    });
  }
});
