/**
 * A WebAssembly module for threads that only waits at a barrier, and a record
 * of the workers that run it.
 *
 * @module
 */

import {
  type Code,
  drop,
  type Local,
  Module,
} from "../../../../lib/engine/wasm/code/assemble.ts";
import { barrier } from "../../../../lib/engine/wasm/thread/barrier.ts";
import type {
  Work,
  WorkerFunction,
} from "../../../../lib/engine/wasm/thread/workers.ts";

/**
 * A module whose function `train` runs `first`, then waits for the other
 * threads.
 */
export function meeting(first: (worker: Local) => Code = () => []): Work {
  const module = new Module();
  const { wait } = barrier(module, 1);
  module.fn(["i32", "i32", "i32"], [], (_, worker, workers) => [
    first(worker),
    drop(wait(worker.get, workers.get)),
  ], "train");
  const limits = { initial: 1, maximum: 1, shared: true };
  const memory = new WebAssembly.Memory(limits);
  const compiled = new WebAssembly.Module(module.assemble(1, true));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const run = exports.train as WorkerFunction;
  return { module: compiled, memory, name: "train", run };
}

/**
 * Runs a test, and records the workers that it starts and terminates.
 *
 * @param postMessage Replaces the method of workers.
 */
export async function watched(
  postMessage: ((this: Worker) => void) | undefined,
  fn: (started: Worker[], ended: Set<Worker>) => void | Promise<void>,
): Promise<void> {
  const Plain = globalThis.Worker;
  const started: Worker[] = [], ended = new Set<Worker>();
  globalThis.Worker = class extends Plain {
    constructor(...given: ConstructorParameters<typeof Plain>) {
      super(...given);
      started.push(this);
      if (postMessage) this.postMessage = postMessage;
    }
    override terminate(): void {
      ended.add(this);
      super.terminate();
    }
  };
  try {
    await fn(started, ended);
  } finally {
    globalThis.Worker = Plain;
  }
}
