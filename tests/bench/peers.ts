/**
 * How fast others in JavaScript learn W2 and W3, beside this engine: the same
 * images, first weights and steps, one thread each, in one run, as a table in
 * Markdown: `deno task bench:peers`. Epochs are of 6,400 images, five of them
 * after one to warm up; seconds are those of 60,000.
 *
 * The others are in `tests/peers/`, with a configuration and a lock of its own; where
 * their packages cannot be had, it says so and is content.
 *
 * @module
 */

import { WasmProgram } from "../../lib/engine/wasm/program.ts";
import { initialParameters } from "../../lib/network/mod.ts";
import { random } from "../../lib/random.ts";
import {
  examplesOf,
  median,
  planOf,
  table,
  type Workload,
  workloads,
} from "./workloads.ts";

const ROWS = 6_400, EPOCHS = 5;

/** Seconds of each epoch, and the mean loss of the last. */
interface Timed {
  readonly seconds: readonly number[];
  readonly loss: number;
}

/** Runs one of the others; nothing where it cannot be had. */
async function peer(
  script: string,
  workload: unknown,
  input: Uint8Array,
): Promise<Timed | undefined> {
  const folder = new URL("../peers/", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--frozen", "--allow-read"],
      ...["--allow-env", "--config", `${folder}deno.json`],
      ...[`${folder}${script}`, JSON.stringify(workload)],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(input).then(() => writer.close()).catch(() => {});
  const { success, stdout, stderr } = await child.output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  if (success) return JSON.parse(out.trimEnd().split("\n").at(-1)!);
  console.error(`${script}: skipped\n${err.trimEnd()}`);
  return undefined;
}

/** The same here. */
async function ours(
  workload: Workload,
  order: Uint32Array,
): Promise<Timed> {
  const examples = await examplesOf(workload, Deno.env.get("MNIST_DIR"));
  const plan = planOf(workload), { seed, learningRate } = workload.spec;
  const parameters = initialParameters(plan, seed);
  const program = new WasmProgram(plan, parameters, examples, { threads: 1 });
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

if (import.meta.main) {
  const rows: string[][] = [];
  for (const workload of workloads) {
    if (workload.name !== "W2" && workload.name !== "W3") continue;
    const examples = await examplesOf(workload, Deno.env.get("MNIST_DIR"));
    const { spec } = workload, plan = planOf(workload);
    const all = Uint32Array.from({ length: 60_000 }, (_, r) => r);
    const order = random(1, "peers").shuffle(all).slice(0, ROWS);
    const first = initialParameters(
      plan,
      spec.seed,
    ) as Float32Array;
    const input = new Uint8Array(first.byteLength + ROWS * 785);
    input.set(new Uint8Array(first.buffer));
    const images = input.subarray(first.byteLength);
    order.forEach((row, r) => {
      const { data } = examples.inputs, { targets } = examples;
      images.set(data.subarray(row * 784, row * 784 + 784), r * 784);
      const target = targets.data.subarray(row * 10, row * 10 + 10);
      images[ROWS * 784 + r] = target.indexOf(1);
    });
    const asked = {
      rows: ROWS,
      epochs: EPOCHS,
      batchSize: spec.batchSize,
      layers: plan.layers.map(({ offset, rows, columns }) => ({
        offset,
        inputs: rows - 1,
        units: columns,
      })),
      parameters: plan.parameters,
      adam: spec.optimizer.type === "adam",
      rate: spec.learningRate,
    };
    const timed = [
      await ours(workload, order),
      await peer("jax.js", asked, input),
      await peer("tfjs.js", asked, input),
    ];
    const [own, ...others] = timed.map((one) =>
      one && median(one.seconds) * 60_000 / ROWS
    );
    rows.push([
      `${workload.name}: ${workload.words}`,
      own!.toFixed(2),
      ...others.map((other) =>
        other === undefined
          ? "skipped"
          : `${other.toFixed(1)} (${(other / own!).toFixed(1)} x)`
      ),
    ]);
    const losses = timed.map((one) => one?.loss.toFixed(4) ?? "-").join(", ");
    console.error(`${workload.name}: mean loss of the last epoch ${losses}`);
  }
  console.log(table([
    ["seconds an epoch, one thread", "percept", "jax-js", "TensorFlow.js"],
    ...rows,
  ]));
}
