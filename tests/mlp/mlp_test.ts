import {
  assertAlmostEquals,
  assertEquals,
  assertInstanceOf,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  checkSpec,
  compile,
  type CompileOptions,
  DivergenceError,
  encodeModel,
  type Frame,
  frame,
  frame64,
  reference,
  ShapeError,
  SpecError,
  type SpecInput,
  type TrainOptions,
} from "../../mod.ts";

/** A 2-3-1 network for the rows of XOR. */
const small: SpecInput = {
  name: "small",
  inputs: { units: 2 },
  layers: [{ units: 3, activation: "tanh" }, { units: 1 }],
  learningRate: 0.5,
  batchSize: 2,
  epochs: 3,
};
const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
const labels = frame([[0], [1], [1], [0]]);

Deno.test("compile() lays out what the spec says, from either form of it", () => {
  const mlp = compile(small);
  assertEquals(mlp.spec, checkSpec(small));
  assertEquals(compile(mlp.spec).spec, mlp.spec);
  assertEquals([mlp.plan.inputs, mlp.plan.outputs], [2, 1]);
  assertEquals(mlp.parameters.length, 13); // (2 + 1) * 3 + (3 + 1) * 1
  assertEquals(compile(mlp.spec).parameters, mlp.parameters);
});

Deno.test("compile() finds the width of an example where it is said", async (t) => {
  const { inputs: _, ...bare } = small;
  const rows = { inputs: [[1, 2, 3, 4, 5]], labels: [[1]] };
  const ten: SpecInput = { ...bare, layers: [{ units: 10 }] };
  const cases: [
    name: string,
    spec: SpecInput,
    options: CompileOptions,
    width: number,
  ][] = [
    ["in the spec", { ...bare, inputs: { units: 7 } }, {}, 7],
    ["beside it", bare, { inputs: 6 }, 6],
    ["beside it, over what it says", small, { inputs: 6 }, 6],
    ["in inline rows", { ...bare, batchSize: 1, dataset: rows }, {}, 5],
    ["in the catalogue", { ...ten, dataset: "digits" }, {}, 64],
    ["in the catalogue, larger", { ...ten, dataset: "mnist" }, {}, 784],
  ];
  for (const [name, spec, options, width] of cases) {
    await t.step(name, () => {
      assertEquals(compile(spec, options).plan.inputs, width);
    });
  }
  await t.step("nowhere", () => {
    assertThrows(() => compile(bare), SpecError, "dataset: must be given");
  });
});

Deno.test("compile() starts from the seed", () => {
  const start = (seed: number) => compile({ ...small, seed }).parameters;
  assertEquals(start(7), start(7));
  assertNotEquals(start(7), start(8));
});

Deno.test("parameters are a copy", () => {
  const mlp = compile(small), before = mlp.parameters;
  mlp.parameters.fill(0);
  assertEquals(mlp.parameters, before);
});

Deno.test("predict() gives forward propagation written out here, within 1e-6", () => {
  const mlp = compile({
    ...small,
    layers: [{ ...small.layers[0], biasInitializer: "uniform" }, { units: 1 }],
  });
  const [a, b, c, d, e, f, p, q, r, u, v, w, bias] = mlp.parameters;
  const expected = Array.from({ length: 4 }, (_, row) => {
    const [x, y] = inputs.data.subarray(2 * row, 2 * row + 2);
    const hidden = [p + a * x + d * y, q + b * x + e * y, r + c * x + f * y]
      .map(Math.tanh);
    const z = bias + u * hidden[0] + v * hidden[1] + w * hidden[2];
    return 1 / (1 + Math.exp(-z));
  });
  const found = mlp.predict(inputs);
  assertEquals([found.rows, found.columns], [4, 1]);
  found.data.forEach((x, row) => assertAlmostEquals(x, expected[row], 1e-6));
});

Deno.test("predict() has the precision of the spec", () => {
  assertInstanceOf(compile(small).predict(inputs).data, Float32Array);
  const wide = compile({ ...small, precision: "float64" });
  assertInstanceOf(wide.predict(inputs).data, Float64Array);
  assertInstanceOf(wide.parameters, Float64Array);
});

Deno.test("predict() answers each row alike, alone or among others", () => {
  const mlp = compile(small);
  const all = mlp.predict(inputs);
  const alone = [0, 1, 2, 3].map((row) => {
    const data = inputs.data.slice(2 * row, 2 * row + 2);
    return mlp.predict({ rows: 1, columns: 2, data }).data[0];
  });
  assertEquals(alone, [...all.data]);
});

Deno.test("predict() gives a row the same bits by kernels that skip zeros and by those that do not", () => {
  const spec: SpecInput = {
    name: "wide",
    layers: [{ units: 19, activation: "tanh" }, { units: 3 }],
    learningRate: 1,
    epochs: 1,
  };
  const sparse = {
    rows: 1,
    columns: 784,
    data: Float32Array.from({ length: 784 }, (_, i) => i % 13 ? 0 : 1 / i),
  };
  sparse.data[0] = 0.3;
  const dense = { ...sparse, data: sparse.data.map((x) => x + 1) };
  const skips = compile(spec, { inputs: 784 });
  const answer = skips.predict(sparse); // the first rows choose the kernels
  const takesAll = compile(spec, { inputs: 784 });
  takesAll.predict(dense);
  assertEquals(takesAll.predict(sparse), answer);
});

Deno.test("train() goes on from where the network stands", async () => {
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

Deno.test("train() leaves the caller's arrays as they were", async () => {
  const [x, y] = [inputs.data.slice(), labels.data.slice()];
  await compile(small).train(inputs, labels);
  assertEquals([inputs.data, labels.data], [x, y]);
});

Deno.test("train() and predict() refuse what does not fit", async (t) => {
  const mlp = compile(small);
  const short: Frame = { rows: 4, columns: 2, data: new Float32Array(7) };
  const empty: Frame = { rows: 0, columns: 2, data: new Float32Array() };
  const noLabels: Frame = { rows: 0, columns: 1, data: new Float32Array() };
  const cases: [name: string, x: Frame, y: Frame, message: string][] = [
    [
      "wide inputs",
      frame([[1, 2, 3]]),
      frame([[1]]),
      "inputs must be rows of 2: found rows of 3",
    ],
    [
      "too few numbers",
      short,
      labels,
      "4 rows of 2 must be 8 numbers: found 7",
    ],
    [
      "wide labels",
      inputs,
      inputs,
      "labels must be 4 rows of 1: found 4 rows of 2",
    ],
    [
      "too few labels",
      inputs,
      frame([[1]]),
      "labels must be 4 rows of 1: found 1 rows of 1",
    ],
    [
      "labels with too few numbers",
      inputs,
      { rows: 4, columns: 1, data: new Float32Array(3) },
      "4 rows of 1 must be 4 numbers: found 3",
    ],
    [
      "no rows",
      empty,
      noLabels,
      "there must be at least one example to learn from: found none",
    ],
  ];
  for (const [name, x, y, message] of cases) {
    await t.step(`train, ${name}`, async () => {
      await assertRejects(() => mlp.train(x, y), ShapeError, message);
    });
  }
  await t.step("predict, wide inputs", () => {
    assertThrows(
      () => mlp.predict(frame([[1, 2, 3]])),
      ShapeError,
      "inputs must be rows of 2: found rows of 3",
    );
  });
  await t.step("predict, too few numbers", () => {
    assertThrows(() => mlp.predict(short), ShapeError, "must be 8 numbers");
  });
  await t.step("predict, no rows", () => {
    assertEquals(mlp.predict(empty).rows, 0);
  });
});

Deno.test("train() gives the weights back that it had when it was stopped", async () => {
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

Deno.test("train() gives the weights back from before an epoch that diverged", async (t) => {
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
      assertEquals(epoch > 2, true); // a step is worth nine or so digits
      const shorter = compile({ ...steep, epochs: epoch - 1 });
      await shorter.train(inputs, labels);
      assertEquals(mlp.parameters, shorter.parameters);
      assertEquals(mlp.parameters.every(Number.isFinite), true);
    });
  }
});

Deno.test("the engine that is given does the arithmetic", async () => {
  const asked: string[] = [];
  const engine: typeof reference = {
    name: "listening",
    program(plan, parameters, examples) {
      asked.push(examples ? "learn" : "predict");
      return reference.program(plan, parameters, examples);
    },
  };
  const mlp = compile(small, { engine });
  await mlp.train(inputs, labels);
  mlp.predict(inputs);
  mlp.predict(inputs);
  assertEquals(asked, ["learn", "predict"]);
});

Deno.test("two runs of a spec give the same model to the bit, and another seed another", async (t) => {
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

Deno.test("train() never learns from what is held out", async (t) => {
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
  // the share that is held out, found again as the rows that nothing changes
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

  await t.step("handed over, it is scored as it is", async () => {
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
  });
  await t.step("a share given to train() is that of the spec", async () => {
    const other = compile({ ...spec, validation: undefined });
    await other.train(all, answers, { validation: { fraction: 0.3 } });
    assertEquals(other.parameters, mlp.parameters);
  });
});

Deno.test("train() refuses to validate on what does not fit", async () => {
  const train = (validation: TrainOptions["validation"]) =>
    compile({ ...small, earlyStopping: {} }).train(inputs, labels, {
      validation,
    });
  await assertRejects(
    () => train(undefined),
    TypeError,
    "earlyStopping on validationLoss must have examples to validate on, such as",
  );
  await assertRejects(
    () => train({ inputs: frame([[1]]), labels }),
    ShapeError,
    "inputs must be rows of 2: found rows of 1",
  );
  await assertRejects(
    () => train({ inputs, labels: frame([[1]]) }),
    ShapeError,
    "labels must be 4 rows of 1: found 1 rows of 1",
  );
});
