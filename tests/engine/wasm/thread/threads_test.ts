import { assertEquals, assertNotEquals } from "@std/assert";
import { WasmProgram } from "../../../../lib/engine/wasm/program.ts";
import { trainingForm } from "../../../../lib/engine/wasm/layer/form.ts";
import {
  mayShare,
  threadsOf,
} from "../../../../lib/engine/wasm/thread/threads.ts";
import type { ByteFrame } from "../../../../lib/frame.ts";
import type { Numbers } from "../../../../lib/formula/mod.ts";
import { random } from "../../../../lib/random.ts";
import { type Case, examplesOf, parametersOf, planOf } from "../../cases.ts";
import { none } from "../../contract.ts";
import { lacking, needing } from "../../../_needing.ts";
import { watched } from "./_meeting.ts";

async function sha256(numbers: Numbers): Promise<string> {
  const bytes = Uint8Array.from(new Uint8Array(numbers.buffer));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0"))
    .join("");
}

const small = { examples: 300, sparse: true, bytes: true } as const;
const sum = { type: "mse", reduction: "sum" } as const;
const entropy = { type: "crossEntropy", reduction: "mean" } as const;
const sgd = { type: "sgd", momentum: 0, nesterov: false } as const;
const adam = { type: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** The workloads of the benchmark, with fewer weights and examples. */
const cases: Record<string, { it: Case; rate: number; hash: string }> = {
  W1: {
    it: {
      ...{
        ...small,
        sizes: [784, 50, 10],
        hidden: "sigmoid",
        output: "sigmoid",
      },
      ...{ loss: sum, batchSize: 1, optimizer: sgd },
    },
    rate: 0.1,
    hash: "f87bc1b4a11ade167afd16940890812ace56c2d0088e05bd75755e1051b9c3a4",
  },
  "mnist-go": {
    it: {
      ...{
        ...small,
        sizes: [784, 50, 10],
        hidden: "sigmoid",
        output: "sigmoid",
      },
      ...{ loss: sum, batchSize: 1, optimizer: sgd, scale: [0.01, 1] },
    },
    rate: 0.1,
    hash: "f0a9417af87600d3ba0aaa02b2cfd5d8d298a6455fd0b09d14563333bf90906c",
  },
  "W2 with inputs from 0.01 to 1": {
    it: {
      ...{ ...small, sizes: [784, 60, 10], hidden: "relu", output: "softmax" },
      ...{ loss: entropy, batchSize: 32, optimizer: sgd, scale: [0.01, 1] },
    },
    rate: 0.1,
    hash: "efb55c0ec62dff8038f43592a70a9849ed8e605423e8102cafff7cb8e5981718",
  },
  W2: {
    it: {
      ...{ ...small, sizes: [784, 60, 10], hidden: "relu", output: "softmax" },
      ...{ loss: entropy, batchSize: 32, optimizer: sgd },
    },
    rate: 0.1,
    hash: "84b29049d6557b661fe912daf3006c5cea8cd3b2413bff8451675ccefff8f77c",
  },
  W3: {
    it: {
      ...{
        ...small,
        sizes: [784, 72, 63, 10],
        hidden: "relu",
        output: "softmax",
      },
      ...{ loss: entropy, batchSize: 128, optimizer: adam },
    },
    rate: 0.001,
    hash: "97563eaeee7c99372a752b9ec212448db354491042d9363a5ba52c87e3bb6754",
  },
};

// the hash is that of products that do not skip zeros
cases["W3 with wide hidden layers"] = {
  it: { ...cases.W3.it, sizes: [784, 70, 131, 66, 10] },
  rate: 0.001,
  hash: "cbb66a1d6b2f895d463a9d016038392c7cd1711ad4f55c02b0342f61d740966f",
};

async function trained(
  it: Case,
  rate: number,
  threads: number,
  chunk = it.examples,
): Promise<string> {
  const chance = random(5, "determinism"), plan = planOf(it);
  const parameters = parametersOf(plan, chance);
  const program = new WasmProgram(plan, parameters, examplesOf(it, chance), {
    threads,
  });
  await program.ready;
  const order = Uint32Array.from({ length: it.examples }, (_, r) => r);
  for (let epoch = 0; epoch < 2; epoch++) {
    chance.shuffle(order);
    const sums = none();
    for (let at = 0; at < it.examples; at += chunk) {
      program.train(order.subarray(at, at + chunk), rate, sums, 1 + epoch);
    }
  }
  const hash = await sha256(program.parameters());
  program.close();
  return hash;
}

/** The reason to skip tests of threads, if the host has no shared memory. */
const THREADS = mayShare() ? "" : "no threads here";

for (const [name, { it, rate, hash }] of Object.entries(cases)) {
  Deno.test(`${name} (reduced) trains to the same bits on every machine, ten times`, async () => {
    for (let run = 0; run < 10; run++) {
      assertEquals(await trained(it, rate, 1), hash);
    }
  });

  Deno.test({
    ...needing(
      `${name} (reduced) trains to the same bits with 2, 3 and 4 threads`,
      THREADS,
    ),
    async fn() {
      for (const threads of [2, 3, 4]) {
        assertEquals(await trained(it, rate, threads), hash);
        // in many calls, some of which run on one thread
        const B = it.batchSize as number, chunk = B * Math.ceil(5 / B);
        assertEquals(await trained(it, rate, threads, chunk), hash);
      }
    },
  });
}

/**
 * Combinations of settings with a state, with random numbers, and with sums
 * over all examples.
 */
const restrained = [
  { optimizer: { ...sgd, momentum: 0.9 }, clip: { value: 0.01 } },
  { optimizer: { ...sgd, momentum: 0.9, nesterov: true }, clip: { norm: 0.1 } },
  { optimizer: adam, clip: { norm: 0.1 } },
  { optimizer: adam, clip: {} },
] as const;

for (const { optimizer, clip } of restrained) {
  const name = [optimizer.type, JSON.stringify(clip)].join(" ");
  Deno.test({
    ...needing(
      `${name}, dropout, l2 and maxNorm train to the same bits with 1 to 4 threads`,
      THREADS,
    ),
    async fn() {
      for (const sparse of [true, false]) {
        const it = {
          ...{ ...cases.W2.it, sparse, optimizer, dropout: 0.5 },
          gradientOptions: {
            clip,
            regularization: { l2: 0.001, maxNorm: 0.9 },
          },
        };
        const hash = await trained(it, 0.01, 1);
        for (const threads of [2, 3, 4]) {
          assertEquals(await trained(it, 0.01, threads), hash);
        }
      }
    },
  });
}

for (const name of ["W1", "mnist-go", "W2"]) {
  Deno.test({
    ...needing(
      `${name} (reduced) with weighted examples trains to the same bits with 1 to 4 threads`,
      THREADS,
    ),
    async fn() {
      const { it, rate, hash } = cases[name];
      const weighted = { ...it, weighted: true };
      const alone = await trained(weighted, rate, 1);
      assertNotEquals(alone, hash);
      for (const threads of [2, 3, 4]) {
        assertEquals(await trained(weighted, rate, threads), alone);
      }
    },
  });
}

Deno.test({
  ...needing(
    "training with a stored gradient has the same bits with 1 and 3 threads",
    THREADS,
  ),
  async fn() {
    const { it, rate } = cases.W3;
    const full = { ...it, batchSize: "full", examples: 1500 } as const;
    assertEquals(await trained(full, rate, 3), await trained(full, rate, 1));
  },
});

Deno.test({
  ...needing(
    "predictions have the same bits with 1, 2, 3 and 20 threads, with any number of rows per call",
    THREADS,
  ),
  async fn() {
    const sizes = [300, 1000, 700, 10], columns = 300;
    const it: Case = { ...cases.W2.it, sizes, examples: 1100 };
    const chance = random(8, "answers"), plan = planOf(it);
    const parameters = parametersOf(plan, chance);
    const inputs = examplesOf(it, chance).inputs as ByteFrame;
    const hashes = [];
    for (const threads of [1, 2, 3, 20]) {
      const program = new WasmProgram(plan, parameters, undefined, { threads });
      for (const many of [1100, 400]) {
        const answers = new Float32Array(10 * inputs.rows);
        for (let call = 0; call < 5; call++) { // threads start during these calls
          for (let r = 0; r < inputs.rows; r += many) {
            const rows = Math.min(many, inputs.rows - r);
            const data = inputs.data.subarray(
              r * columns,
              (r + rows) * columns,
            );
            answers.set(
              program.predict({ ...inputs, rows, data }).data,
              10 * r,
            );
          }
        }
        hashes.push(await sha256(answers));
      }
      program.close();
    }
    assertEquals(new Set(hashes).size, 1);
  },
});

Deno.test({
  ...needing(
    "a process exits if the threads of its program had not started at the end of training",
    THREADS,
    lacking("deno"),
  ),
  async fn() {
    for (let n = 0; n < 3; n++) {
      const { code, stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", `${import.meta.dirname}/_brief.ts`],
        signal: AbortSignal.timeout(300_000), // earlier versions never ended
      }).output();
      const found = new TextDecoder().decode(stdout).trim();
      assertEquals([code, found], [0, "the same"]);
    }
  },
});

/** Runs a function on a host that reports this number of cores. */
function withCores<T>(count: number | undefined, fn: () => T): T {
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator")!;
  const value = { hardwareConcurrency: count };
  Object.defineProperty(globalThis, "navigator", {
    ...{ value, configurable: true, enumerable: false, writable: true },
  });
  try {
    return fn();
  } finally {
    Object.defineProperty(globalThis, "navigator", own);
  }
}

Deno.test({
  ...needing(
    "threadsOf() is at most 15, the number of panels for single examples, and one for each million multiply-adds of a step",
    THREADS,
  ),
  async fn(t) {
    const of = (
      sizes: readonly number[],
      batchSize: number,
      wanted?: number,
    ) => {
      const plan = planOf({ ...cases.W2.it, sizes, batchSize });
      return threadsOf(plan, trainingForm(plan, { batchSize }), wanted);
    };
    const one = [784, 300, 10];
    await t.step("the given number, at most 15", () => {
      const found = [1, 2, 15, 16, 20].map((wanted) => of(one, 32, wanted));
      assertEquals(found, [1, 2, 15, 15, 15]);
    });
    await t.step("single examples: 75 vectors need 6 panels of 13", () => {
      assertEquals([6, 20].map((wanted) => of(one, 1, wanted)), [6, 6]);
      assertEquals(of([784, 832, 10], 1, 20), 15); // 208 vectors need 16 panels
      assertEquals(of([784, 300, 11], 1, 6), 1); // the last layer is too wide
      assertEquals(of([784, 300, 10, 10], 1, 6), 1); // one layer more
      assertEquals(of([784, 10], 1, 6), 1); // one layer fewer
    });
    await t.step("by default, as many as make it faster", () => {
      // 100 x 100 + 100 x 100 multiply-adds forward, and twice as many backward
      const plan = planOf({ ...cases.W2.it, sizes: [100, 100, 100] });
      const rows = Math.floor(2e6 / plan.work);
      const some = withCores(64, () => of([100, 100, 100], rows));
      assertEquals(some, 2);
      assertEquals(withCores(64, () => of([100, 100, 100], rows + 1)), 3);
      assertEquals(withCores(2, () => of([100, 100, 100], 1000)), 2);
      assertEquals(withCores(64, () => of([100, 100, 100], 1000)), 15);
      assertEquals(withCores(undefined, () => of([100, 100, 100], 1000)), 1);
      assertEquals(withCores(0, () => of([100, 100, 100], 1000)), 1);
    });
  },
});

Deno.test({
  ...needing(
    "predictions start at most 14 workers in addition to this thread",
    THREADS,
  ),
  async fn() {
    const it: Case = { ...cases.W2.it, sizes: [300, 500, 10], examples: 5000 };
    const chance = random(8, "answers"), plan = planOf(it);
    const parameters = parametersOf(plan, chance);
    const inputs = examplesOf(it, chance).inputs as ByteFrame;
    for (const [threads, workers] of [[1, 0], [3, 2], [15, 14], [20, 14]]) {
      await watched(undefined, (started) => {
        const program = new WasmProgram(plan, parameters, undefined, {
          threads,
        });
        for (let call = 0; call < 8; call++) program.predict(inputs);
        assertEquals(started.length, workers);
        program.close();
      });
    }
  },
});
