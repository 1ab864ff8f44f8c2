/**
 * How fast others learn the workloads, beside this engine: the same images, first
 * weights and steps in one run, as a table in Markdown: `deno task bench:peers
 * [WORKLOAD...]`. Epochs are of 6,400 images, two of them after one to warm up,
 * in five rounds of all; seconds are those of 60,000, of the best epoch.
 *
 * jax-js and TensorFlow.js learn W2 and W3 on one thread. TensorFlow.js cannot learn
 * convolutions on its WebAssembly backend, which lacks the kernel of their gradient.
 * PyTorch, Debian's `python3-torch`, learns all of them on one and two threads.
 *
 * The others are in `tests/peers/`, with a configuration and a lock of its own; where
 * one cannot be had, it says so and is content.
 *
 * @module
 */

import { WasmProgram } from "../../lib/engine/wasm/program.ts";
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

/** Seconds of each epoch, and the mean loss of the last. */
interface Timed {
  readonly seconds: readonly number[];
  readonly loss: number;
}

/** A library, on so many threads. */
interface Peer {
  readonly name: string;
  readonly threads: number;
  /** Whether it can learn a workload. */
  learns(workload: Workload): boolean;
  /** The program and its arguments, before the workload. */
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
  isDense(workload) && workload.spec.batchSize !== 1;
const torch = ["/usr/bin/python3", `${folder}pytorch.py`] as const;

const peers: readonly Peer[] = [
  { name: "jax-js", threads: 1, learns: inBatches, command: deno("jax.js") },
  {
    ...{ name: "TensorFlow.js", threads: 1, learns: inBatches },
    command: deno("tfjs.js"),
  },
  ...[1, 2].map((threads) => ({
    ...{ name: "PyTorch", threads, learns: () => true },
    command: torch,
  })),
];

/** Runs one of the others; nothing where it cannot be had. */
async function timePeer(
  { name, threads, command: [program, ...args] }: Peer,
  workload: unknown,
  input: Uint8Array,
): Promise<Timed | undefined> {
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

/** The same here. */
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

/** First weights and images in the order of the epochs, as peers read them. */
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
  const input = new Uint8Array(first.byteLength + ROWS * 785);
  input.set(new Uint8Array(first.buffer));
  const images = input.subarray(first.byteLength);
  order.forEach((row, r) => {
    images.set(inputs.data.subarray(row * 784, row * 784 + 784), r * 784);
    const target = targets.data.subarray(row * 10, row * 10 + 10);
    images[ROWS * 784 + r] = target.indexOf(1);
  });
  return input;
}

/** What peers are asked, beside first weights and images. */
function asked(workload: Workload) {
  const { spec } = workload, plan = planOf(workload);
  return {
    rows: ROWS,
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

if (import.meta.main) {
  const rows: string[][] = [];
  const ours = [1, 2].map((threads) => ({ name: "percept", threads }));
  const all = [...ours, ...peers];
  for (const workload of workloads) {
    if (Deno.args.length > 0 && !Deno.args.includes(workload.name)) continue;
    const order = random(1, "peers")
      .shuffle(Uint32Array.from({ length: 60_000 }, (_, r) => r))
      .slice(0, ROWS);
    const input = await inputOf(workload, order);
    const best = all.map(() => Infinity), losses: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [n, one] of all.entries()) {
        if (best[n] === 0) continue; // it cannot be had
        const timed = !("command" in one)
          ? await timeOurs(workload, order, one.threads)
          : one.learns(workload)
          ? await timePeer(one, asked(workload), input)
          : undefined;
        best[n] = timed ? Math.min(best[n], ...timed.seconds) : 0;
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
