import { assert, assertEquals } from "@std/assert";
import { WasmProgram } from "../../../../lib/engine/wasm/program.ts";
import { type ByteFrame, type Frame, levels } from "../../../../lib/frame.ts";
import type { Numbers } from "../../../../lib/formula/mod.ts";
import type { Plan } from "../../../../lib/network/mod.ts";
import { random } from "../../../../lib/random.ts";
import { type Case, examplesOf, parametersOf, planOf } from "../../cases.ts";

const it: Case = {
  ...{ sizes: [], hidden: "relu", output: "identity" },
  loss: { type: "mse", reduction: "mean" },
  optimizer: { type: "sgd", momentum: 0, nesterov: false },
  ...{ batchSize: 1, examples: 300, sparse: false, bytes: false },
};

/**
 * Outputs computed by plain float32 loops that skip nothing, and the number of
 * outputs that are 0.
 */
function plainly(plan: Plan, parameters: Numbers, inputs: Frame) {
  let rows = Array.from(
    { length: inputs.rows },
    (_, r) => inputs.data.subarray(r * plan.inputs, (r + 1) * plan.inputs),
  );
  let zeros = 0;
  for (const { rows: R, columns: O, offset, activation } of plan.layers) {
    const I = R - 1;
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

/** The values of bytes in the scale of the frame. */
function floats({ data, scale, ...shape }: ByteFrame): Frame {
  const of = levels(scale);
  return { ...shape, data: Float32Array.from(data, (byte) => of[byte]) };
}

for (const sizes of [[9, 64, 64, 3], [5, 7, 70, 131, 65, 1], [1, 200, 64]]) {
  Deno.test(`predict() of ${sizes.join("-")} has the same bits as without skipping zeros`, () => {
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

for (const columns of [16, 31, 33, 784]) {
  for (const bytes of [false, true]) {
    const what = bytes ? "bytes" : "floats";
    Deno.test(`predict() of ${columns} ${what}, most of them 0, has the same bits as without skipping zeros`, () => {
      const sizes = [columns, 5], chance = random(columns, "lists");
      const plan = planOf({ ...it, sizes });
      const parameters = parametersOf(plan, chance);
      const shape = { ...it, sizes, bytes, sparse: true, examples: 40 };
      const { inputs } = examplesOf(shape, chance);
      inputs.data.fill(-0, columns, 2 * columns);
      const whole = "scale" in inputs ? floats(inputs) : inputs;
      const { answers } = plainly(plan, parameters, whole);
      const program = new WasmProgram(plan, parameters);
      assertEquals([...program.predict(inputs).data], answers);
    });
  }
}

Deno.test("predict() does not skip the byte 0 if its value is another number, after any earlier calls", () => {
  const sizes = [20, 5, 3], chance = random(6, "scales");
  const plan = planOf({ ...it, sizes });
  const parameters = parametersOf(plan, chance);
  const bytes = { ...it, sizes, sparse: true, bytes: true };
  const inputs = examplesOf(bytes, chance).inputs as ByteFrame;
  const other: ByteFrame = { ...inputs, scale: [0.5, 1] };
  const [used, fresh] = [0, 1].map(() => new WasmProgram(plan, parameters));
  const before = used.predict(inputs);
  assertEquals(used.predict(other), fresh.predict(other));
  assertEquals(fresh.predict(inputs), before);
  const { answers } = plainly(plan, parameters, floats(other));
  assertEquals([...fresh.predict(other).data], answers);
});

Deno.test("an update that skips zeros has the same bits as one that does not, also in batches of 128", () => {
  for (const batchSize of [5, 128]) {
    const of = { ...it, sizes: [20, 64, 3], batchSize, examples: 128 };
    const plan = planOf(of), chance = random(8, "full");
    const parameters = parametersOf(plan, chance);
    const examples = examplesOf(of, chance), { data } = examples.inputs;
    for (let n = 0; n < data.length; n++) { // four inputs of each example are not zero
      data[n] = n % 20 < 4 ? 1 + n % 7 : 0;
    }
    const [skipping, plain] = [true, false].map((sparse) => {
      const program = new WasmProgram(plan, parameters, examples, { sparse });
      const order = Uint32Array.from({ length: 128 }, (_, n) => n);
      program.train(order, 0.01, { loss: 0, correct: 0, examples: 0 });
      const found = program.parameters();
      program.close();
      return found;
    });
    assertEquals(skipping, plain);
  }
});
