/**
 * Measures how fast networks train and predict on this machine, and prints
 * tables in Markdown: `deno task bench [WORKLOAD...]`. The images are those of
 * MNIST if `MNIST_DIR` is set, and otherwise random bytes of the same shape.
 * `W4`, `C3` and `products` are also valid names. Each figure is the median of
 * five epochs. The reference engine runs at most a twentieth of an epoch, and
 * the time is scaled to a whole epoch.
 *
 * @module
 */

import type { Program } from "../../lib/engine/mod.ts";
import { reference } from "../../lib/engine/reference/mod.ts";
import { WasmProgram } from "../../lib/engine/wasm/program.ts";
import { initialParameters } from "../../lib/network/mod.ts";
import { random } from "../../lib/random.ts";
import { answers } from "./answers.ts";
import { rates } from "./ceiling.ts";
import {
  examplesOf,
  median,
  planOf,
  table,
  type Workload,
  workloads,
} from "./workloads.ts";

const EPOCHS = 5;

/**
 * The largest number of forward multiply-adds in one measurement of the
 * reference engine.
 */
const MULTIPLY_ADDS = 2e9;

/** The seconds of an epoch, with the time to shuffle the examples. */
function epoch(program: Program, { spec }: Workload, rows: number): number {
  const start = performance.now();
  const order = Uint32Array.from({ length: rows }, (_, r) => r);
  if (spec.shuffle) random(1, "order", 1).shuffle(order);
  const sums = { loss: 0, correct: 0, examples: 0 };
  program.train(order, spec.learningRate as number, sums);
  return (performance.now() - start) / 1000;
}

/**
 * Median seconds per epoch of the reference engine, and of wasm with each
 * number of threads.
 */
async function timed(
  workload: Workload,
  threads: readonly number[],
): Promise<{ slow: number; fast: number[] }> {
  const examples = await examplesOf(workload, Deno.env.get("MNIST_DIR"));
  const plan = planOf(workload), { rows } = examples.inputs;
  const { seed } = workload.spec;
  const parameters = initialParameters(plan, seed);
  const programs = [];
  for (const count of threads) {
    const program = new WasmProgram(plan, parameters, examples, {
      threads: count,
    });
    await program.ready;
    epoch(program, workload, rows); // warm up, so that all code is compiled
    programs.push(program);
  }
  const seconds: number[][] = threads.map(() => []);
  for (let n = 0; n < EPOCHS; n++) {
    programs.forEach((program, p) =>
      seconds[p].push(epoch(program, workload, rows))
    );
  }
  for (const program of programs) program.close();
  const program = reference.program(plan, parameters, examples);
  const part = Math.min(rows / 20, Math.ceil(MULTIPLY_ADDS / plan.work));
  const loops = Array.from(
    { length: 1 + EPOCHS },
    () => epoch(program, workload, part),
  );
  const slow = rows / part * median(loops.slice(1));
  return { slow, fast: seconds.map(median) };
}

if (import.meta.main) {
  const names = Deno.args;
  const threads = [1, 2];
  const folder = Deno.env.get("MNIST_DIR");
  console.log(
    `Seconds an epoch of 60,000 ${
      folder ? "images" : "random rows of MNIST's shape"
    }, ${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}\n`,
  );
  const rows: string[][] = [];
  for (const workload of workloads) {
    if (names.length > 0 && !names.includes(workload.name)) continue;
    const { slow, fast } = await timed(workload, threads);
    const [one, two] = fast;
    rows.push([
      `${workload.name}: ${workload.words}`,
      slow.toFixed(1),
      one.toFixed(2),
      two.toFixed(2),
      `${(slow / one).toFixed(1)} x`,
    ]);
    console.error(rows[rows.length - 1].join("  "));
  }
  if (rows.length > 0) {
    console.log(table([
      ["workload", "reference", "wasm", "2 threads", "wasm is faster by"],
      ...rows,
    ]));
  }
  for (const [name, of] of [["W4", "W3"], ["C3", "C2"]]) {
    if (names.length > 0 && !names.includes(name)) continue;
    const workload = workloads.find(({ name }) => name === of)!;
    const found = await answers(workload, folder);
    console.log(`\n${
      table([
        [`${name}: answers of ${of}'s network`, "threads", "images a second"],
        ...found.map(({ many, threads, rate }) => [
          many === 1 ? "one to a call" : `${many} to a call`,
          String(threads),
          String(Math.round(rate / 100) * 100),
        ]),
      ])
    }`);
  }
  if (names.length === 0 || names.includes("products")) {
    const { ceiling, products } = rates();
    console.log(`\n${
      table([
        ["products of W3 and C2, one thread", "GFLOP/s", "of the ceiling"],
        ["a tile that stays in the first cache", ceiling.toFixed(0), ""],
        ...products.map(([name, rate]) => [
          name,
          rate.toFixed(0),
          `${(100 * rate / ceiling).toFixed(0)} %`,
        ]),
      ])
    }`);
  }
}
