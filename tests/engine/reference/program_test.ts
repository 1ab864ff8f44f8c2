import {
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { reference } from "../../../lib/engine/reference/mod.ts";
import {
  type ByteFrame,
  type Frame,
  frame64,
  levels,
  ShapeError,
} from "../../../lib/frame.ts";
import { random } from "../../../lib/random.ts";
import type { Spec } from "../../../mod.ts";
import { none } from "../contract.ts";
import { network, normals, upTo } from "./_network.ts";

Deno.test("train() takes one step of a 2-2-1 network as worked by hand, within 1e-14", () => {
  const ln3 = Math.log(3); // sigmoid(ln 3) = 3/4
  const plan = network(2, [[2, "sigmoid"], [1, "sigmoid"]]);
  // z = 1 - 2/2 = 0 and ln 3; a = 1/2 and 3/4; z = 2/2 + 4 * 3/4 - 4 = 0; a = 1/2
  const start = [1, ln3, -1 / 2, 0, 0, 0, 2, 4, -4];
  const program = reference.program(plan, Float64Array.from(start), {
    inputs: frame64([[1, 2]]),
    targets: frame64([[1]]),
  });
  assertAlmostEquals(program.predict(frame64([[1, 2]])).data[0], 1 / 2, 1e-14);

  const sums = none();
  program.train(upTo(1), 8, sums);
  // The loss is (1/2 - 1)^2. In the output layer, dz = 2 (-1/2) * 1/4 = -1/4.
  // In the hidden layer, dz is -1/4 * 2 * 1/4 = -1/8 and -1/4 * 4 * 3/16 =
  // -3/16.
  assertAlmostEquals(sums.loss, 1 / 4, 1e-14);
  assertEquals([sums.correct, sums.examples], [0, 1]);
  const moved = [2, ln3 + 3 / 2, 3 / 2, 3, 1, 3 / 2, 3, 11 / 2, -2];
  program.parameters().forEach((p, i) =>
    assertAlmostEquals(p, moved[i], 1e-14)
  );
});

Deno.test("gradient() gives the gradient of the same network, and does not change the parameters", () => {
  const plan = network(2, [[2, "sigmoid"], [1, "sigmoid"]]);
  const start = [1, Math.log(3), -1 / 2, 0, 0, 0, 2, 4, -4];
  const program = reference.program(plan, Float64Array.from(start), {
    inputs: frame64([[1, 2]]),
    targets: frame64([[1]]),
  });
  const { loss, gradient } = program.gradient(upTo(1));
  assertAlmostEquals(loss, 1 / 4, 1e-14);
  // The gradient is x^T dz. x is 1, 2 in the hidden layer, and 1/2, 3/4 in the
  // output layer. The input of a bias is 1.
  const slopes = [-2, -3, -4, -6, -2, -3, -2, -3, -4].map((n) => n / 16);
  gradient.forEach((d, i) => assertAlmostEquals(d, slopes[i], 1e-14));
  assertEquals([...program.parameters()], start);
});

/**
 * Three examples for a linear unit with the initial parameters 0. All results
 * are exact.
 */
const line = {
  inputs: frame64([[1], [2], [3]]),
  targets: frame64([[1], [0], [-1]]),
};

Deno.test("train() divides by the size of each batch: worked by hand, in both precisions", async (t) => {
  const cases: [
    name: string,
    batchSize: Spec["batchSize"],
    order: number[],
    loss: number,
    parameters: number[],
  ][] = [
    // dW is the mean of -2, 0, 6 and db the mean of -2, 0, 2
    ["all in one batch", "full", [0, 1, 2], 2, [-1, 0]],
    ["a batch larger than all", 8, [0, 1, 2], 2, [-1, 0]],
    // W and b become 1.5; the next errors are 4.5 and -40.25
    ["one by one", 1, [0, 1, 2], 1641.3125, [169.125, 55.125]],
    // dW = -2/2 and db = -2/2 for the batch of two, then the last example has
    // the error 4
    ["two, and one left over", 2, [0, 1, 2], 17, [-17.25, -5.25]],
    // the first two examples in the other order, after a step for the third: dW
    // = 6, db = 2
    ["another order", 1, [2], 1, [-4.5, -1.5]],
    ["an example twice", 2, [2, 2], 2, [-4.5, -1.5]],
    ["none", 2, [], 0, [0, 0]],
  ];
  for (const [name, batchSize, order, loss, parameters] of cases) {
    for (const precision of ["float32", "float64"] as const) {
      await t.step(`${name}, ${precision}`, () => {
        const plan = network(1, [[1, "identity"]], { batchSize, precision });
        const program = reference.program(plan, new Float64Array(2), line);
        const sums = none();
        program.train(Uint32Array.from(order), 0.75, sums);
        assertEquals([...program.parameters()], parameters);
        assertEquals([sums.loss, sums.examples], [loss, order.length]);
      });
    }
  }
});

Deno.test("train() counts the predictions that are correct before each step", () => {
  const plan = network(1, [[1, "identity"]], { batchSize: "full" });
  const program = reference.program(plan, Float64Array.of(1, -1.25), line);
  const sums = none();
  program.train(upTo(3), 0.75, sums); // outputs -0.25, 0.75, 1.75 for the labels 1, 0, -1
  assertEquals(sums.correct, 0);
  const other = reference.program(plan, Float64Array.of(-1, 2), line);
  other.train(upTo(3), 0.75, sums); // outputs 1, 0, -1; adds to the totals
  assertEquals([sums.correct, sums.examples], [3, 6]);
});

Deno.test("train() stops at a loss that is not finite, without a step for that batch", async (t) => {
  const cases: [name: string, x: number, target: number][] = [
    ["an answer that overflows", 1e308, 0],
    ["an input of infinity", Infinity, 0],
    ["an input of NaN", NaN, 0],
    ["a target of NaN", 1, NaN],
    ["a loss that overflows", 1e200, 0],
  ];
  for (const [name, x, target] of cases) {
    await t.step(name, () => {
      const plan = network(1, [[1, "identity"]], { batchSize: 2 });
      const inputs = frame64([[1], [2], [3], [x], [4], [5]]);
      const targets = frame64([[1], [0], [1], [target], [1], [0]]);
      const examples = { inputs, targets };
      const start = Float64Array.of(10, 0);
      const program = reference.program(plan, start, examples);
      const sums = none();
      program.train(upTo(6), 0.01, sums);
      assertEquals(Number.isFinite(sums.loss), false);
      assertEquals(sums.examples, 4, "the batch is counted");
      const first = reference.program(plan, start, examples);
      first.train(upTo(2), 0.01, none());
      assertEquals(program.parameters(), first.parameters());
      assertNotEquals(program.parameters(), start);
    });
  }
});

Deno.test("a ByteFrame trains and predicts with the same bits as the equal Frame", async (t) => {
  const scales: [number, number][] = [[0, 1], [0.01, 1], [1, 0], [-0.5, 0.5]];
  const chance = random(1, "bytes");
  const data = Uint8Array.from({ length: 24 }, () => chance.below(256));
  data.set([0, 255, 0, 1]);
  for (const scale of scales) {
    for (const precision of ["float64", "float32"] as const) {
      await t.step(`[${scale}], ${precision}`, () => {
        const bytes: ByteFrame = { rows: 6, columns: 4, data, scale };
        const level = levels(scale);
        const numbers: Frame = {
          rows: 6,
          columns: 4,
          data: Float64Array.from(data, (byte) => level[byte]),
        };
        const plan = network(4, [[3, "tanh"], [2, "sigmoid"]], { precision });
        const start = normals(plan.parameters, "start");
        const targets = frame64(
          Array.from({ length: 6 }, (_, b) => [b % 2, 1]),
        );
        const [one, other] = [bytes, numbers].map((inputs) => {
          const program = reference.program(plan, start, { inputs, targets });
          const sums = none();
          program.train(upTo(6), 0.5, sums);
          // each program predicts both kinds of frame
          const answers = [program.predict(bytes), program.predict(numbers)];
          return { sums, answers, parameters: program.parameters() };
        });
        assertEquals(one, other);
        assertEquals(one.answers[0], one.answers[1]);
      });
    }
  }
});

Deno.test("predict() predicts every row with any batch size", async (t) => {
  const rows = frame64(Array.from({ length: 250 }, (_, b) => [b, -b]));
  const start = Float64Array.of(2, 1, 0.5); // 2 b - b + 1/2
  const expected = Array.from({ length: 250 }, (_, b) => b + 0.5);
  for (const batchSize of [1, 7, 300, "full"] as const) {
    const plan = network(2, [[1, "identity"]], { batchSize });
    const examples = {
      inputs: frame64([[1, 1], [0, 1]]),
      targets: frame64([[1], [0]]),
    };
    await t.step(`batch ${batchSize}, without training examples`, () => {
      const found = reference.program(plan, start).predict(rows);
      assertEquals([found.rows, found.columns], [250, 1]);
      assertEquals([...found.data], expected);
    });
    await t.step(`batch ${batchSize}, with two training examples`, () => {
      const found = reference.program(plan, start, examples).predict(rows);
      assertEquals([...found.data], expected);
    });
  }
  await t.step("no rows", () => {
    const plan = network(2, [[1, "identity"]]);
    const none = { rows: 0, columns: 2, data: new Float64Array() };
    const found = reference.program(plan, start).predict(none);
    assertEquals(found, { rows: 0, columns: 1, data: new Float64Array() });
  });
});

Deno.test("parameters are copied when they are read or written", () => {
  const plan = network(1, [[1, "identity"]]);
  const start = Float64Array.of(1, 2);
  const program = reference.program(plan, start);
  start[0] = 9;
  program.parameters()[0] = 9;
  assertEquals([...program.parameters()], [1, 2]);
  const other = Float64Array.of(3, 4);
  program.write({ parameters: other });
  other[0] = 9;
  assertEquals([...program.parameters()], [3, 4]);
  assertEquals([...program.predict(frame64([[1]])).data], [7]);
});

Deno.test("a program refuses a batch that is too large, and training without examples", () => {
  const plan = network(1, [[1, "identity"]], { batchSize: 2 });
  const program = reference.program(plan, new Float64Array(2), line);
  assertThrows(
    () => program.gradient(upTo(3)),
    ShapeError,
    "gradient() takes at most one batch of 2 examples: found 3",
  );
  const idle = reference.program(plan, new Float64Array(2));
  assertThrows(
    () => idle.train(upTo(1), 1, none()),
    TypeError,
    "a program must have at least one example to train on: found 0 examples",
  );
});
