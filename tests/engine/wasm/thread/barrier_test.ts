import { assertEquals } from "@std/assert";
import { i32, Module } from "../../../../lib/engine/wasm/code/assemble.ts";
import { address } from "../../../../lib/engine/wasm/code/memory.ts";
import { barrier } from "../../../../lib/engine/wasm/thread/barrier.ts";
import { mayShare } from "../../../../lib/engine/wasm/thread/threads.ts";
import { needing } from "../../../_needing.ts";

/**
 * The program of a worker that arrives later at the barrier, as worker 1, and
 * does not wake the others.
 */
const LATER = `
onmessage = ({ data: { memory, turn } }) => {
  const words = new Int32Array(memory.buffer);
  while (Atomics.load(words, ${address.sleepers / 4}) === 0);
  postMessage(Atomics.load(words, ${address.sleepers / 4}));
  Atomics.store(words, turn, 1);
};`;

Deno.test({
  ...needing(
    "barrier() counts a worker among the sleepers only while it sleeps",
    mayShare() ? "" : "no threads here",
  ),
  async fn() {
    const module = new Module();
    const { wait } = barrier(module, 0);
    module.fn(
      ["i32"],
      ["i32"],
      (_, worker) => [wait(worker.get, i32.const(2))],
      "wait",
    );
    const memory = new WebAssembly.Memory({
      ...{ initial: 1, maximum: 1, shared: true },
    });
    const compiled = new WebAssembly.Module(module.assemble(1, true));
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    const later = new Worker(
      `data:text/javascript,${encodeURIComponent(LATER)}`,
      { type: "module" },
    );
    const slept = new Promise((resolve) => {
      later.onmessage = ({ data }) => resolve(data);
    });
    later.postMessage({ memory, turn: (address.turns + 64) / 4 });
    const failed = (exports.wait as (worker: number) => number)(0);
    const sleepers = new Int32Array(memory.buffer)[address.sleepers / 4];
    assertEquals([failed, await slept, sleepers], [0, 1, 0]);
    later.terminate();
  },
});
