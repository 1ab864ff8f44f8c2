/**
 * What every engine must do, held against the reference engine in float64. A
 * test file runs it for its engine; see `reference/contract_test.ts` and
 * `wasm/contract_test.ts`.
 *
 * Bounds are relative to the largest number of what is compared: float32 keeps
 * 24 bits, and a sum of hundreds of products loses some of them.
 *
 * @module
 */

import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import type { Examples } from "../../lib/dataset/examples.ts";
import type { Program, Sums } from "../../lib/engine/engine.ts";
import { reference } from "../../lib/engine/reference/mod.ts";
import type { ByteFrame, Frame } from "../../lib/frame.ts";
import { activations } from "../../lib/formula/mod.ts";
import { type Numbers, type Plan, planNetwork } from "../../lib/network/mod.ts";
import { type Random, random } from "../../lib/random.ts";
import type {
  ActivationName,
  LossSpec,
  OptimizerSpec,
  Restraints,
} from "../../mod.ts";

/** How far an engine's numbers may be from the reference in float64. */
export const BOUND = 2e-5;

/** Makes a program of the engine under test. */
export type Make = (
  plan: Plan,
  parameters: Numbers,
  examples: Examples | undefined,
  wanted: { readonly sparse: boolean },
) => Program;

/** One network and its examples, in words. */
export interface Case {
  /** Inputs, hidden units (none for a single layer), outputs. */
  readonly sizes: readonly number[];
  /** The activation of hidden layers. */
  readonly hidden: ActivationName;
  /** That of the output layer, with the loss. */
  readonly output: ActivationName;
  /** The loss. */
  readonly loss: LossSpec;
  /** How many examples make a step. */
  readonly batchSize: number | "full";
  /** How many there are. */
  readonly examples: number;
  /** How slopes become steps. */
  readonly optimizer: OptimizerSpec;
  /** The share of hidden outputs that is dropped; nothing unless given. */
  readonly dropout?: number;
  /** What keeps slopes and weights small; nothing unless given. */
  readonly restraints?: Restraints;
  /** Whether four inputs of five are zero, and whether the engine is to skip them. */
  readonly sparse: boolean;
  /** Whether inputs are bytes. */
  readonly bytes: boolean;
  /** What bytes 0 and 255 stand for; 0 and 1 unless given. */
  readonly scale?: ByteFrame["scale"];
}

/** The sizes that four lanes and panels of eight find awkward. */
export const WIDTHS = [1, 2, 3, 4, 5, 7, 8, 9, 784] as const;

const NAMES = Object.keys(activations) as ActivationName[];

const ENDINGS: readonly (readonly [ActivationName, LossSpec])[] = [
  ...NAMES.map((activation) =>
    [activation, { type: "mse", reduction: "mean" }] as const
  ),
  ["sigmoid", { type: "mse", reduction: "sum" }],
  ["identity", { type: "huber", reduction: "mean" }],
  ["softmax", { type: "huber", reduction: "sum" }],
  ["softmax", { type: "crossEntropy", reduction: "mean" }],
  ["sigmoid", { type: "binaryCrossEntropy", reduction: "mean" }],
];

const BATCHES = [1, 2, 3, 5, 7, 32, 100] as const;

const OPTIMIZERS: readonly OptimizerSpec[] = [
  { type: "sgd", momentum: 0, nesterov: false },
  { type: "sgd", momentum: 0.9, nesterov: false },
  { type: "sgd", momentum: 0.5, nesterov: true },
  // a large epsilon, for a step that follows the size of the slope
  { type: "adam", beta1: 0.9, beta2: 0.99, epsilon: 0.1 },
  { type: "adamw", beta1: 0.9, beta2: 0.99, epsilon: 0.1, decay: 0.05 },
  { type: "rmsprop", rho: 0.9, epsilon: 0.1 },
];

const RESTRAINTS: readonly Restraints[] = [
  {},
  { clip: { norm: 0.05 } },
  { clip: { norm: 0.5, value: 0.01 }, regularization: { l2: 0.1 } },
  { regularization: { l1: 0.05, maxNorm: 0.9 } },
];

/** The values each field of a case takes, and how a case is made of them. */
const FIELDS = {
  inputs: WIDTHS,
  middle: WIDTHS,
  outputs: WIDTHS,
  hidden: NAMES.filter((name) => name !== "softmax"),
  ending: ENDINGS,
  batchSize: BATCHES,
  optimizer: OPTIMIZERS,
  restraints: RESTRAINTS,
  dropout: [0, 0.4],
  sparse: [false, true],
  bytes: [false, true],
  scale: [[0, 1], [0.01, 1], [1, -1]],
} as const;

type Fields = { [K in keyof typeof FIELDS]: typeof FIELDS[K][number] };

function caseOf(fields: Fields): Case {
  const { inputs, middle, outputs, ending: [output, loss], batchSize } = fields;
  const { hidden, optimizer, restraints, dropout, sparse, bytes } = fields;
  const { scale } = fields;
  return {
    sizes: [inputs, middle, outputs],
    examples: batchSize > 7 ? batchSize + 3 : 2 * batchSize + 1,
    ...{ hidden, output, loss, batchSize, optimizer, restraints },
    ...{ dropout, sparse, bytes, scale },
  };
}

/** Cases in which every pair of values of two fields comes together at least once. */
export function pairs(): Case[] {
  const names = Object.keys(FIELDS) as (keyof Fields)[];
  const missing = new Set<string>();
  const key = (a: string, i: number, b: string, j: number) =>
    `${a}${i} ${b}${j}`;
  for (const [n, a] of names.entries()) {
    for (const b of names.slice(n + 1)) {
      for (let i = 0; i < FIELDS[a].length; i++) {
        for (let j = 0; j < FIELDS[b].length; j++) missing.add(key(a, i, b, j));
      }
    }
  }
  const chance = random(1, "pairs");
  const cases: Case[] = [];
  const covers = (row: readonly number[]) =>
    names.flatMap((a, n) =>
      names.slice(n + 1).map((b, m) => key(a, row[n], b, row[n + 1 + m]))
    ).filter((pair) => missing.has(pair));
  while (missing.size > 0) {
    let best: number[] = [], most = 0;
    for (let attempt = 0; attempt < 60 || most === 0; attempt++) {
      const row = names.map((name) => chance.below(FIELDS[name].length));
      const found = covers(row).length;
      if (found > most) [best, most] = [row, found];
    }
    for (const pair of covers(best)) missing.delete(pair);
    const fields = names.map((name, n) => [name, FIELDS[name][best[n]]]);
    cases.push(caseOf(Object.fromEntries(fields) as Fields));
  }
  return cases;
}

/** The case in a line. */
export function words({ sizes, hidden, output, loss, ...rest }: Case): string {
  const { batchSize, examples, optimizer, restraints, sparse } = rest;
  const { dropout = 0, bytes, scale = [0, 1] } = rest;
  return [
    `${
      sizes.join("-")
    }, ${hidden}, ${output} with ${loss.type} ${loss.reduction}`,
    `${optimizer.type}, batch ${batchSize} of ${examples}`,
    `${JSON.stringify(restraints ?? {})}, dropout ${dropout}`,
    `${sparse ? "sparse" : "dense"} ${bytes ? `bytes ${scale}` : "floats"}`,
  ].join(", ");
}

/** The plan of a case. */
export function planOf(
  { sizes, hidden, output, loss, batchSize, optimizer, restraints, ...rest }:
    Case,
  precision: "float32" | "float64" = "float32",
): Plan {
  const last = sizes.length - 2;
  return planNetwork({
    layers: sizes.slice(1).map((units, l) => ({
      name: `layer${l}`,
      type: "dense",
      units,
      activation: l === last ? output : hidden,
      dropout: l === last ? 0 : rest.dropout,
      initializer: "lecunNormal",
      biasInitializer: "zeros",
    })),
    ...{ loss, batchSize, optimizer, precision, ...restraints },
  }, sizes[0]);
}

/** Weights of variance 1 / inputs, biases likewise, the same for every engine. */
export function parametersOf(
  { layers, parameters }: Plan,
  chance: Random,
): Float32Array {
  const all = new Float32Array(parameters);
  for (const { offset, size, inputs } of layers) {
    for (let p = offset; p < offset + size; p++) {
      all[p] = chance.normal() / Math.sqrt(inputs + 1);
    }
  }
  return all;
}

/**
 * Examples with one-hot targets; of a single output, or for binaryCrossEntropy,
 * each 0 or 1.
 */
export function examplesOf(
  { sizes, examples: rows, sparse, bytes, loss, scale = [0, 1] }: Case,
  chance: Random,
): Examples {
  const columns = sizes[0], outputs = sizes[sizes.length - 1];
  const zero = () => sparse && chance.uniform() < 0.8;
  const inputs: Frame | ByteFrame = bytes
    ? {
      ...{ rows, columns, scale },
      data: Uint8Array.from({ length: rows * columns }, () =>
        zero() ? 0 : chance.below(256)),
    }
    : {
      ...{ rows, columns },
      data: Float32Array.from(
        { length: rows * columns },
        () => zero() ? 0 : chance.normal(),
      ),
    };
  const targets = new Float32Array(rows * outputs);
  for (let r = 0; r < rows; r++) {
    if (outputs === 1 || loss.type === "binaryCrossEntropy") {
      for (let o = 0; o < outputs; o++) {
        targets[r * outputs + o] = chance.below(2);
      }
    } else targets[r * outputs + chance.below(outputs)] = 1;
  }
  return { inputs, targets: { rows, columns: outputs, data: targets } };
}

/** The largest distance between two rows of numbers, as a share of the largest number. */
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

/** Sums of nothing yet. */
export const none = (): Sums => ({ loss: 0, correct: 0, examples: 0 });

/** Holds one case to the reference: gradient, an epoch, what it leaves, answers. */
export function compare(make: Make, it: Case): void {
  const chance = random(7, words(it));
  const plan = planOf(it), exact = planOf(it, "float64");
  const parameters = parametersOf(plan, chance),
    examples = examplesOf(it, chance);
  const program = make(plan, parameters, examples, it);
  const right = reference.program(exact, parameters, examples);
  const order = Uint32Array.from({ length: it.examples }, (_, r) => r);
  chance.shuffle(order);
  const far = (what: string, found: Numbers, truth: Numbers) =>
    assertLessOrEqual(distance(found, truth), BOUND, `${what}: ${words(it)}`);

  const B = it.batchSize === "full" ? it.examples : it.batchSize;
  const some = order.subarray(0, Math.min(B, it.examples));
  const epoch = 3;
  const [one, two] = [
    program.gradient(some, epoch),
    right.gradient(some, epoch),
  ];
  far("gradient", one.gradient, two.gradient);
  far("its loss", Float64Array.of(one.loss), Float64Array.of(two.loss));

  const rate = 0.01, sums = none(), truth = none();
  program.train(order, rate, sums, epoch);
  right.train(order, rate, truth, epoch);
  far("parameters", program.parameters, right.parameters);
  const [state, other] = [program.state, right.state];
  assertEquals(state.steps, other.steps);
  assertEquals(state.moments.length, other.moments.length);
  state.moments.forEach((m, n) => far("moments", m, other.moments[n]));
  far("loss", Float64Array.of(sums.loss), Float64Array.of(truth.loss));
  assertEquals(sums.examples, truth.examples);
  const answers = program.predict(examples.inputs);
  far("answers", answers.data, right.predict(examples.inputs).data);
  assertEquals([answers.rows, answers.columns], [it.examples, plan.outputs]);
  // an answer may be on the other side of a tie
  assertLessOrEqual(
    Math.abs(sums.correct - truth.correct),
    1,
    `correct: ${words(it)}`,
  );
  program.close();
}

const plain: Case = {
  ...{ sizes: [9, 7, 3], hidden: "relu", output: "softmax" },
  loss: { type: "crossEntropy", reduction: "mean" },
  optimizer: OPTIMIZERS[0],
  ...{ batchSize: 4, examples: 23, sparse: false, bytes: false },
};

/** The same with one number, other than 0, for most inputs. */
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

/** Runs the suite for one engine. */
export function contract(name: string, make: Make): void {
  const sizes = pairs();
  Deno.test(`${name} is within ${BOUND} of the reference in every pair of settings`, () => {
    for (const it of sizes) compare(make, it);
  });

  Deno.test(`${name} is within ${BOUND} of the reference in plans by chance`, () => {
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
      restraints: fc.constantFrom(...RESTRAINTS),
      dropout: fc.constantFrom(...FIELDS.dropout),
      sparse: fc.boolean(),
      bytes: fc.boolean(),
      scale: fc.constantFrom(...FIELDS.scale),
    });
    fc.assert(
      fc.property(
        cases,
        ({ ending: [output, loss], ...it }) =>
          compare(make, { ...it, output, loss }),
      ),
      { numRuns: 150, seed: 1 },
    );
  });

  Deno.test(`${name} is as near after thousands of steps of narrow layers`, () => {
    const sizes = [9, 60, 8, 3], batchSize = 1, examples = 3000;
    compare(make, { ...plain, sizes, batchSize, examples, hidden: "tanh" });
  });

  Deno.test(`${name} adds to sums, whatever chunks an epoch is cut into`, () => {
    for (const it of [plain, background]) {
      for (const batchSize of [1, 4]) {
        const whole = start(make, { ...it, batchSize });
        const parts = start(make, { ...it, batchSize });
        const sums = { loss: 100, correct: 10, examples: 1012 },
          other = { ...sums };
        whole.program.train(whole.order, 0.1, sums);
        for (let at = 0; at < 23; at += 8) {
          parts.program.train(parts.order.subarray(at, at + 8), 0.1, other);
          parts.program.parameters.fill(0); // a copy: to look changes nothing
        }
        assertEquals(other, sums);
        assertEquals(parts.program.parameters, whole.program.parameters);
        assertEquals(sums.examples, 1035);
        assert(sums.loss > 100);
      }
    }
  });

  Deno.test(`${name} stops at a loss that is not finite and does not learn from it`, () => {
    for (const batchSize of [1, 4]) {
      const it = {
        ...plain,
        batchSize,
        hidden: "tanh", // relu would answer 0
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
      assertEquals(other.parameters, program.parameters);
    }
  });

  Deno.test(`${name} gives and takes parameters as copies`, () => {
    const { program, parameters, order } = start(make);
    assertEquals(program.parameters, parameters);
    program.train(order, 0.1, none());
    const later = program.parameters;
    program.parameters = parameters;
    assertEquals(program.parameters, parameters);
    later.fill(0);
    parameters.fill(0);
    assert(program.parameters.some((p) => p !== 0));
  });

  Deno.test(`${name} goes on from its state as if it had not stopped`, () => {
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
      rest.program.parameters = first.program.parameters;
      rest.program.state = first.program.state;
      rest.program.train(late, 0.1, none());
      assertEquals(rest.program.parameters, whole.program.parameters);
      assertEquals(rest.program.state, whole.program.state);
    }
  });

  Deno.test(`${name} answers alike alone and among others, before and after it learns`, () => {
    const { program, order, examples, plan, parameters } = start(make, {
      ...plain,
      examples: 300,
    });
    const alone = make(plan, parameters, undefined, plain);
    for (let round = 0; round < 2; round++) {
      const all = program.predict(examples.inputs);
      alone.parameters = program.parameters;
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

  Deno.test(`${name} learns from others in place of its examples as if it had begun with them`, () => {
    for (const batchSize of [1, 4]) {
      for (const sparse of [false, true]) {
        for (const bytes of [false, true]) {
          const it = { ...plain, batchSize, sparse, bytes };
          const { program, plan, order, parameters, examples } = start(
            make,
            it,
          );
          const full = { ...it, sparse: false }; // more of them are not zero
          const others = examplesOf(full, random(4, "others"));
          const fresh = make(plan, parameters, others, it);
          const sums = none(), same = none();
          fresh.train(order, 0.1, sums);
          program.examples = others;
          program.train(order, 0.1, same);
          assertEquals([same, program.parameters], [sums, fresh.parameters]);
          fresh.examples = examples;
          program.examples = examples;
          assertEquals(program.examples, examples);
          fresh.train(order, 0.1, sums);
          program.train(order, 0.1, same);
          assertEquals([same, program.parameters], [sums, fresh.parameters]);
          assertEquals(program.state, fresh.state);
          program.close();
          fresh.close();
        }
      }
    }
  });

  Deno.test(`${name} refuses to learn without examples`, () => {
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
    const message = "a program must have examples to learn from: found none";
    assertEquals(
      error(() => program.train(Uint32Array.of(0), 1, none())),
      message,
    );
    assertEquals(error(() => program.gradient(Uint32Array.of(0))), message);
  });
}
