import { assert, assertEquals } from "@std/assert";
import { mayShare } from "../../../../lib/engine/wasm/thread/threads.ts";
import { compile, frame } from "../../../../mod.ts";
import { needing } from "../../../_needing.ts";

/**
 * The program of a thread that ends at its fifth call, in the middle of a batch
 * and without a message.
 */
const DYING = `
onmessage = ({ data }) => {
  const { module, memory, name, worker, address, most, team } = data;
  const words = new Int32Array(memory.buffer);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  let seen = data.seen;
  Atomics.store(words, address.ready / 4 + worker, team);
  postMessage("ready");
  for (let calls = 0; calls < 5;) {
    Atomics.wait(words, address.calls / 4, seen);
    const call = Atomics.load(words, address.calls / 4);
    if (call === seen) continue;
    seen = call;
    if (worker >= call % most) continue;
    if (++calls < 5) exports[name](worker, call % most, words[address.count / 4]);
  }
  close();
};`;

/** Runs a function with workers that run this program. */
async function dying<T>(
  work: (started: () => number) => Promise<T>,
): Promise<T> {
  const Plain = globalThis.Worker;
  let started = 0;
  globalThis.Worker = class extends Plain {
    constructor(_: string | URL, options?: WorkerOptions) {
      super(`data:text/javascript,${encodeURIComponent(DYING)}`, options);
      started++;
    }
  };
  try {
    return await work(() => started);
  } finally {
    globalThis.Worker = Plain;
  }
}

Deno.test({
  ...needing(
    "train() and predict() finish with the same bits if a thread dies",
    mayShare() ? "" : "no threads here",
  ),
  async fn(t) {
    const inputs = frame(
      Array.from(
        { length: 2000 },
        (_, row) =>
          Array.from({ length: 300 }, (_, c) => Math.sin(row * c + c)),
      ),
    );
    const labels = frame(
      Array.from({ length: 2000 }, (_, row) => [row % 3 === 0 ? 1 : 0]),
    );
    const spec = {
      ...{ name: "lost", epochs: 3, learningRate: 0.01, batchSize: 32 },
      layers: [{ units: 100, activation: "relu", dropout: 0.2 }, { units: 1 }],
      loss: "binaryCrossEntropy",
      optimizer: "adam",
    } as const;
    const one = compile(spec, { inputs: 300, threads: 1 });
    const right = await one.train(inputs, labels);
    const two = compile(spec, { inputs: 300, threads: 2 });
    await t.step("train", () =>
      dying(async (started) => {
        const found = await two.train(inputs, labels, {
          onProgress: () => new Promise((resolve) => setTimeout(resolve, 50)),
        });
        assert(started() > 0);
        assertEquals(found, right);
        assertEquals(two.parameters, one.parameters);
      }));
    await t.step("predict", () =>
      dying(async (started) => {
        const right = one.predict(inputs);
        for (let n = 0; n < 300; n++) {
          assertEquals(two.predict(inputs), right);
        }
        assert(started() > 0);
        const before = started(); // no new worker starts after this
        await new Promise((resolve) => setTimeout(resolve, 200));
        for (let n = 0; n < 100; n++) two.predict(inputs);
        assertEquals(started(), before);
      }));
  },
});
