import { assertAlmostEquals, assertEquals } from "@std/assert";
import { limitNorms } from "../../lib/engine/reference/max_norm.ts";
import type { PlacedTensor } from "../../lib/layer/mod.ts";
import { reference } from "../../lib/engine/reference/mod.ts";
import {
  type GradientOptions,
  gradientTransform,
} from "../../lib/formula/mod.ts";
import { frame64 } from "../../lib/frame.ts";
import { planNetwork } from "../../lib/network/mod.ts";
import { none } from "../engine/contract.ts";

Deno.test("gradientTransform() gives gradients worked by hand, within 1e-15", async (t) => {
  const norm = 5 - 1e-6; // the transform divides by 5
  const cases: [
    name: string,
    of: GradientOptions,
    w: number,
    dw: number,
    slope: number,
  ][] = [
    ["a norm over the most", { clip: { norm: 2 } }, 9, 3, 1.2],
    ["a norm under it", { clip: { norm: 6 } }, 9, 3, 3],
    ["a slope over the most", { clip: { value: 0.5 } }, 9, 3, 0.5],
    ["one under it", { clip: { value: 0.5 } }, 9, -3, -0.5],
    ["norm before value", { clip: { norm: 2, value: 1.1 } }, 9, 3, 1.1],
    ["l2", { regularization: { l2: 0.1 } }, 9, 3, 3.9],
    ["l1 of a weight over 0", { regularization: { l1: 0.1 } }, 9, 3, 3.1],
    ["l1 of a weight under 0", { regularization: { l1: 0.1 } }, -9, 3, 2.9],
    ["l1 of 0", { regularization: { l1: 0.1 } }, 0, 3, 3],
    [
      "clipped before it is pulled",
      { clip: { value: 1 }, regularization: { l2: 0.5 } },
      ...[4, 3, 3] as const,
    ],
  ];
  for (const [name, of, w, dw, slope] of cases) {
    await t.step(name, () => {
      const restrain = gradientTransform(of, () => norm);
      assertAlmostEquals(restrain!(w, dw), slope, 1e-15);
    });
  }
  assertEquals(gradientTransform({}, () => norm), undefined);
  assertEquals(
    gradientTransform({ regularization: { maxNorm: 1 } }, () => norm),
    undefined,
  );
});

Deno.test("maxNorm scales a unit's weights down and leaves its bias and other units unchanged, within 1e-15", () => {
  const plan = planNetwork({
    layers: [{
      name: "output",
      type: "dense",
      units: 2,
      activation: "identity",
      initializer: "lecunNormal",
      biasInitializer: "zeros",
    }],
    loss: { type: "mse", reduction: "sum" },
    batchSize: 1,
    precision: "float64",
    regularization: { maxNorm: 1 },
  }, 2);
  // the first unit has the weights 3, 4, the second 0.3, 0.4; the biases are 7
  // and 8
  const first = Float64Array.of(3, 0.3, 4, 0.4, 7, 8);
  const examples = {
    inputs: frame64([[0, 0]]), // the outputs equal the targets, so the gradient is 0
    targets: frame64([[7, 8]]),
  };
  const program = reference.program(plan, first, examples);
  program.train(Uint32Array.of(0), 1, none());
  [0.6, 0.3, 0.8, 0.4, 7, 8].forEach((w, p) =>
    assertAlmostEquals(program.parameters()[p], w, 1e-15)
  );
});

Deno.test("limitNorms() scales only the columns of a tensor whose norm is too large", () => {
  // the columns 3, 4, 12 and 0.3, 0.4, 0 have the norms 13 and 0.5; other
  // numbers surround them
  const numbers = () => Float64Array.of(9, 3, 0.3, 4, 0.4, 12, 0, 5);
  const limited = (maxNorm: number) => {
    const parameters = numbers();
    const tensor = { name: "weights", shape: [3, 2], offset: 1 };
    limitNorms(parameters, tensor as unknown as PlacedTensor, maxNorm);
    return [...parameters];
  };
  assertEquals(limited(6.5), [9, 1.5, 0.3, 2, 0.4, 6, 0, 5]);
  assertEquals(limited(0.25), [
    9,
    ...[3, 4, 12].flatMap((w, r) => [
      ...[w * (0.25 / 13), [0.15, 0.2, 0][r]],
    ]),
    5,
  ]);
  assertEquals(limited(13), [...numbers()]);
});
