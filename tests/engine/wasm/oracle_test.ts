import { assertEquals, assertLessOrEqual } from "@std/assert";
import { reference } from "../../../lib/engine/reference/mod.ts";
import { WasmProgram } from "../../../lib/engine/wasm/program.ts";
import { planNetwork } from "../../../lib/network/mod.ts";
import { type ActivationName, checkSpec, type LossName } from "../../../mod.ts";
import oracle from "../../oracle/optimizers.json" with { type: "json" };
import { none } from "../contract.ts";

interface Step {
  weights: number[][][];
  biases: number[][];
}

/**
 * The spec of a run. PyTorch's optimizers have more settings than those of a
 * spec.
 */
const specOf = ({ optimizer, learningRate }: typeof oracle.runs[number]) => {
  const { note: _, clip, ["l2 added to the gradient"]: l2, ...constants } =
    optimizer as Record<string, unknown>;
  return checkSpec({
    ...{ name: "oracle", inputs: { units: 4 }, layers: [{ units: 3 }] },
    ...{ optimizer: constants, learningRate, epochs: 1, clip },
    regularization: l2 ? { l2 } : undefined,
  });
};

const flat = ({ weights, biases }: Step): Float64Array =>
  Float64Array.from(weights.flatMap((w, l) => [...w.flat(), ...biases[l]]));

const rows = (all: number[][]) => ({
  rows: all.length,
  columns: all[0].length,
  data: Float64Array.from(all.flat()),
});

for (const run of oracle.runs) {
  Deno.test(`${run.name} trains to PyTorch's parameters, within 1e-15 in float64, 1e-6 in wasm`, () => {
    const { optimizer, clip, regularization } = specOf(run);
    const plan = (precision: "float32" | "float64") =>
      planNetwork({
        ...{ optimizer, clip, regularization },
        layers: run.sizes.slice(1).map((units, l) => ({
          name: `layer${l}`,
          type: "dense",
          units,
          activation: run.activations[l] as ActivationName,
          initializer: "lecunNormal",
          biasInitializer: "zeros",
        })),
        loss: { type: run.loss as LossName, reduction: "mean" },
        batchSize: "full",
        precision,
      }, run.sizes[0]);
    const [first, ...steps] = run.steps.map(flat);
    const examples = { inputs: rows(run.inputs), targets: rows(run.targets) };
    const order = Uint32Array.from(run.inputs, (_, r) => r);
    const programs = [
      [reference.program(plan("float64"), first, examples), 1e-15],
      [new WasmProgram(plan("float32"), first, examples), 1e-6],
      [
        new WasmProgram(plan("float32"), first, examples, {
          storesGradient: true,
        }),
        1e-6,
      ],
    ] as const;
    for (const [program, bound] of programs) {
      for (const step of steps) {
        program.train(order, run.learningRate, none());
        program.parameters().forEach((p, at) =>
          assertLessOrEqual(Math.abs(p - step[at]), bound)
        );
      }
      assertEquals(program.read().state.steps, steps.length);
    }
  });
}
