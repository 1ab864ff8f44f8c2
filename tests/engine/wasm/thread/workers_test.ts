import { assertEquals, assertThrows } from "@std/assert";
import {
  type Code,
  drop,
  type Local,
  Module,
  when,
} from "../../../../lib/engine/wasm/code/assemble.ts";
import { barrier } from "../../../../lib/engine/wasm/thread/barrier.ts";
import { mayShare } from "../../../../lib/engine/wasm/thread/threads.ts";
import {
  type Work,
  WorkerError,
  type WorkerFunction,
  Workers,
} from "../../../../lib/engine/wasm/thread/workers.ts";
import { needing } from "../../../_needing.ts";

/** Needs memory that threads share. */
const THREADS = mayShare() ? "" : "no threads here";

/** A module whose train meets the others, after what it does first. */
function meeting(first: (worker: Local) => Code = () => []): Work {
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

Deno.test({
  ...needing("Workers throws if a worker fails", THREADS),
  async fn() {
    const unreachable = [0x00];
    const work = meeting((worker) => when(worker.get, unreachable));
    const workers = new Workers(work, 2);
    await workers.ready;
    assertThrows(() => workers.run(1), WorkerError, "one did not");
    workers.close();
  },
});

Deno.test({
  ...needing(
    "Workers tries the others on few examples, then on more, and leaves them out where they are slower",
    THREADS,
  ),
  async fn() {
    const work = meeting();
    let ms = 0, pace = 0.5; // of an example, together; alone it takes 1
    const calls: [workers: number, count: number][] = [];
    const run: WorkerFunction = (worker, count, examples) => {
      calls.push([count, examples]);
      ms += examples * (count === 1 ? 1 : pace);
      work.run(worker, count, examples);
    };
    const workers = new Workers({ ...work, run }, 2, () => ms);
    await workers.ready;
    const made = (count: number) => {
      calls.length = 0;
      for (let n = 0; n < count; n++) workers.run(workers.next(8000, 100));
      return calls;
    };
    assertEquals(made(6), [
      ...[[2, 500], [1, 500], [2, 1000], [2, 2000], [2, 4000], [2, 8000]],
    ]);
    pace = 20;
    assertEquals(made(5), [
      ...[[2, 8000], [1, 8000], [1, 8000], [2, 500], [1, 8000]],
    ]);
    pace = 0.5;
    assertEquals(made(5), [
      ...[[1, 8000], [1, 8000], [1, 8000], [2, 500], [2, 1000]],
    ]);
    workers.close();
  },
});

Deno.test({
  ...needing(
    "Workers is ready if the memory cannot be sent to workers",
    THREADS,
  ),
  async fn() {
    const Plain = globalThis.Worker;
    globalThis.Worker = class extends Plain {
      override postMessage(): void {
        throw new DOMException("no", "DataCloneError");
      }
    };
    try {
      const workers = new Workers(meeting(), 3);
      await workers.ready; // or it is waited for without an end
      workers.close();
    } finally {
      globalThis.Worker = Plain;
    }
  },
});

Deno.test({
  ...needing("Workers starts one worker fewer than it has threads", THREADS),
  async fn(t) {
    for (const count of [1, 2, 3]) {
      await t.step(`${count} threads`, async () => {
        const RealWorker = globalThis.Worker;
        let started = 0;
        globalThis.Worker = class extends RealWorker {
          constructor(...given: ConstructorParameters<typeof RealWorker>) {
            super(...given);
            started++;
          }
        };
        try {
          const workers = new Workers(meeting(), count);
          await workers.ready;
          workers.close();
        } finally {
          globalThis.Worker = RealWorker;
        }
        assertEquals(started, count - 1);
      });
    }
  },
});
