import { assertAlmostEquals, assertEquals } from "@std/assert";
import { reference, wasm } from "../../lib/engine/mod.ts";
import { frame, frame64 } from "../../lib/frame.ts";
import { losses } from "../../lib/formula/mod.ts";
import { planNetwork } from "../../lib/network/mod.ts";
import { random } from "../../lib/random.ts";
import type { LossName } from "../../lib/spec/mod.ts";
import { validate } from "../../lib/train/mod.ts";
import { linePlan } from "./_programs.ts";

const rows = Array.from({ length: 7 }, (_, b) => {
  const chance = random(1, "rows", b);
  return Array.from({ length: 4 }, () => chance.normal());
});
const labels = rows.map((_, b) => [0, 1, 2].map((o) => Number(o === b % 3)));

/**
 * The plan of a network with 4 inputs and 3 outputs for a loss, and its
 * parameters.
 */
function network(type: LossName, precision: "float32" | "float64", size = 1) {
  const plan = planNetwork({
    layers: [{
      name: "output",
      type: "dense",
      units: 3,
      activation: losses[type].output?.name ?? "tanh",
      initializer: "lecunNormal",
      biasInitializer: "zeros",
    }],
    loss: { type, reduction: "mean" },
    batchSize: "full",
    precision,
  }, 4);
  const chance = random(2, "parameters");
  const parameters = Float64Array.from(
    { length: plan.parameters },
    () => size * chance.normal(),
  );
  return { plan, parameters };
}

Deno.test("validate() gives the loss that the engine minimizes, within 1e-12 in float64", async (t) => {
  const examples = { inputs: frame64(rows), targets: frame64(labels) };
  for (const type of Object.keys(losses) as LossName[]) {
    await t.step(type, () => {
      const { plan, parameters } = network(type, "float64");
      const program = reference.program(plan, parameters, examples);
      const order = Uint32Array.from(rows.keys());
      const { loss } = program.gradient(order);
      const found = validate(
        plan,
        program.predict(examples.inputs),
        examples.targets,
        { type: "classes" },
      );
      assertAlmostEquals(found.loss, loss, 1e-12);
      const sums = { loss: 0, correct: 0, examples: 0 };
      program.train(order, 0, sums);
      assertEquals(found.accuracy, sums.correct / rows.length);
    });
  }
});

Deno.test("validate() is exact in float32 up to a loss of 87, and at most 104", () => {
  const { plan, parameters } = network("crossEntropy", "float32", 60);
  const exact = reference.program(
    { ...plan, precision: "float64" },
    parameters,
    {
      inputs: frame64(rows),
      targets: frame64(labels),
    },
  );
  const program = wasm.program(plan, Float32Array.from(parameters));
  const seen = [0, 0];
  for (const b of rows.keys()) {
    const { loss } = exact.gradient(Uint32Array.of(b));
    const answers = program.predict(frame([rows[b]]));
    const found = validate(plan, answers, frame([labels[b]]), {
      type: "classes",
    }).loss;
    const beyond = Number(loss > 87.3); // where float32 has fewer digits
    seen[beyond]++;
    if (beyond) assertEquals(found > 87 && found < 104, true, `${found}`);
    else assertAlmostEquals(found, loss, 1e-5 * loss + 1e-6);
  }
  program.close();
  assertEquals(Math.min(...seen) > 0, true, "both kinds of row");
});

Deno.test("validate() counts every row once: worked by hand", () => {
  const plan = linePlan(2);
  const program = reference.program(plan, Float64Array.of(2, -1)); // 2 x - 1
  const answers = program.predict(frame64([[0], [1], [2]])); // -1, 1, 3
  const targets = frame64([[0], [1], [0]]); // errors -1, 0, 3
  const found = validate(plan, answers, targets, {
    ...{ type: "binary", cut: 0.5 },
  });
  assertEquals(found, { loss: 10 / 3, accuracy: 2 / 3 });
  const numbers = validate(plan, answers, targets, { type: "numbers" });
  assertEquals(numbers, { loss: 10 / 3 }); // numbers have no accuracy
});
