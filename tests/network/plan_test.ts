import {
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertNotEquals,
} from "@std/assert";
import {
  allocate,
  initialParameters,
  planNetwork,
} from "../../lib/network/mod.ts";
import type { DenseSpec, LayerSpec, Precision } from "../../mod.ts";

const dense: Omit<DenseSpec, "name" | "units"> = {
  type: "dense",
  activation: "sigmoid",
  initializer: "lecunNormal",
  biasInitializer: "zeros",
};

function layer(name: string, units: number, rest?: Partial<DenseSpec>) {
  return { ...dense, name, units, ...rest };
}

function plan(
  layers: LayerSpec[],
  inputs: number,
  precision: Precision = "float64",
) {
  const loss = { type: "mse", reduction: "mean" } as const;
  return planNetwork({ layers, loss, batchSize: 7, precision }, inputs);
}

Deno.test("planNetwork() stores layers one after another, each with its biases at the end", async (t) => {
  await t.step("784-300-10", () => {
    const { layers, ...rest } = plan(
      [layer("hidden1", 300), layer("output", 10, { activation: "relu" })],
      784,
    );
    assertEquals(rest, {
      inputs: 784,
      outputs: 10,
      parameters: 238_510, // 784 * 300 + 300 + 300 * 10 + 10
      size: 238_510,
      work: 238_200,
      optimizer: { type: "sgd", momentum: 0, nesterov: false },
      ...{ clip: undefined, regularization: undefined, seed: 1 },
      loss: { type: "mse", reduction: "mean" },
      batchSize: 7,
      precision: "float64",
    });
    const tensors = layers.flatMap(({ tensors }) => tensors)
      .map(({ name, shape, offset }) => [name, shape, offset]);
    assertEquals(tensors, [
      ["weights", [784, 300], 0],
      ["biases", [300], 235_200],
      ["weights", [300, 10], 235_500],
      ["biases", [10], 238_500],
    ]);
    const blocks = layers.map(({ offset, rows, columns }) => [
      ...[offset, rows, columns],
    ]);
    assertEquals(blocks, [[0, 785, 300], [235_500, 301, 10]]);
    assertEquals(layers.map(({ activation }) => activation), [
      "sigmoid",
      "relu",
    ]);
  });
  await t.step("2-1", () => {
    const { layers, parameters } = plan([layer("output", 1)], 2);
    assertEquals(layers.map(({ offset, rows }) => [offset, rows]), [[0, 3]]);
    assertEquals(parameters, 3);
  });
  await t.step("3-5-2-4", () => {
    const { layers, parameters } = plan(
      [layer("a", 5), layer("b", 2), layer("c", 4)],
      3,
    );
    assertEquals(
      layers.map(({ input, offset, rows, columns }) => [
        ...[...input, offset, rows, columns],
      ]),
      [[3, 0, 4, 5], [5, 20, 6, 2], [2, 32, 3, 4]],
    );
    assertEquals(parameters, 44);
  });
});

/** The initial parameters of a 3-2-2 network whose biases are random, too. */
function start(seed: number, names = ["hidden1", "output"]) {
  const layers = names.map((name) =>
    layer(name, 2, { biasInitializer: "uniform" })
  );
  return initialParameters(plan(layers, 3), seed);
}

Deno.test("initialParameters() depends only on the seed", async (t) => {
  await t.step("with the same seed", () => assertEquals(start(1), start(1)));
  await t.step(
    "with other names of layers",
    () => assertEquals(start(1, ["a", "b"]), start(1)),
  );
  for (const seed of [0, 2, 1 + 2 ** 32, 2 ** 53 - 1]) {
    await t.step(`seed ${seed}`, () => {
      const [one, other] = [start(1), start(seed)];
      one.forEach((value, p) => assertNotEquals(value, other[p]));
    });
  }
});

Deno.test("initialParameters() draws a different number for each parameter", () => {
  const found = start(1);
  assertEquals(found.length, 14); // (3 + 1) * 2 + (2 + 1) * 2
  assertEquals(new Set(found).size, 14);
});

Deno.test("initialParameters() draws weights and biases from separate streams", () => {
  const layers = [layer("a", 50, {
    initializer: "heUniform", // from -1 to 1, since there are 6 inputs
    biasInitializer: "uniform",
  })];
  const all = [...initialParameters(plan(layers, 6), 1)];
  const biases = all.slice(300);
  for (const weight of all.slice(0, 300)) {
    for (const bias of biases) {
      assertNotEquals(Math.fround((weight + 1) / 2), Math.fround(bias));
    }
  }
});

Deno.test("initialParameters() gives a layer the same weights, independent of the layers after it", () => {
  const layers = [layer("a", 2), layer("b", 3)];
  const short = initialParameters(plan(layers.slice(0, 1), 3), 1);
  const long = initialParameters(plan(layers, 3), 1);
  assertEquals(long.slice(0, 8), short);
});

Deno.test("initialParameters() uses initializer for weights and biasInitializer for biases", () => {
  const layers = [layer("a", 2), layer("b", 3, { biasInitializer: "uniform" })];
  const found = initialParameters(plan(layers, 3), 1);
  assertEquals([...found.slice(6, 8)], [0, 0]);
  found.slice(0, 6).forEach((weight) => assertNotEquals(weight, 0));
  const biases = found.slice(14, 17);
  biases.forEach((bias) => assertEquals(bias > 0 && bias < 1, true));
});

Deno.test("initialParameters() rounds the same numbers to the precision", () => {
  const layers = [layer("a", 20)];
  const wide = initialParameters(plan(layers, 3, "float64"), 1);
  const narrow = initialParameters(plan(layers, 3, "float32"), 1);
  assertInstanceOf(wide, Float64Array);
  assertInstanceOf(narrow, Float32Array);
  assertEquals(narrow, Float32Array.from(wide));
});

Deno.test("allocate() makes a zero-filled array in the given precision", () => {
  assertEquals(allocate({ precision: "float32" }, 3), new Float32Array(3));
  assertEquals(allocate({ precision: "float64" }, 3), new Float64Array(3));
});

/** The mean and variance of numbers, and the largest absolute number. */
function moments(numbers: ArrayLike<number>) {
  const all = Float64Array.from(numbers);
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
  const squares = all.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const furthest = all.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return { mean, variance: squares / all.length, furthest };
}

/** The variance of each initializer in its paper, for I inputs and O units. */
const variances: [
  name: DenseSpec["initializer"],
  variance: (I: number, O: number) => number,
  kind: "normal" | "uniform",
][] = [
  ["lecunNormal", (I) => 1 / I, "normal"],
  ["glorotUniform", (I, O) => 2 / (I + O), "uniform"],
  ["glorotNormal", (I, O) => 2 / (I + O), "normal"],
  ["heNormal", (I) => 2 / I, "normal"],
  ["heUniform", (I) => 2 / I, "uniform"],
];

Deno.test("initializers have mean 0 and the variance of their papers, within 4 standard deviations", async (t) => {
  for (const [initializer, variance, kind] of variances) {
    for (const [I, O] of [[300, 100], [50, 800]]) {
      await t.step(`${initializer}, ${I} inputs and ${O} units`, () => {
        const layers = [layer("a", O, { initializer })], count = I * O;
        const all = initialParameters(plan(layers, I), 1);
        const found = moments(all.subarray(0, count));
        const expected = variance(I, O);
        assertLess(Math.abs(found.mean), 4 * Math.sqrt(expected / count));
        const spread = kind === "normal" ? 2 : 4 / 5; // the variance of the squares
        assertLess(
          Math.abs(found.variance / expected - 1),
          4 * Math.sqrt(spread / count),
        );
        const ends = Math.sqrt(3 * expected); // of a uniform distribution
        if (kind === "normal") assertLess(2 * ends, found.furthest);
        else assertLess(found.furthest, ends);
      });
    }
  }
});

Deno.test("uniform biases have mean 1/2 and variance 1/12 within 4 deviations", () => {
  const count = 30_000;
  const layers = [layer("a", count, { biasInitializer: "uniform" })];
  const all = initialParameters(plan(layers, 1), 1);
  const { mean, variance } = moments(all.subarray(count));
  assertLess(Math.abs(mean - 1 / 2), 4 * Math.sqrt(1 / 12 / count));
  const deviation = Math.sqrt((1 / 80 - 1 / 144) / count);
  assertLess(Math.abs(variance - 1 / 12), 4 * deviation);
});
