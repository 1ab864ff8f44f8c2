import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  glassBox,
  type Step,
  StepError,
} from "../../../lib/engine/reference/glass_box.ts";
import { reference } from "../../../lib/engine/reference/mod.ts";
import type { Examples } from "../../../lib/dataset/mod.ts";
import { frame64 } from "../../../lib/frame.ts";
import { type Plan, planNetwork } from "../../../lib/network/mod.ts";
import { stepText } from "../../../lib/report/mod.ts";
import { compile, type SpecInput } from "../../../mod.ts";

const xor = {
  inputs: frame64([[0, 0], [0, 1], [1, 0], [1, 1]]),
  targets: frame64([[0], [1], [1], [0]]),
};
const ln3 = Math.log(3); // the sigmoid of ln 3 is 3/4

/** A network for XOR with two hidden units. */
function network(batchSize: number): Plan {
  const each = {
    type: "dense",
    activation: "sigmoid",
    initializer: "lecunNormal",
    biasInitializer: "zeros",
  } as const;
  return planNetwork({
    layers: [
      { ...each, name: "hidden1", units: 2 },
      { ...each, name: "output", units: 1 },
    ],
    loss: { type: "mse", reduction: "sum" },
    batchSize,
    precision: "float64",
  }, 2);
}

/**
 * The step that a glass box records in a run over these examples, in order,
 * with learning rate 1.
 */
function look(
  plan: Plan,
  parameters: readonly number[],
  { order, ...which }: { order: number[]; step: number; example: number },
  examples: Examples = xor,
): Step {
  let seen: Step | undefined;
  const engine = glassBox({ ...which, epochs: 1 }, (step) => seen = step);
  const program = engine.program(plan, Float64Array.from(parameters), examples);
  program.train(Uint32Array.from(order), 1, {
    loss: 0,
    correct: 0,
    examples: 0,
  });
  program.close();
  assert(seen);
  return seen;
}

function assertClose(found: ArrayLike<number>, expected: number[]): void {
  assertEquals(found.length, expected.length);
  expected.forEach((value, n) => assertAlmostEquals(found[n], value, 1e-15));
}

/**
 * By hand, for the input [1 0] and the target 1:
 *
 *   hidden  z = (ln 3, -ln 3)       a = (3/4, 1/4)     f' = a (1 - a) = 3/16
 *   output  z = 3/4 - 3 * 1/4 = 0   a = 1/2            f' = 1/4
 *   loss    (1/2 - 1)^2 = 1/4       dL/da = 2 (1/2 - 1) = -1
 *   output  error -1 * 1/4 = -1/4   gradient error * (3/4, 1/4, 1)
 *   hidden  error -1/4 * (1, -3) * 3/16 = (-3/64, 9/64)
 *           gradient error * the inputs 1, 0, 1
 */
Deno.test("glassBox() shows one step of XOR as worked by hand, within 1e-15", async (t) => {
  const hidden = [ln3, -ln3, 0.5, -1, 0, 0], output = [1, -3, 0];
  const seen = look(network(1), [...hidden, ...output], {
    order: [2, 0, 3, 1],
    step: 1,
    example: 1,
  });
  const { layers: [below, above], batch, target, ...rest } = seen;

  await t.step("step and example", () => {
    assertEquals(rest, {
      step: 1,
      steps: 4,
      epoch: 1,
      rate: 1,
      loss: 1 / 4,
      example: 0,
    });
    assertEquals([batch, [...target]], [[2], [1]]);
  });
  await t.step("hidden layer", () => {
    const slopes = [-3 / 64, 9 / 64, 0, 0, -3 / 64, 9 / 64];
    assertClose(below.x, [1, 0]);
    assertClose(below.z, [ln3, -ln3]);
    assertClose(below.a, [3 / 4, 1 / 4]);
    assertClose(below.slope!, [3 / 16, 3 / 16]);
    assertClose(below.dz, [-3 / 64, 9 / 64]);
    assertClose(below.before, hidden);
    assertClose(below.dWeights, slopes);
    assertClose(below.after, hidden.map((w, n) => w - slopes[n]));
  });
  await t.step("output layer", () => {
    const slopes = [-3 / 16, -1 / 16, -1 / 4];
    assertClose(above.x, [3 / 4, 1 / 4]);
    assertClose(above.z, [0]);
    assertClose(above.a, [1 / 2]);
    assertClose(above.slope!, [1 / 4]);
    assertClose(above.dz, [-1 / 4]);
    assertClose(above.before, output);
    assertClose(above.dWeights, slopes);
    assertClose(above.after, output.map((w, n) => w - slopes[n]));
  });
  await t.step("as text", () => {
    assertEquals(
      stepText(seen),
      `step 1 of 4, in epoch 1: learning rate 1, batch of 1, mean loss 0.250000
example 1 of the batch: training row 3, inputs [1 0], target [1]

hidden1: 2 sigmoid of 2 inputs
  unit          z      f(z)     f'(z)      dL/dz
  1      1.098612  0.750000  0.187500  -0.046875
  2     -1.098612  0.250000  0.187500   0.140625
  weight                before      dL/dw      after
  input 1 -> unit 1   1.098612  -0.046875   1.145487
  input 1 -> unit 2  -1.098612   0.140625  -1.239237
  input 2 -> unit 1   0.500000   0.000000   0.500000
  input 2 -> unit 2  -1.000000   0.000000  -1.000000
  bias -> unit 1      0.000000  -0.046875   0.046875
  bias -> unit 2      0.000000   0.140625  -0.140625

output: 1 sigmoid of 2 inputs
  unit         z      f(z)     f'(z)      dL/dz
  1     0.000000  0.500000  0.250000  -0.250000
  weight                before      dL/dw      after
  input 1 -> unit 1   1.000000  -0.187500   1.187500
  input 2 -> unit 1  -3.000000  -0.062500  -2.937500
  bias -> unit 1      0.000000  -0.250000   0.250000`,
    );
  });
  await t.step("as text, with only the largest gradients", () => {
    const text = stepText(seen, { limit: 1 });
    assertEquals(text.match(/ .* not shown: .*/g), [
      "  units with smaller gradients, not shown: 1",
      "  weights with smaller gradients, not shown: 5",
      "  weights with smaller gradients, not shown: 2",
    ]);
    assertEquals(text.match(/-> unit \d/g), ["-> unit 2", "-> unit 1"]);
  });
});

Deno.test("glassBox() shows any example of any batch, after the earlier steps", () => {
  const parameters = [0.1, -0.2, 0.3, 0.4, 0, 0.5, 0.6, -0.7, 0.1];
  const plan = network(2);
  const plain = reference.program(plan, Float64Array.from(parameters), xor);
  plain.train(Uint32Array.of(3, 1), 1, { loss: 0, correct: 0, examples: 0 });
  const before = [...plain.parameters()];
  const { loss, gradient } = plain.gradient(Uint32Array.of(0, 2));
  const which = { order: [3, 1, 0, 2], step: 2, example: 2 };
  const seen = look(plan, parameters, which);
  assertEquals(seen.batch, [0, 2]);
  assertEquals([...seen.layers[0].x], [1, 0]); // row 2
  assertAlmostEquals(seen.loss, loss, 1e-15);
  const all = (part: "before" | "dWeights" | "after") =>
    seen.layers.flatMap((layer) => [...layer[part]]);
  assertEquals(all("before"), before);
  assertEquals(all("dWeights"), [...gradient]);
  assertClose(all("after"), before.map((w, n) => w - gradient[n]));
});

Deno.test("glassBox() shows the weight of an example, and its weighted loss and gradient", () => {
  const parameters = [0.1, -0.2, 0.3, 0.4, 0, 0.5, 0.6, -0.7, 0.1];
  const which = { order: [2, 0, 3, 1], step: 1, example: 1 };
  const plain = look(network(1), parameters, which);
  const weights = Float64Array.of(1, 1, 3, 1);
  const seen = look(network(1), parameters, which, { ...xor, weights });
  assertEquals([plain.weight, seen.weight], [undefined, 3]);
  assertAlmostEquals(seen.loss, 3 * plain.loss, 1e-15);
  for (const [l, { dz }] of plain.layers.entries()) {
    assertClose(seen.layers[l].dz, [...dz].map((error) => 3 * error));
  }
  const [, second] = stepText(seen).split("\n");
  assertEquals(
    second,
    "example 1 of the batch: training row 3, inputs [1 0], target [1], class weight 3",
  );
});

Deno.test("glassBox() does not change the training that it shows", async () => {
  const spec: SpecInput = {
    name: "xor",
    layers: [{ units: 3, activation: "tanh" }, { units: 1 }],
    learningRate: 0.5,
    batchSize: 3,
    epochs: 4,
    precision: "float64",
    optimizer: "adam",
  };
  let seen: Step | undefined;
  const which = { step: 8, example: 1, epochs: 4 }; // the last step
  const watched = compile(spec, {
    inputs: 2,
    engine: glassBox(which, (step) => seen = step),
  });
  const plain = compile(spec, { inputs: 2 });
  for (const mlp of [watched, plain]) await mlp.train(xor.inputs, xor.targets);
  assertEquals(watched.parameters, plain.parameters);
  assertEquals(
    seen!.layers.flatMap(({ after }) => [...after]),
    [...plain.parameters],
  );
});

Deno.test("glassBox() refuses a step or an example that does not exist", () => {
  const parameters = new Array(9).fill(0);
  const [order, step, example] = [[0, 1, 2, 3], 1, 1];
  assertThrows(
    () => look(network(3), parameters, { order, step: 3, example }),
    StepError,
    "step must be one of the 2 steps of the run: found 3",
  );
  assertThrows(
    () => look(network(3), parameters, { order, step: 2, example: 2 }),
    StepError,
    "example must be one of the 1 examples of the step's batch: found 2",
  );
  assertThrows(
    () => look(network(3), parameters, { order, step, example: 4 }),
    StepError,
    "example must be one of the 3 examples of the step's batch: found 4",
  );
});
