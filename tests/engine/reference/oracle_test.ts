import { assertAlmostEquals, assertEquals } from "@std/assert";
import { frame64 } from "../../../lib/frame.ts";
import { reference } from "../../../lib/engine/reference/mod.ts";
import { activations, losses } from "../../../lib/formula/mod.ts";
import { planNetwork } from "../../../lib/network/mod.ts";
import type {
  ActivationName,
  LayerSpec,
  LossName,
  Reduction,
} from "../../../mod.ts";
import oracle from "../../oracle/gradients.json" with { type: "json" };

interface Case {
  sizes: number[];
  activations: string[];
  loss: string;
  reduction: string;
  inputs: number[][];
  targets: number[][];
  weights: number[][][];
  biases: number[][];
  outputs: number[][];
  value: number;
  dWeights: number[][][];
  dBiases: number[][];
}

/**
 * Asserts that numbers are within 1e-12 of the expected ones; the bound is
 * relative to numbers above 1.
 */
function assertNear(actual: ArrayLike<number>, expected: number[]): void {
  assertEquals(actual.length, expected.length);
  expected.forEach((value, i) =>
    assertAlmostEquals(actual[i], value, 1e-12 * Math.max(1, Math.abs(value)))
  );
}

const cases = (oracle.cases as Case[]).filter((c) =>
  c.loss in losses && c.activations.every((name) => name in activations)
);

Deno.test("the reference engine agrees with PyTorch's outputs, losses and gradients within 1e-12", async (t) => {
  assertEquals(cases.length > 80, true);
  for (const c of cases) {
    const { sizes, loss, reduction, inputs } = c;
    const name = `${
      sizes.join("-")
    } ${c.activations} ${loss} ${reduction}, batch ${inputs.length}`;
    await t.step(name, () => {
      const layers = c.activations.map((activation, l) => ({
        name: `layer${l}`,
        type: "dense",
        units: sizes[l + 1],
        activation: activation as ActivationName,
        initializer: "lecunNormal",
        biasInitializer: "zeros",
      } satisfies LayerSpec));
      const plan = planNetwork({
        layers,
        loss: { type: loss as LossName, reduction: reduction as Reduction },
        batchSize: "full",
        precision: "float64",
      }, sizes[0]);
      const flat = (weights: number[][][], biases: number[][]) =>
        weights.flatMap((rows, l) => [...rows.flat(), ...biases[l]]);
      const program = reference.program(
        plan,
        Float64Array.from(flat(c.weights, c.biases)),
        { inputs: frame64(inputs), targets: frame64(c.targets) },
      );
      assertNear(program.predict(frame64(inputs)).data, c.outputs.flat());
      const found = program.gradient(Uint32Array.from(inputs.keys()));
      assertNear([found.loss], [c.value]);
      assertNear(found.gradient, flat(c.dWeights, c.dBiases));
    });
  }
});
