import { assertEquals, assertRejects } from "@std/assert";
import { compile, frame, ShapeError, type TrainOptions } from "../../mod.ts";
import { inputs, labels, small } from "./_xor.ts";

Deno.test("train() never trains on validation examples", async (t) => {
  const rows = Array.from({ length: 12 }, (_, b) => [b / 12, b % 5]);
  const targets = rows.map((_, b) => [b % 2]);
  const all = frame(rows), answers = frame(targets);
  const spec = {
    ...small,
    batchSize: 4,
    seed: 3,
    validation: { fraction: 0.3 },
  };
  const mlp = compile(spec);
  const result = await mlp.train(all, answers);
  // the validation examples are those rows whose change does not affect the
  // weights
  const change = async (b: number) => {
    const other = compile(spec);
    const changed = rows.with(b, [7, 7]);
    const { epochs } = await other.train(frame(changed), answers);
    const isLearned = `${other.parameters}` !== `${mlp.parameters}`;
    const isScored =
      epochs[0].validation!.loss !== result.epochs[0].validation!.loss;
    return { isLearned, isScored };
  };
  const seen = await Promise.all([...rows.keys()].map(change));
  assertEquals(seen.filter(({ isLearned }) => !isLearned).length, 4); // 0.3 x 12
  assertEquals(seen.every(({ isScored }) => isScored), true);
  assertEquals(result.epochs.map(({ count }) => count), [8, 8, 8]);

  await t.step(
    "validation examples that are passed as an argument give the same result",
    async () => {
      const held = [...rows.keys()].filter((b) => !seen[b].isLearned);
      const part = (those: number[]) => ({
        inputs: frame(those.map((b) => rows[b])),
        labels: frame(those.map((b) => targets[b])),
      });
      const { inputs, labels } = part(
        [...rows.keys()].filter((b) => seen[b].isLearned),
      );
      const other = compile({ ...spec, validation: undefined });
      const { epochs } = await other.train(inputs, labels, {
        validation: part(held),
      });
      assertEquals(other.parameters, mlp.parameters);
      assertEquals(
        epochs.map(({ validation }) => validation),
        result.epochs.map(({ validation }) => validation),
      );
    },
  );
  await t.step(
    "a fraction that is passed to train() works like that of the spec",
    async () => {
      const other = compile({ ...spec, validation: undefined });
      await other.train(all, answers, { validation: { fraction: 0.3 } });
      assertEquals(other.parameters, mlp.parameters);
    },
  );
});

Deno.test("train() refuses validation examples of the wrong shape", async () => {
  const train = (validation: TrainOptions["validation"]) =>
    compile({ ...small, earlyStopping: {} }).train(inputs, labels, {
      validation,
    });
  await assertRejects(
    () => train(undefined),
    TypeError,
    "earlyStopping on validationLoss needs validation examples; write",
  );
  await assertRejects(
    () => train({ inputs: frame([[1]]), labels }),
    ShapeError,
    "inputs must have 2 columns, one for each input of the network: found 1; pass inputs with 2 columns, or write compile(spec, { inputs: 1 })",
  );
  await assertRejects(
    () => train({ inputs, labels: frame([[1]]) }),
    ShapeError,
    "labels must have 4 rows, one for each example: found 1 row",
  );
});

Deno.test("train() refuses a validation fraction that is not between 0 and 1", async () => {
  const mlp = compile(
    { name: "a", layers: [{ units: 1 }], learningRate: 1, epochs: 1 },
    { inputs: 1 },
  );
  const rows = frame([[0], [1], [2], [3]]);
  for (const fraction of [0, 1, 1.5, -0.5, NaN]) {
    await assertRejects(
      async () => await mlp.train(rows, rows, { validation: { fraction } }),
      RangeError,
      `validation.fraction must be a number over 0 and under 1: found ${fraction}`,
    );
  }
});
