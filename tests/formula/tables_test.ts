import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  activations,
  losses,
  lossScale,
  outputError,
} from "../../lib/formula/mod.ts";
import type { ActivationName, LossName } from "../../mod.ts";

Deno.test("activation functions have values worked by hand, within 1e-15", async (t) => {
  const cases: [name: ActivationName, z: number[], a: number[]][] = [
    ["identity", [-2, 0, 3.5], [-2, 0, 3.5]],
    // 1 / (1 + 1/3) = 3/4
    ["sigmoid", [0, Math.log(3), -Math.log(3)], [0.5, 0.75, 0.25]],
    ["sigmoid", [-1000, 1000], [0, 1]],
    // (3 - 1/3) / (3 + 1/3) = 4/5
    ["tanh", [0, Math.log(3), -1000], [0, 0.8, -1]],
    // 1.7159 tanh(log 3)
    ["scaledTanh", [0, 1.5 * Math.log(3), -1000], [0, 1.37272, -1.7159]],
    ["relu", [-2, -0, 0, 3], [0, 0, 0, 3]],
    ["leakyRelu", [-2, 0, 3], [-0.02, 0, 3]],
    // 1/2 - 1
    ["elu", [-Math.LN2, 0, 3, -1000], [-0.5, 0, 3, -1]],
    // Abramowitz and Stegun, table 26.1: P(1) = 0.841344746068543
    ["gelu", [1, -1], [0.841344746068543, 0.841344746068543 - 1]],
    ["gelu", [0, 40, -40], [0, 40, 0]],
    ["softplus", [Math.log(3), 1000, -1000], [2 * Math.LN2, 1000, 0]],
    ["softmax", [0, Math.log(2), Math.log(5)], [1 / 8, 2 / 8, 5 / 8]],
    ["softmax", [1000, 1000], [0.5, 0.5]],
    ["softmax", [-1000, 0], [0, 1]],
    ["softmax", [7], [1]],
  ];
  for (const [name, z, expected] of cases) {
    await t.step(`${name} of ${z}`, () => {
      const a = new Float64Array(z.length);
      activations[name].forward(Float64Array.from(z), a);
      a.forEach((x, o) => assertAlmostEquals(x, expected[o], 1e-15));
    });
  }
});

Deno.test("activation functions have derivatives worked by hand, within 1e-15", async (t) => {
  const cases: [
    name: ActivationName,
    z: number[],
    da: number[],
    dz: number[],
  ][] = [
    ["identity", [-2, 3], [5, 7], [5, 7]],
    ["sigmoid", [0, Math.log(3)], [1, 2], [1 / 4, 2 * 3 / 16]],
    ["tanh", [0, Math.log(3)], [1, 2], [1, 2 * 9 / 25]],
    // 1.7159 2/3 (1 - 16/25)
    ["scaledTanh", [0, 1.5 * Math.log(3)], [3, 3], [3.4318, 3.4318 * 9 / 25]],
    ["relu", [-2, 0, 3], [5, 5, 5], [0, 0, 5]],
    ["leakyRelu", [-2, 0, 3], [5, 5, 5], [0.05, 0.05, 5]],
    ["elu", [-Math.LN2, 3], [4, 4], [2, 4]],
    // table 26.1: P(1) + Z(1), Z(1) = 0.241970724519143
    ["gelu", [0, 1], [1, 1], [0.5, 0.841344746068543 + 0.241970724519143]],
    // a = 1/4, 3/4 and da = 1, 5: the mean of da, weighted with a, is 4; dz = a
    // (da - 4)
    ["softmax", [0, Math.log(3)], [1, 5], [-3 / 4, 3 / 4]],
  ];
  for (const [name, z, da, expected] of cases) {
    await t.step(`${name} at ${z}`, () => {
      const zs = Float64Array.from(z), a = new Float64Array(z.length);
      activations[name].forward(zs, a);
      const apart = new Float64Array(z.length);
      activations[name].backward(zs, a, Float64Array.from(da), apart);
      apart.forEach((x, o) => assertAlmostEquals(x, expected[o], 1e-15));
      const inPlace = Float64Array.from(da); // the form that layers use
      activations[name].backward(zs, a, inPlace, inPlace);
      assertEquals(inPlace, apart);
    });
  }
});

Deno.test("loss functions have values and gradients worked by hand, within 1e-15", async (t) => {
  const cases: [
    name: string,
    loss: LossName,
    z: number[],
    target: number[],
    value: number,
    slope: number[],
  ][] = [
    // 0.5^2 + 2^2 + 0 = 4.25; the gradient is twice the errors
    ["mse", "mse", [0.5, -1, 3], [0, 1, 3], 4.25, [1, -4, 0]],
    // 0.5^2 / 2 + (2 - 1/2) + 0
    ["huber", "huber", [0.5, -1, 3], [0, 1, 3], 1.625, [0.5, -1, 0]],
    ["huber where its forms meet", "huber", [1], [0], 0.5, [1]],
    // p = 3/4, 1/4: -log(3/4) - log(3/4); p - t
    [
      "binaryCrossEntropy",
      "binaryCrossEntropy",
      [Math.log(3), -Math.log(3)],
      [1, 0],
      2 * Math.log(4 / 3),
      [-1 / 4, 1 / 4],
    ],
    [
      "binaryCrossEntropy of sure mistakes",
      "binaryCrossEntropy",
      [1000, -1000],
      [0, 1],
      2000,
      [1, -1],
    ],
    // p = 1/4, 3/4: -log(3/4); p - t
    [
      "crossEntropy",
      "crossEntropy",
      [0, Math.log(3)],
      [0, 1],
      Math.log(4 / 3),
      [1 / 4, -1 / 4],
    ],
    // p = 1/2, 1/2 and the targets sum to 1.5: loss 1.5 log 2; the gradient is
    // 1.5 p - t
    [
      "crossEntropy whose targets do not sum to 1",
      "crossEntropy",
      [5, 5],
      [0.5, 1],
      1.5 * Math.LN2,
      [1 / 4, -1 / 4],
    ],
    // p rounds to 0, 1, but the loss is the difference of z, not infinity
    [
      "crossEntropy of a sure mistake",
      "crossEntropy",
      [0, 1000],
      [1, 0],
      1000,
      [-1, 1],
    ],
  ];
  for (const [name, type, z, target, value, slope] of cases) {
    await t.step(name, () => {
      const loss = losses[type], zs = Float64Array.from(z);
      const a = new Float64Array(z.length), d = new Float64Array(z.length);
      activations[loss.output?.name ?? "identity"].forward(zs, a);
      assertAlmostEquals(loss.value(zs, a, target), value, 1e-15);
      loss.gradient(a, target, d);
      d.forEach((x, o) => assertAlmostEquals(x, slope[o], 1e-15));
    });
  }
});

Deno.test("lossScale() divides by the number of outputs, except for crossEntropy", () => {
  for (const type of ["mse", "huber", "binaryCrossEntropy"] as const) {
    assertEquals(lossScale({ type, reduction: "mean" }, 10), 1 / 10);
  }
  assertEquals(lossScale({ type: "mse", reduction: "sum" }, 10), 1);
  assertEquals(lossScale({ type: "crossEntropy", reduction: "mean" }, 10), 1);
  assertEquals(lossScale({ type: "crossEntropy", reduction: "sum" }, 10), 1);
});

Deno.test("outputError() multiplies by the derivative of the output activation once", () => {
  const z = Float64Array.of(0), a = Float64Array.of(0.5);
  const dz = new Float64Array(1);
  outputError(losses.mse, activations.sigmoid, z, a, [1], dz);
  assertEquals(dz[0], -0.25); // 2 (0.5 - 1) * 0.5 (1 - 0.5)
  const p = Float64Array.of(0.25, 0.75), d = new Float64Array(2);
  outputError(losses.crossEntropy, activations.softmax, p, p, [1, 0], d);
  assertEquals([...d], [-0.75, 0.75]);
});
