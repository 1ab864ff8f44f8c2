import { assert, assertEquals } from "@std/assert";
import { WasmProgram } from "../../../lib/engine/wasm/program.ts";
import type { Frame } from "../../../lib/frame.ts";
import type { Numbers, Plan } from "../../../lib/network/mod.ts";
import { random } from "../../../lib/random.ts";
import { type Case, examplesOf, parametersOf, planOf } from "../contract.ts";

const it: Case = {
  ...{ sizes: [], hidden: "relu", output: "identity" },
  loss: { type: "mse", reduction: "mean" },
  optimizer: { type: "sgd", momentum: 0, nesterov: false },
  ...{ batchSize: 1, examples: 300, sparse: false, bytes: false },
};

/** Answers as plain sums in float32, zeros and all, and how many outputs were 0. */
function plainly(plan: Plan, parameters: Numbers, inputs: Frame) {
  let rows = Array.from(
    { length: inputs.rows },
    (_, r) => inputs.data.subarray(r * plan.inputs, (r + 1) * plan.inputs),
  );
  let zeros = 0;
  for (const { inputs: I, units: O, offset, activation } of plan.layers) {
    rows = rows.map((x) => {
      const z = Float32Array.from(parameters.slice(offset + I * O).slice(0, O));
      for (let i = 0; i < I; i++) {
        for (let o = 0; o < O; o++) {
          z[o] += Math.fround(x[i] * parameters[offset + i * O + o]);
        }
      }
      return activation === "relu" ? z.map((z) => Math.max(0, z)) : z;
    });
    for (const row of rows) for (const a of row) if (a === 0) zeros++;
  }
  return { answers: rows.flatMap((row) => [...row]), zeros };
}

for (const sizes of [[9, 64, 64, 3], [5, 7, 70, 131, 65, 1], [1, 200, 64]]) {
  Deno.test(`predict() of ${sizes.join("-")} has the bits of sums that skip no zeros`, () => {
    const chance = random(5, "hidden"), plan = planOf({ ...it, sizes });
    const parameters = parametersOf(plan, chance);
    const { inputs } = examplesOf({ ...it, sizes }, chance);
    (inputs.data as Float32Array).fill(0, 0, 3 * sizes[0]);
    const { answers, zeros } = plainly(plan, parameters, inputs as Frame);
    assert(zeros > 300 * 64 / 2);
    const program = new WasmProgram(plan, parameters);
    assertEquals([...program.predict(inputs).data], answers);
    program.close();
  });
}
