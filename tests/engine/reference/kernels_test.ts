import { assertEquals, assertThrows } from "@std/assert";
import { kernels } from "../../../lib/engine/reference/layer/kernels.ts";
import { ShapeError } from "../../../lib/frame.ts";
import { planLayers } from "../../../lib/layer/mod.ts";

const [plan] = planLayers([{
  name: "a",
  type: "dense",
  units: 3,
  activation: "identity",
  initializer: "lecunNormal",
  biasInitializer: "zeros",
}], [2]);
const none = new Float64Array(0);
const parameters = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

Deno.test("the dense kernel computes z = x W + biases and its derivatives, worked by hand", () => {
  const gradient = new Float64Array(9);
  const dense = kernels.dense(plan, parameters, gradient, none);
  const x = Float64Array.of(10, 0), z = new Float64Array(3);
  dense.forward(x, z);
  assertEquals([...z], [10 + 7, 20 + 8, 30 + 9]);
  const dz = Float64Array.of(1, -1, 2), dx = new Float64Array(2);
  dense.backward(dz, dx, x);
  assertEquals([...dx], [1 - 2 + 6, 4 - 5 + 12]);
  dense.addGradient(x, dz);
  dense.addGradient(Float64Array.of(0, 1), dz);
  assertEquals([...gradient], [10, -10, 20, 1, -1, 2, 2, -2, 4]);
});

Deno.test("the dense kernel refuses arrays of the wrong length", async (t) => {
  const two = new Float64Array(2), three = new Float64Array(3);
  const nine = () => new Float64Array(9);
  const dense = kernels.dense(plan, parameters, nine(), none);
  const cases: [string, () => unknown, string][] = [
    [
      "parameters",
      () => kernels.dense(plan, new Float64Array(8), nine(), none),
      "the parameters of a dense layer must have 9 numbers: found 8",
    ],
    [
      "gradient",
      () => kernels.dense(plan, parameters, new Float64Array(6), none),
      "their gradient must have 9 numbers: found 6",
    ],
    ["x", () => dense.forward(three, three), "x must have 2 numbers: found 3"],
    ["z", () => dense.forward(two, two), "z must have 3 numbers: found 2"],
    [
      "dz",
      () => dense.addGradient(two, two),
      "dz must have 3 numbers: found 2",
    ],
    [
      "dx",
      () => dense.backward(three, three, two),
      "dx must have 2 numbers: found 3",
    ],
  ];
  for (const [name, what, message] of cases) {
    await t.step(name, () => {
      assertEquals(assertThrows(what, ShapeError).message, message);
    });
  }
});

Deno.test("the convolution kernel refuses arrays of the wrong length", () => {
  const conv = { type: "conv2d", filters: 2, kernelSize: 2 } as const;
  const [plan] = planLayers([{
    ...{ ...conv, name: "a", strides: 1, padding: "valid" },
    ...{ activation: "identity" },
    ...{ initializer: "heNormal", biasInitializer: "zeros" },
  }], [2, 2, 1]);
  const ten = new Float64Array(10); // 2 x 2 x 1 x 2 weights, 2 biases
  kernels.conv2d(plan, ten, ten, none);
  const message =
    "the parameters of a convolution must have 10 numbers: found 9";
  const make = () => kernels.conv2d(plan, new Float64Array(9), ten, none);
  assertEquals(assertThrows(make, ShapeError).message, message);
  const of = kernels.conv2d(plan, ten, ten.slice(), none); // 4 inputs, 2 outputs
  const [two, three, four] = [2, 3, 4].map((n) => new Float64Array(n));
  const cases: [string, () => void][] = [
    ["x must have 4 numbers: found 3", () => of.forward(three, two)],
    ["z must have 2 numbers: found 3", () => of.forward(four, three)],
    ["dz must have 2 numbers: found 3", () => of.addGradient(four, three)],
    ["dx must have 4 numbers: found 3", () => of.backward(two, three, four)],
  ];
  for (const [message, what] of cases) {
    assertEquals(assertThrows(what, ShapeError).message, message);
  }
});

Deno.test("the flatten kernel copies its numbers, forward and backward", () => {
  const [plan] = planLayers([{ name: "a", type: "flatten" }], [2, 1, 1]);
  const none = new Float64Array();
  const flatten = kernels.flatten(plan, none, none, none);
  const x = Float64Array.of(3, -4), z = new Float64Array(2);
  flatten.forward(x, z);
  assertEquals(z, x);
  const dx = new Float64Array(2);
  flatten.backward(x, dx, x);
  assertEquals(dx, x);
});
