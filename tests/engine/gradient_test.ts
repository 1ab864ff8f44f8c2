import { assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import type { Frame } from "../../lib/frame.ts";
import type { MakeKernel } from "../../lib/engine/reference/layer/kernel.ts";
import { kernels } from "../../lib/engine/reference/layer/kernels.ts";
import { reference } from "../../lib/engine/reference/mod.ts";
import { activations, losses, type Numbers } from "../../lib/formula/mod.ts";
import { sizeOf } from "../../lib/layer/mod.ts";
import { type Plan, planNetwork } from "../../lib/network/mod.ts";
import { random } from "../../lib/random.ts";
import type { ActivationName, LayerTypeName, LossName } from "../../mod.ts";
import { planWith, TYPES } from "./cases.ts";

const names = Object.keys(activations) as ActivationName[];
const hidden = names.filter((name) => !activations[name].needsWholeRow);

/**
 * Networks of one to three layers with every pair of activation and loss that
 * the engines accept, and with dropout in the hidden layers.
 */
function* networks(dropout = 0): Iterable<{ plan: Plan; name: string }> {
  for (const loss of Object.keys(losses) as LossName[]) {
    for (const output of names) {
      if ((losses[loss].output?.name ?? output) !== output) continue;
      for (const below of [[], ...hidden.flatMap((h) => [[h], [h, h]])]) {
        const activations = [...below, output];
        const sizes = activations.map((_, l) => l === below.length ? 3 : 5 - l);
        const plan = planNetwork({
          layers: activations.map((activation, l) => ({
            name: `layer${l}`,
            type: "dense",
            units: sizes[l],
            activation,
            dropout: l === below.length ? 0 : dropout,
            initializer: "lecunNormal",
            biasInitializer: "zeros",
          })),
          loss: { type: loss, reduction: "mean" },
          batchSize: "full",
          precision: "float64",
        }, 4);
        yield { plan, name: `${activations.join(", ")} with ${loss}` };
      }
    }
  }
}

function numbers(length: number, purpose: string): Float64Array {
  const chance = random(1, purpose);
  return Float64Array.from({ length }, () => chance.normal());
}

/**
 * Random examples. The seed was chosen so that no relu unit is near 0, where
 * its derivative is not defined.
 */
function program(
  plan: Plan,
  B: number,
  parameters: Numbers,
  weights?: Numbers,
) {
  const inputs: Frame = {
    rows: B,
    columns: plan.inputs,
    data: numbers(B * plan.inputs, "inputs"),
  };
  const targets: Frame = { rows: B, columns: 3, data: new Float64Array(B * 3) };
  for (let b = 0; b < B; b++) targets.data[b * 3 + b % 3] = 1;
  return reference.program(plan, parameters, { inputs, targets, weights });
}

/**
 * The largest relative difference |a - n| / (|a| + |n|) of any tensor, where
 *
 * is the norm.
 */
function worst(plan: Plan, B: number, weights?: Numbers): number {
  const h = 1e-5; // in float64: a smaller h loses digits, a larger one the curve
  const parameters = numbers(plan.size, "parameters");
  const order = Uint32Array.from({ length: B }, (_, b) => b);
  const exact = program(plan, B, parameters, weights).gradient(order).gradient;
  const lossAt = (p: number, step: number) => {
    const moved = parameters.slice();
    moved[p] += step;
    return program(plan, B, moved, weights).gradient(order).loss;
  };
  const numeric = exact.map((_, p) => (lossAt(p, h) - lossAt(p, -h)) / (2 * h));
  const norm = (values: Numbers) =>
    Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));
  let most = 0;
  for (const { offset, shape } of plan.layers.flatMap((l) => l.tensors)) {
    const end = offset + sizeOf(shape);
    const a = exact.subarray(offset, end), n = numeric.subarray(offset, end);
    const scale = norm(a) + norm(n);
    if (scale < 1e-9) continue; // all units are inactive, so the gradient is 0
    most = Math.max(most, norm(a.map((x, i) => x - n[i])) / scale);
  }
  return most;
}

for (const B of [1, 5]) {
  Deno.test(`gradient() of batch ${B} is within 1e-6 of central differences`, async (t) => {
    for (const { plan, name } of networks()) {
      await t.step(name, () => assertLessOrEqual(worst(plan, B), 1e-6));
    }
  });
}

Deno.test("gradient() with a fixed dropout mask is within 1e-6 of central differences", async (t) => {
  for (const { plan, name } of networks(0.4)) {
    if (plan.layers.length === 1) continue; // no hidden layer to drop units of
    await t.step(name, () => assertLessOrEqual(worst(plan, 5), 1e-6));
  }
});

Deno.test("gradient() of weighted examples is within 1e-6 of central differences", async (t) => {
  const weights = Float64Array.of(3, 0.25, 1, 1.5, 0.7);
  for (const { plan, name } of networks()) {
    await t.step(name, () => assertLessOrEqual(worst(plan, 5, weights), 1e-6));
  }
});

Deno.test("gradient() of each layer type is within 1e-6 of central differences", async (t) => {
  for (const type of Object.keys(TYPES) as LayerTypeName[]) {
    const plan = planWith(type, { batchSize: "full", precision: "float64" });
    await t.step(type, () => assertLessOrEqual(worst(plan, 5), 1e-6));
  }
});

Deno.test("central differences detect a derivative with the wrong sign", () => {
  const [network] = [...networks()].filter(({ name }) =>
    name === "tanh, tanh, sigmoid with mse"
  );
  const right = activations.tanh;
  const table = activations as Record<ActivationName, typeof right>;
  table.tanh = {
    ...right,
    backward(z, a, da, dz) {
      right.backward(z, a, da, dz);
      for (let o = 0; o < dz.length; o++) dz[o] = -dz[o];
    },
  };
  try {
    assertGreater(worst(network.plan, 5), 0.1);
  } finally {
    table.tanh = right;
  }
  assertEquals(worst(network.plan, 5) <= 1e-6, true);
});

Deno.test("central differences detect the wrong sign in the backward pass of each layer type", async (t) => {
  const table = kernels as Record<LayerTypeName, MakeKernel>;
  for (const type of Object.keys(TYPES) as LayerTypeName[]) {
    await t.step(type, () => {
      const plan = planWith(type, { batchSize: "full", precision: "float64" });
      const right = table[type];
      table[type] = (...layer) => {
        const kernel = right(...layer);
        return {
          ...kernel,
          backward(dz, dx, x) {
            kernel.backward(dz, dx, x);
            for (let i = 0; i < dx.length; i++) dx[i] = -dx[i];
          },
        };
      };
      try {
        assertGreater(worst(plan, 5), 0.1);
      } finally {
        table[type] = right;
      }
    });
  }
});
