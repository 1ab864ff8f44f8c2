import { assertEquals, assertNotEquals } from "@std/assert";
import { FOLD } from "../../../../lib/engine/wasm/layer/background.ts";
import type { ProgramOptions } from "../../../../lib/engine/wasm/loop/running.ts";
import { WasmProgram } from "../../../../lib/engine/wasm/program.ts";
import type { Numbers } from "../../../../lib/formula/mod.ts";
import { random } from "../../../../lib/random.ts";
import { type Case, examplesOf, parametersOf, planOf } from "../../cases.ts";
import { BOUND, compare, type Makes, none } from "../../contract.ts";

const plain: Case = {
  ...{ sizes: [20, 30, 3], hidden: "tanh", output: "softmax" },
  loss: { type: "crossEntropy", reduction: "mean" },
  optimizer: { type: "sgd", momentum: 0, nesterov: false },
  ...{ batchSize: 1, examples: 2 * FOLD + 100, sparse: true, bytes: true },
  scale: [0.01, 1],
};

/** Batch sizes for the kernels of single examples and for those of batches. */
const batches = [1, 10, 32] as const;

function start(it: Case, options?: ProgramOptions, of: Case = it) {
  const chance = random(3, "background"), plan = planOf(it);
  const parameters = parametersOf(plan, chance);
  const examples = examplesOf(of, chance);
  const program = new WasmProgram(plan, parameters, examples, options);
  const order = Uint32Array.from({ length: it.examples }, (_, r) => r);
  return { program, order, parameters, examples };
}

Deno.test(`training that skips a background other than zero stays within ${BOUND} of the reference over ${FOLD} examples and more`, () => {
  const makes: Makes = {
    "the wasm engine": (plan, parameters, examples) =>
      new WasmProgram(plan, parameters, examples),
  };
  for (const scale of [[0.01, 1], [1, 0], [-1, 1], [5, 6]] as const) {
    for (const batchSize of batches) {
      compare(makes, { ...plain, batchSize, scale });
    }
  }
  compare(makes, { ...plain, sizes: [784, 50, 10] });
  compare(makes, { ...plain, sizes: [784, 130, 60, 10], examples: FOLD + 9 });
  compare(makes, { ...plain, hidden: "gelu" }); // batches of 1
  compare(makes, { ...plain, sizes: [16, 3] });
});

Deno.test("a background is skipped if most inputs equal it, and only with plain gradient descent", () => {
  const momentum = { type: "sgd", momentum: 0.9, nesterov: false } as const;
  const bits = (it: Case, options?: ProgramOptions) => {
    const { program, order } = start(it, options);
    program.train(order, 0.1, none());
    return program.parameters();
  };
  for (const batchSize of batches) {
    const it = { ...plain, batchSize };
    const [apart, whole] = [true, false].map((sparse) => bits(it, { sparse }));
    assertNotEquals(apart, whole);
    assertEquals(bits(it), apart);
    const full = { ...it, sparse: false };
    assertEquals(bits(full), bits(full, { sparse: false }));
    const other = { ...it, optimizer: momentum };
    assertEquals(bits(other), bits(other, { sparse: false }));
  }
});

Deno.test("with a background, a run that stops after a chunk or an epoch resumes to the same bits", () => {
  for (const batchSize of batches) {
    const it = { ...plain, batchSize };
    const { program: whole, order } = start(it);
    const grain = batchSize * Math.ceil(FOLD / batchSize);
    assertEquals(whole.grain, grain);
    const sums = none();
    whole.train(order, 0.1, sums, 1);
    whole.train(order, 0.1, none(), 2);
    const parts = none();
    let { program } = start(it);
    const goOn = () => {
      const snapshot = program.read();
      ({ program } = start(it));
      program.write(snapshot);
    };
    program.train(order.subarray(0, grain), 0.1, parts, 1);
    goOn();
    program.train(order.subarray(grain), 0.1, parts, 1);
    goOn();
    assertEquals(parts, sums);
    program.train(order, 0.1, none(), 2);
    assertEquals(program.parameters(), whole.parameters());
  }
});

Deno.test("with a background, parameters are read with the same bits as they were written", () => {
  const { program, parameters } = start(plain);
  assertEquals(program.parameters(), parameters);
  parameters.fill(-0); // adding 0 would lose the sign
  program.write({ parameters });
  const bits = (of: Numbers) => new Uint32Array(of.buffer);
  assertEquals(bits(program.parameters()), bits(parameters));
});

Deno.test("the background can change with the examples", () => {
  const scales = [[0, 1], [0.01, 1], [0.5, 1]] as const;
  for (const batchSize of batches) {
    for (const from of scales) {
      for (const to of scales) {
        const it = { ...plain, batchSize, scale: to };
        const fresh = start(it), other = start(it, {}, { ...it, scale: from });
        other.program.learnFrom(fresh.examples);
        fresh.program.train(fresh.order, 0.1, none());
        other.program.train(fresh.order, 0.1, none());
        assertEquals(other.program.parameters(), fresh.program.parameters());
      }
    }
  }
});

Deno.test("with a background, new examples give the same bits in reused and in newly allocated memory", () => {
  for (const batchSize of batches) {
    const it = { ...plain, batchSize };
    const wide = start({ ...it, sparse: false }, { sparse: true });
    const narrow = start(it), others = wide.examples;
    wide.program.learnFrom(narrow.examples); // fewer values
    const found = [wide, narrow].map(({ program, order }) => {
      const sums = none();
      program.write({ parameters: narrow.parameters });
      program.train(order.subarray(0, 5 * batchSize), 0.1, sums);
      program.learnFrom(others);
      program.train(order.subarray(5 * batchSize), 0.1, sums);
      return program.parameters();
    });
    assertEquals(found[0], found[1]);
  }
});
