/**
 * Measures how fast other libraries train the workloads, compared with this
 * one. All use the same images, initial weights and steps. Prints a table in
 * Markdown: `deno task bench:peers [WORKLOAD...]`. An epoch has 6,400 images.
 * Each of five rounds trains one epoch to warm up and two that count. The table
 * has the time of the fastest epoch, scaled to 60,000 images.
 *
 * jax-js and TensorFlow.js train W2 and W3 on one thread. jax-js trains C1 and
 * C2 on two batches, once. TensorFlow.js cannot train convolutions on its
 * WebAssembly backend, which has no kernel for their gradient. PyTorch
 * (Debian's `python3-torch`) trains all workloads on one and two threads. C3 is
 * the number of images per second that C2 predicts.
 *
 * The programs of the other libraries are in `tests/peers/`, with a separate
 * config and lock file. A library that is not available is skipped with a
 * message.
 *
 * @module
 */

import { WasmProgram } from "../../lib/engine/wasm/program.ts";
import type { ByteFrame } from "../../lib/frame.ts";
import { initialParameters } from "../../lib/network/mod.ts";
import { random } from "../../lib/random.ts";
import {
  examplesOf,
  planOf,
  table,
  type Workload,
  workloads,
} from "./workloads.ts";

const ROWS = 6_400, EPOCHS = 2, ROUNDS = 5;

/**
 * The number of batches on which jax-js trains a convolutional network; one
 * batch needs seconds.
 */
const FEW_BATCHES = 2;

/** The seconds of each epoch, and the mean loss of the last one. */
interface Timed {
  readonly seconds: readonly number[];
  readonly loss: number;
}

/** Predicted images per second, for each number of images per call. */
interface Answered {
  readonly rates: Readonly<Record<string, number>>;
}

/** The number of images per call, and of all images. */
const ASKED = [{ many: 1, all: 2_000 }, { many: 1000, all: 10_000 }] as const;

/** A library with a number of threads. */
interface Peer {
  readonly name: string;
  readonly threads: number;
  /**
   * The number of images per epoch of a workload; 0 if the library cannot train
   * it.
   */
  rows(workload: Workload): number;
  /** The program and its first arguments; the workload follows. */
  readonly command: readonly [program: string, ...args: string[]];
}

const folder = new URL("../peers/", import.meta.url).pathname;

const isDense = ({ spec }: Workload) =>
  spec.layers.every(({ type }) => type === "dense");
const deno = (script: string): Peer["command"] => [
  Deno.execPath(),
  ...["run", "--quiet", "--no-prompt", "--frozen", "--allow-read"],
  ...["--allow-env", "--config", `${folder}deno.json`, `${folder}${script}`],
];
const inBatches = (workload: Workload) =>
  isDense(workload) && workload.spec.batchSize !== 1 ? ROWS : 0;
const torch = ["/usr/bin/python3", `${folder}pytorch.py`] as const;

const peers: readonly Peer[] = [
  {
    ...{ name: "jax-js", threads: 1, command: deno("jax.js") },
    rows: (workload) =>
      isDense(workload)
        ? inBatches(workload)
        : FEW_BATCHES * Number(workload.spec.batchSize),
  },
  {
    ...{ name: "TensorFlow.js", threads: 1, rows: inBatches },
    command: deno("tfjs.js"),
  },
  ...[1, 2].map((threads) => ({
    ...{ name: "PyTorch", threads, rows: () => ROWS },
    command: torch,
  })),
];

/** Runs the program of another library; `undefined` if it is not available. */
async function timePeer<Found = Timed>(
  { name, threads, command: [program, ...args] }: Peer,
  workload: unknown,
  input: Uint8Array,
): Promise<Found | undefined> {
  try {
    const child = new Deno.Command(program, {
      args: [...args, JSON.stringify(workload), `${threads}`],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(input).then(() => writer.close()).catch(() => {});
    const { success, stdout, stderr } = await child.output();
    const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
    if (success) return JSON.parse(out.trimEnd().split("\n").at(-1)!);
    console.error(`${name}: skipped\n${err.trimEnd()}`);
  } catch (error) {
    console.error(`${name}: skipped: ${(error as Error).message}`);
  }
  return undefined;
}

/** Measures this library in the same way. */
async function timeOurs(
  workload: Workload,
  order: Uint32Array,
  threads: number,
): Promise<Timed> {
  const examples = await examplesOf(workload, Deno.env.get("MNIST_DIR"));
  const plan = planOf(workload), { seed, learningRate } = workload.spec;
  const parameters = initialParameters(plan, seed);
  const program = new WasmProgram(plan, parameters, examples, { threads });
  await program.ready;
  const seconds: number[] = [];
  let loss = 0;
  for (let epoch = 0; epoch <= EPOCHS; epoch++) {
    const start = performance.now();
    const sums = { loss: 0, correct: 0, examples: 0 };
    program.train(order, learningRate as number, sums);
    seconds.push((performance.now() - start) / 1000);
    loss = sums.loss / sums.examples;
  }
  program.close();
  return { seconds: seconds.slice(1), loss };
}

/**
 * The initial weights, and the images in the order of the epochs, in the format
 * that the programs read.
 */
async function inputOf(
  workload: Workload,
  order: Uint32Array,
): Promise<Uint8Array> {
  const { inputs, targets } = await examplesOf(
    workload,
    Deno.env.get("MNIST_DIR"),
  );
  const plan = planOf(workload), { seed } = workload.spec;
  const first = initialParameters(plan, seed) as Float32Array;
  const rows = order.length;
  const input = new Uint8Array(first.byteLength + rows * 785);
  input.set(new Uint8Array(first.buffer));
  const images = input.subarray(first.byteLength);
  order.forEach((row, r) => {
    images.set(inputs.data.subarray(row * 784, row * 784 + 784), r * 784);
    const target = targets.data.subarray(row * 10, row * 10 + 10);
    images[rows * 784 + r] = target.indexOf(1);
  });
  return input;
}

/** The settings for the other programs, besides initial weights and images. */
function asked(workload: Workload, rows: number) {
  const { spec } = workload, plan = planOf(workload);
  return {
    rows,
    epochs: EPOCHS,
    batchSize: spec.batchSize,
    layers: plan.layers.map(({ spec, offset, rows, columns }) => ({
      ...spec,
      ...{ offset, inputs: rows - 1, units: columns },
    })),
    parameters: plan.parameters,
    adam: spec.optimizer.type === "adam",
    loss: spec.loss.type,
    scale: spec.inputs.scale,
    rate: spec.learningRate,
  };
}

/**
 * C3: the images per second that this library and PyTorch predict with C2, the
 * best of all rounds.
 */
async function answered(): Promise<string> {
  const workload = workloads.find(({ name }) => name === "C2")!;
  const plan = planOf(workload), { seed } = workload.spec;
  const order = Uint32Array.from({ length: ROWS }, (_, r) => r);
  const { inputs } = await examplesOf(workload, Deno.env.get("MNIST_DIR"));
  const input = await inputOf(workload, order), { columns } = inputs;
  const ask = { ...asked(workload, ROWS), answers: ASKED };
  const torches = peers.filter(({ name }) => name === "PyTorch");
  const best = ASKED.map(() => [1, 2].flatMap(() => [0, 0]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [t, torch] of torches.entries()) {
      const { threads } = torch;
      const program = new WasmProgram(
        plan,
        initialParameters(plan, seed),
        undefined,
        { threads },
      );
      const theirs = await timePeer<Answered>(torch, ask, input);
      for (const [n, { many, all }] of ASKED.entries()) {
        for (let time = 0; time < 2; time++) { // the first time compiles the code
          const start = performance.now();
          for (let r = 0; r < all; r += many) {
            const data = inputs.data.subarray(
              r * columns,
              (r + many) * columns,
            );
            program.predict({ ...inputs, rows: many, data } as ByteFrame);
          }
          const ours = 1000 * all / (performance.now() - start);
          best[n][2 * t] = Math.max(best[n][2 * t], ours);
        }
        best[n][2 * t + 1] = Math.max(
          best[n][2 * t + 1],
          theirs?.rates[many] ?? 0,
        );
      }
      program.close();
    }
  }
  return table([
    [
      "C3: images a second in calls of",
      ...torches.flatMap(({ threads }) => [
        `percept, ${threads} threads`,
        `PyTorch, ${threads} threads`,
      ]),
    ],
    ...ASKED.map(({ many }, n) => [
      `${many}`,
      ...best[n].map((rate) => rate.toFixed(0)),
    ]),
  ]);
}

if (import.meta.main) {
  if (Deno.args.length === 0 || Deno.args.includes("C3")) {
    console.log(`${await answered()}\n`);
  }
  const rows: string[][] = [];
  const ours = [1, 2].map((threads) => ({ name: "percept", threads }));
  const all = [...ours, ...peers];
  for (const workload of workloads) {
    if (Deno.args.length > 0 && !Deno.args.includes(workload.name)) continue;
    const order = random(1, "peers")
      .shuffle(Uint32Array.from({ length: 60_000 }, (_, r) => r))
      .slice(0, ROWS);
    const best = all.map(() => Infinity), losses: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [n, one] of all.entries()) {
        if (best[n] === 0) continue; // this library is not available
        const count = "command" in one ? one.rows(workload) : ROWS;
        if (round > 0 && count < ROWS) continue; // too slow for another round
        const some = order.subarray(0, count);
        const timed = !("command" in one)
          ? await timeOurs(workload, order, one.threads)
          : count > 0
          ? await timePeer(
            one,
            asked(workload, count),
            await inputOf(workload, some),
          )
          : undefined;
        const scale = ROWS / count;
        best[n] = timed
          ? Math.min(best[n], ...timed.seconds.map((s) => scale * s))
          : 0;
        if (timed) losses[n] = timed.loss;
      }
    }
    rows.push([
      `${workload.name}: ${workload.words}`,
      ...best.map((seconds, n) => {
        if (seconds === 0) return "-";
        const whole = (seconds * 60_000 / ROWS).toFixed(2);
        const own = best[all[n].threads - 1];
        return n < 2 ? whole : `${whole} (${(seconds / own).toFixed(1)} x)`;
      }),
    ]);
    const said = losses.map((loss) => loss?.toFixed(4) ?? "-").join(", ");
    console.error(`${workload.name}: mean loss of the last epoch ${said}`);
  }
  if (rows.length === 0) Deno.exit();
  console.log(table([
    [
      "seconds an epoch",
      ...all.map(({ name, threads }) =>
        threads === 1 ? name : `${name}, ${threads} threads`
      ),
    ],
    ...rows,
  ]));
}
