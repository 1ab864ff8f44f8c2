import {
  assertAlmostEquals,
  assertEquals,
  assertInstanceOf,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  checkSpec,
  compile,
  type CompileOptions,
  type Frame,
  frame,
  reference,
  ShapeError,
  type SpecInput,
} from "../../mod.ts";
import { inputs, labels, small } from "./_xor.ts";

Deno.test("compile() makes the same network from a checked spec and from an object", () => {
  const mlp = compile(small);
  assertEquals(mlp.spec, checkSpec(small));
  assertEquals(compile(mlp.spec).spec, mlp.spec);
  assertEquals([mlp.plan.inputs, mlp.plan.outputs], [2, 1]);
  assertEquals(mlp.parameters.length, 13); // (2 + 1) * 3 + (3 + 1) * 1
  assertEquals(compile(mlp.spec).parameters, mlp.parameters);
});

Deno.test("compile() finds the number of inputs in the option, the dataset or the spec", async (t) => {
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
});

Deno.test("compile() explains how to give the number of inputs if it is missing", () => {
  const { inputs: _, ...bare } = small;
  const file = { images: "a", labels: "b" };
  assertThrows(
    () => compile(bare),
    ShapeError,
    "the number of inputs is missing, since the spec has no dataset; write compile(spec, { inputs: 2 })",
  );
  assertThrows(
    () => compile({ ...bare, dataset: { idx: { train: file } } }),
    ShapeError,
    "the number of inputs is missing, since the files of the data set are not loaded; write compile(spec, { data: await loadDataset(spec) })",
  );
  assertThrows(
    () => compile(small, 2 as never),
    TypeError,
    "the second argument of compile must be an object, such as { inputs: 2 }: found 2",
  );
  assertEquals(compile(bare, { inputs: 2 }).plan.inputs, 2);
});

Deno.test("train() explains how to write classes as one-hot rows", async () => {
  const mlp = compile({ ...small, layers: [{ units: 3 }] });
  const classes = [2, 0, 1, 2];
  const column = frame(classes.map((c) => [c]));
  await assertRejects(
    () => mlp.train(inputs, column),
    ShapeError,
    "labels must have 3 columns, one for each output of the network: found 1; write classes as one-hot rows: " +
      "frame(classes.map((c) => Array.from({ length: 3 }, (_, o) => Number(o === c))))",
  );
  const rows = frame(
    classes.map((c) => Array.from({ length: 3 }, (_, o) => Number(o === c))),
  );
  await mlp.train(inputs, rows);
});

Deno.test("compile() refuses an invalid number of threads", () => {
  for (const threads of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(
      () => compile(small, { threads }),
      RangeError,
      `threads must be a whole number of at least 1: found ${threads}`,
    );
  }
});

Deno.test("compile() draws initial weights from the seed", () => {
  const start = (seed: number) => compile({ ...small, seed }).parameters;
  assertEquals(start(7), start(7));
  assertNotEquals(start(7), start(8));
});

Deno.test("parameters are a copy", () => {
  const mlp = compile(small), before = mlp.parameters;
  mlp.parameters.fill(0);
  assertEquals(mlp.parameters, before);
});

Deno.test("predict() equals a forward pass written in this test, within 1e-6", () => {
  const mlp = compile({
    ...small,
    layers: [
      { units: 3, activation: "tanh", biasInitializer: "uniform" },
      { units: 1 },
    ],
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

Deno.test("predict() gives a row the same prediction, alone or with other rows", () => {
  const mlp = compile(small);
  const all = mlp.predict(inputs);
  const alone = [0, 1, 2, 3].map((row) => {
    const data = inputs.data.slice(2 * row, 2 * row + 2);
    return mlp.predict({ rows: 1, columns: 2, data }).data[0];
  });
  assertEquals(alone, [...all.data]);
});

Deno.test("predict() gives a row the same bits with kernels that skip zeros and with those that do not", () => {
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
  const answer = skips.predict(sparse); // the first rows determine the kernels
  const takesAll = compile(spec, { inputs: 784 });
  takesAll.predict(dense);
  assertEquals(takesAll.predict(sparse), answer);
});

Deno.test("train() and predict() refuse frames of the wrong shape", async (t) => {
  const mlp = compile(small);
  const short: Frame = { rows: 4, columns: 2, data: new Float32Array(7) };
  const empty: Frame = { rows: 0, columns: 2, data: new Float32Array() };
  const noLabels: Frame = { rows: 0, columns: 1, data: new Float32Array() };
  const cases: [name: string, x: Frame, y: Frame, message: string][] = [
    [
      "wide inputs",
      frame([[1, 2, 3]]),
      frame([[1]]),
      "inputs must have 2 columns, one for each input of the network: found 3; pass inputs with 2 columns, or write compile(spec, { inputs: 3 })",
    ],
    [
      "too few numbers",
      short,
      labels,
      "inputs.data must have 8 numbers, for 4 rows of 2 columns: found 7",
    ],
    [
      "wide labels",
      inputs,
      inputs,
      "labels must have 1 column, one for each output of the network: found 2; write units: 2 in the last layer",
    ],
    [
      "too few labels",
      inputs,
      frame([[1]]),
      "labels must have 4 rows, one for each example: found 1 row",
    ],
    [
      "labels with too few numbers",
      inputs,
      { rows: 4, columns: 1, data: new Float32Array(3) },
      "labels.data must have 4 numbers, for 4 rows of 1 column: found 3",
    ],
    [
      "no rows",
      empty,
      noLabels,
      "there must be at least one example to train on: found 0 examples",
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
      "inputs must have 2 columns, one for each input of the network: found 3; pass inputs with 2 columns, or write compile(spec, { inputs: 3 })",
    );
  });
  await t.step("predict, too few numbers", () => {
    assertThrows(() => mlp.predict(short), ShapeError, "must have 8 numbers");
  });
  await t.step("predict, no rows", () => {
    assertEquals(mlp.predict(empty).rows, 0);
  });
});

Deno.test("compile() uses the given engine", async () => {
  const asked: string[] = [];
  const engine: typeof reference = {
    ...reference,
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

Deno.test("train(), predict() and evaluate() refuse arguments that are not frames, with a clear message", async (t) => {
  const mlp = compile(small), list = [[0, 1]] as unknown as Frame;
  for (const given of [list, undefined as unknown as Frame]) {
    await t.step(given ? "a list" : "nothing", async () => {
      const message = " must be a frame";
      assertThrows(() => mlp.predict(given), TypeError, `inputs${message}`);
      assertThrows(() => mlp.evaluate(given, labels), TypeError, message);
      assertThrows(() => mlp.evaluate(inputs, given), TypeError, message);
      await assertRejects(() => mlp.train(given, labels), TypeError, message);
      await assertRejects(() => mlp.train(inputs, given), TypeError, message);
    });
  }
});

Deno.test("predictRow() names the first cell that is not a number, or the wrong number of cells", () => {
  const mlp = compile(small);
  const found = (row: unknown) => {
    const predict = () => mlp.predictRow(row as number[]);
    return assertThrows(predict, Error).message.split(": found ")[1];
  };
  assertEquals(found(["x", 1]), '"x"');
  assertEquals(found([1, "y"]), '"y"');
  assertEquals(found(["", 1]), '""');
  assertEquals(found([1, NaN]), "NaN");
  assertEquals(found([1, 2, 3]), "3");
  assertEquals(found([]), "0");
  assertEquals(found({ a: 1 }), "an object");
  assertEquals(found(null), "nothing");
  assertEquals(mlp.predictRow(["1", 0]), mlp.predictRow([1, 0]));
});
