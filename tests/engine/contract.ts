/**
 * The tests that every engine must pass. They compare the engine with the
 * reference engine in float64. A test file calls them for its engine; see
 * `reference/contract_test.ts` and `wasm/contract_test.ts`.
 *
 * Errors are relative to the largest of the compared numbers: float32 has 24
 * bits, and a sum of hundreds of products loses some of them.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertLessOrEqual,
  assertNotEquals,
} from "@std/assert";
import fc from "fast-check";
import type { Examples } from "../../lib/dataset/examples.ts";
import type { ExactProgram, Sums } from "../../lib/engine/engine.ts";
import { reference } from "../../lib/engine/reference/mod.ts";
import type { Frame } from "../../lib/frame.ts";
import type { Numbers } from "../../lib/formula/mod.ts";
import type { Plan } from "../../lib/network/mod.ts";
import { random } from "../../lib/random.ts";
import type { LayerTypeName } from "../../mod.ts";
import {
  type Case,
  ENDINGS,
  examplesOf,
  FIELDS,
  GRADIENT_OPTIONS,
  OPTIMIZERS,
  pairs,
  parametersOf,
  planOf,
  planWith,
  TYPES,
  WIDTHS,
  words,
} from "./cases.ts";

/**
 * The largest allowed error of an engine, relative to the reference engine in
 * float64.
 */
export const BOUND = 2e-5;

/** Creates a program of the tested engine. */
export type Make = (
  plan: Plan,
  parameters: Numbers,
  examples: Examples | undefined,
  wanted: { readonly sparse: boolean },
) => ExactProgram;

/**
 * The largest difference of two arrays, divided by the largest absolute number.
 */
export function distance(found: Numbers, right: Numbers): number {
  assertEquals(found.length, right.length);
  let most = 1e-6, far = 0;
  for (let n = 0; n < right.length; n++) {
    most = Math.max(most, Math.abs(right[n]));
    const d = Math.abs(found[n] - right[n]);
    far = d >= far ? d : d === d ? far : Infinity;
  }
  return far / most;
}

/** Running totals before the first batch. */
export const none = (): Sums => ({ loss: 0, correct: 0, examples: 0 });

/** The tested engines: names, and functions that create programs. */
export type Makes = Readonly<Record<string, Make>>;

/**
 * Compares one case with the reference engine: the gradient, the parameters and
 * moments after an epoch, and the predictions.
 */
export function compare(makes: Makes, it: Case): void {
  const chance = random(7, words(it));
  const plan = planOf(it), exact = planOf(it, "float64");
  const parameters = parametersOf(plan, chance),
    examples = examplesOf(it, chance);
  const order = Uint32Array.from({ length: it.examples }, (_, r) => r);
  chance.shuffle(order);
  const B = it.batchSize === "full" ? it.examples : it.batchSize;
  const some = order.subarray(0, Math.min(B, it.examples));
  const epoch = 3, rate = 0.01;

  const right = reference.program(exact, parameters, examples);
  const { loss, ...first } = right.gradient(some, epoch);
  const gradient = first.gradient.slice(), truth = none();
  right.train(order, rate, truth, epoch);
  const { parameters: learned, state: other } = right.read();
  const { data } = right.predict(examples.inputs);

  for (const [name, make] of Object.entries(makes)) {
    const about = `${name}, ${words(it)}`;
    const far = (what: string, found: Numbers, truth: Numbers) =>
      assertLessOrEqual(distance(found, truth), BOUND, `${what}: ${about}`);
    const program = make(plan, parameters, examples, it);
    const one = program.gradient(some, epoch);
    far("gradient", one.gradient, gradient);
    far("its loss", Float64Array.of(one.loss), Float64Array.of(loss));

    const sums = none();
    program.train(order, rate, sums, epoch);
    far("parameters", program.parameters(), learned);
    const { state } = program.read();
    assertEquals(state.steps, other.steps, about);
    assertEquals(state.moments.length, other.moments.length, about);
    state.moments.forEach((m, n) => far("moments", m, other.moments[n]));
    far("loss", Float64Array.of(sums.loss), Float64Array.of(truth.loss));
    assertEquals(sums.examples, truth.examples, about);
    const answers = program.predict(examples.inputs);
    far("answers", answers.data, data);
    assertEquals([answers.rows, answers.columns], [it.examples, plan.outputs]);
    // an output close to a tie may be counted differently
    const apart = Math.abs(sums.correct - truth.correct);
    assertLessOrEqual(apart, 1, `correct: ${about}`);
    program.close();
  }
}

/**
 * The results of two epochs of training with 4 numbers as inputs and 3 classes.
 */
function learned(program: ExactProgram, inputs: Frame) {
  const order = Uint32Array.from({ length: 23 }, (_, r) => r), sums = none();
  const { gradient } = program.gradient(order.subarray(0, 1));
  for (let epoch = 1; epoch <= 2; epoch++) {
    program.train(order, 0.1, sums, epoch);
  }
  const { data } = program.predict(inputs);
  return { gradient, sums, parameters: program.parameters(), data };
}

const plain: Case = {
  ...{ sizes: [9, 7, 3], hidden: "relu", output: "softmax" },
  loss: { type: "crossEntropy", reduction: "mean" },
  optimizer: OPTIMIZERS[0],
  ...{ batchSize: 4, examples: 23, sparse: false, bytes: false },
};

/**
 * The same network with bytes as inputs, most of which are 0, which stands for
 * 0.01.
 */
const background: Case = {
  ...{ ...plain, sparse: true, bytes: true, scale: [0.01, 1] },
};

function start(make: Make, it: Case = plain, only?: number) {
  const chance = random(3, "contract"), plan = planOf(it);
  const parameters = parametersOf(plan, chance),
    examples = examplesOf(it, chance);
  if (only !== undefined) parameters.fill(only);
  const program = make(plan, parameters, examples, it);
  const order = Uint32Array.from({ length: it.examples }, (_, r) => r);
  return { program, order: chance.shuffle(order), plan, parameters, examples };
}

/**
 * Runs the tests for all engines, which share one run of the reference engine.
 */
export function contract(makes: Makes): void {
  const engines = Object.keys(makes).join(" and ");
  const what = `gradients, training and predictions of ${engines}`;
  const sizes = pairs();
  Deno.test(`${what} are within ${BOUND} of the reference in every pair of settings`, () => {
    for (const it of sizes) compare(makes, it);
  });

  Deno.test(`${what} are within ${BOUND} of the reference with each layer type`, () => {
    const it: Case = { ...plain, sizes: [30, 3] };
    for (
      const [type, dropout] of (Object.keys(TYPES) as LayerTypeName[])
        .flatMap((type) => [[type, 0], [type, 0.4]] as const)
    ) {
      const run = (make: Make, precision: "float32" | "float64") => {
        const plan = planWith(type, { batchSize: 4, precision }, dropout);
        const parameters = parametersOf(plan, random(2, type));
        const examples = examplesOf(it, random(3, "contract"));
        const program = make(plan, parameters, examples, it);
        const result = learned(program, examples.inputs as Frame);
        program.close();
        return result;
      };
      const right = run(
        (plan, ...rest) => reference.program(plan, rest[0], rest[1]),
        "float64",
      );
      for (const [name, make] of Object.entries(makes)) {
        const found = run(make, "float32"),
          about = `${type}, dropout ${dropout}, ${name}`;
        for (const key of ["gradient", "parameters", "data"] as const) {
          assertLessOrEqual(distance(found[key], right[key]), BOUND, about);
        }
        assertEquals(found.sums.examples, right.sums.examples, about);
      }
    }
  });

  Deno.test(`${what} have the same bits with and without a flatten layer`, () => {
    for (const make of Object.values(makes)) {
      for (const batchSize of [1, 4]) {
        const [dense, flatten] = (["dense", "flatten"] as const).map((type) => {
          const plan = planWith(type, { batchSize, precision: "float32" });
          const examples = examplesOf(
            { ...plain, sizes: [4, 3] },
            random(3, "contract"),
          );
          const program = make(
            plan,
            parametersOf(plan, random(2, "flatten")),
            examples,
            plain,
          );
          const result = learned(program, examples.inputs as Frame);
          program.close();
          return result;
        });
        assertEquals(flatten, dense);
      }
    }
  });

  Deno.test(`${what} are within ${BOUND} of the reference in random plans`, () => {
    const width = fc.oneof(
      fc.constantFrom(...WIDTHS.slice(0, 8)),
      fc.integer({ min: 1, max: 40 }),
    );
    const cases = fc.record({
      sizes: fc.array(width, { minLength: 2, maxLength: 5 }),
      hidden: fc.constantFrom(...FIELDS.hidden),
      ending: fc.constantFrom(...ENDINGS),
      batchSize: fc.oneof(
        fc.constant("full" as const),
        fc.integer({ min: 1, max: 40 }),
      ),
      examples: fc.integer({ min: 1, max: 50 }),
      optimizer: fc.constantFrom(...OPTIMIZERS),
      gradientOptions: fc.constantFrom(...GRADIENT_OPTIONS),
      dropout: fc.constantFrom(...FIELDS.dropout),
      sparse: fc.boolean(),
      bytes: fc.boolean(),
      scale: fc.constantFrom(...FIELDS.scale),
      weighted: fc.boolean(),
    });
    fc.assert(
      fc.property(
        cases,
        ({ ending: [output, loss], ...it }) =>
          compare(makes, { ...it, output, loss }),
      ),
      { numRuns: 150, seed: 1 },
    );
  });

  Deno.test(`${what} are equally close after thousands of steps of narrow layers`, () => {
    const sizes = [9, 60, 8, 3], batchSize = 1, examples = 3000;
    compare(makes, { ...plain, sizes, batchSize, examples, hidden: "tanh" });
  });

  for (const [name, make] of Object.entries(makes)) keeps(name, make);
}

/**
 * Tests the state of a program: its totals, parameters and snapshots, its
 * examples, and its errors.
 */
function keeps(name: string, make: Make): void {
  Deno.test(`${name} adds to the totals, however an epoch is divided into chunks`, () => {
    for (const it of [plain, background]) {
      for (const batchSize of [1, 4]) {
        const whole = start(make, { ...it, batchSize });
        const parts = start(make, { ...it, batchSize });
        const sums = { loss: 100, correct: 10, examples: 1012 },
          other = { ...sums };
        whole.program.train(whole.order, 0.1, sums);
        for (let at = 0; at < 23; at += 8) {
          parts.program.train(parts.order.subarray(at, at + 8), 0.1, other);
          parts.program.parameters().fill(0); // this must change a copy only
        }
        assertEquals(other, sums);
        assertEquals(parts.program.parameters(), whole.program.parameters());
        assertEquals(sums.examples, 1035);
        assert(sums.loss > 100);
      }
    }
  });

  Deno.test(`${name} stops at a loss that is not finite, without a step for this batch`, () => {
    for (const batchSize of [1, 4]) {
      const it = {
        ...plain,
        batchSize,
        hidden: "tanh", // relu would turn NaN into 0
        output: "identity",
        loss: { type: "mse", reduction: "mean" },
      } as const;
      const { program, order, examples, parameters } = start(make, it);
      (examples.inputs as Frame).data.fill(NaN, 9 * order[9], 9 * order[9] + 9);
      const other = make(planOf(it), parameters, examples, it);
      const sums = none();
      other.train(order, 0.1, sums);
      assert(!Number.isFinite(sums.loss));
      assertEquals(sums.examples, batchSize === 1 ? 10 : 12);
      program.train(order.subarray(0, batchSize === 1 ? 9 : 8), 0.1, none());
      assertEquals(other.parameters(), program.parameters());
    }
  });

  Deno.test(`${name} copies parameters when they are read or written`, () => {
    const { program, parameters, order } = start(make);
    assertEquals(program.parameters(), parameters);
    program.train(order, 0.1, none());
    const later = program.parameters();
    program.write({ parameters });
    assertEquals(program.parameters(), parameters);
    later.fill(0);
    parameters.fill(0);
    assert(program.parameters().some((p) => p !== 0));
  });

  Deno.test(`${name} resumes from its state with the same result as without a stop`, () => {
    for (const optimizer of OPTIMIZERS) {
      const it = { ...plain, optimizer };
      const whole = start(make, it),
        first = start(make, it),
        rest = start(make, it);
      const [early, late] = [
        whole.order.subarray(0, 12),
        whole.order.subarray(12),
      ];
      whole.program.train(whole.order, 0.1, none());
      first.program.train(early, 0.1, none());
      rest.program.write(first.program.read());
      rest.program.train(late, 0.1, none());
      assertEquals(rest.program.parameters(), whole.program.parameters());
      assertEquals(rest.program.read().state, whole.program.read().state);
    }
  });

  Deno.test(`${name} restores the snapshot of mark()`, () => {
    for (const it of [plain, background]) {
      for (const optimizer of OPTIMIZERS) {
        for (const batchSize of [1, 4]) {
          const { program, order, examples } = start(make, {
            ...{ ...it, optimizer, batchSize },
          });
          program.train(order, 0.1, none());
          program.mark();
          const marked = program.read();
          const predictions = program.predict(examples.inputs);
          program.train(order, 0.1, none());
          const later = program.read();
          assertNotEquals(later.parameters, marked.parameters);
          program.rewind();
          assertEquals(program.read(), marked);
          assertEquals(program.predict(examples.inputs), predictions);
          program.train(order, 0.1, none());
          assertEquals(program.read(), later);
        }
      }
    }
  });

  Deno.test(`${name} predicts a row with the same bits alone and with other rows, before and after training`, () => {
    const { program, order, examples, plan, parameters } = start(make, {
      ...plain,
      examples: 300,
    });
    const alone = make(plan, parameters, undefined, plain);
    for (let round = 0; round < 2; round++) {
      const all = program.predict(examples.inputs);
      alone.write({ parameters: program.parameters() });
      for (const r of [0, 5, 255, 256, 299]) {
        const data = examples.inputs.data.subarray(
          9 * r,
          9 * r + 9,
        ) as Float32Array;
        const one = alone.predict({ rows: 1, columns: 9, data });
        assertEquals(one.data, all.data.slice(3 * r, 3 * r + 3));
      }
      program.train(order, 0.1, none());
    }
    assertEquals(
      program.predict({ rows: 0, columns: 9, data: new Float32Array() }).rows,
      0,
    );
  });

  Deno.test(`${name} trains on new examples like a program that had them from the start`, () => {
    for (const batchSize of [1, 4]) {
      for (const sparse of [false, true]) {
        for (const bytes of [false, true]) {
          const weighted = bytes;
          const it = { ...plain, batchSize, sparse, bytes, weighted };
          const { program, plan, order, parameters, examples } = start(
            make,
            it,
          );
          const full = { ...it, sparse: false }; // fewer inputs are zero
          const others = examplesOf(full, random(4, "others"));
          const fresh = make(plan, parameters, others, it);
          const sums = none(), same = none();
          fresh.train(order, 0.1, sums);
          program.learnFrom(others);
          program.train(order, 0.1, same);
          assertEquals([same, program.parameters()], [
            sums,
            fresh.parameters(),
          ]);
          fresh.learnFrom(examples);
          program.learnFrom(examples);
          fresh.train(order, 0.1, sums);
          program.train(order, 0.1, same);
          assertEquals([same, program.parameters()], [
            sums,
            fresh.parameters(),
          ]);
          assertEquals(program.read().state, fresh.read().state);
          program.close();
          fresh.close();
        }
      }
    }
  });

  Deno.test(`${name} multiplies loss and gradient by the weights of examples, as worked by hand`, () => {
    // The output z equals x. The two examples (x, target, weight) are (3, 1,
    // 2.5) and (1, 0, 0.5). Their losses are 2.5 * 4 and 0.5 * 1, and dL/dz is
    // 2.5 * 4 and 0.5 * 2.
    const plan = planOf({
      ...{ ...plain, sizes: [1, 1], output: "identity", batchSize: 2 },
      ...{ loss: { type: "mse", reduction: "mean" }, examples: 2 },
    });
    const column = (...numbers: number[]) => ({
      ...{ rows: numbers.length, columns: 1 },
      data: Float32Array.from(numbers),
    });
    const inputs = column(3, 1), targets = column(1, 0);
    const weights = Float32Array.of(2.5, 0.5);
    const examples = { inputs, targets, weights };
    const program = make(plan, Float32Array.of(1, 0), examples, plain);
    const order = Uint32Array.of(0, 1), sums = none();
    const { loss, gradient } = program.gradient(order);
    assertEquals([loss, ...gradient], [10.5 / 2, (30 + 1) / 2, (10 + 1) / 2]);
    program.train(order, 0.5, sums);
    assertEquals(sums.loss, 10.5);
    assertEquals([...program.parameters()], [1 - 31 / 4, -11 / 4]);
    program.close();
  });

  Deno.test(`${name} gives a weighted example the gradient of repeated examples, within ${BOUND}`, () => {
    for (const [output, loss] of ENDINGS) {
      for (const outputs of [1, 3, 5]) {
        const count = 9, sizes = [4, 6, outputs];
        const it: Case = {
          ...{ ...plain, sizes, output, loss },
          ...{ batchSize: "full", examples: count },
        };
        const chance = random(5, words(it)), plan = planOf(it);
        const parameters = parametersOf(plan, chance);
        const { inputs, targets } = examplesOf(it, chance);
        const weights = Float32Array.from(
          { length: count },
          () => 1 + chance.below(4),
        );
        const rows = Array.from(weights)
          .flatMap((weight, r) => Array<number>(weight).fill(r));
        const repeated = ({ columns, data }: Frame): Frame => ({
          ...{ rows: rows.length, columns },
          data: Float32Array.from(rows.flatMap((r) => [
            ...data.subarray(r * columns, (r + 1) * columns),
          ])),
        });
        const sumOf = (examples: Examples) => {
          const { rows } = examples.targets;
          const program = make(plan, parameters, examples, it);
          const order = Uint32Array.from({ length: rows }, (_, r) => r);
          const { loss, gradient } = program.gradient(order);
          program.close();
          return Float64Array.of(loss, ...gradient).map((x) => x * rows);
        };
        const found = sumOf({ inputs, targets, weights });
        const right = sumOf({
          inputs: repeated(inputs as Frame),
          targets: repeated(targets),
        });
        assertLessOrEqual(distance(found, right), BOUND, words(it));
      }
    }
  });

  Deno.test(`${name} refuses to train without examples`, () => {
    const plan = planOf(plain);
    const program = make(
      plan,
      new Float32Array(plan.parameters),
      undefined,
      plain,
    );
    const error = (what: () => unknown) => {
      try {
        what();
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    const message =
      "a program must have at least one example to train on: found 0 examples";
    assertEquals(
      error(() => program.train(Uint32Array.of(0), 1, none())),
      message,
    );
    assertEquals(error(() => program.gradient(Uint32Array.of(0))), message);
  });
}
