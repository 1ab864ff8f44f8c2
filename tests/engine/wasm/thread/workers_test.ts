import { assertEquals, assertThrows } from "@std/assert";
import { when } from "../../../../lib/engine/wasm/code/assemble.ts";
import { mayShare } from "../../../../lib/engine/wasm/thread/threads.ts";
import {
  WorkerError,
  type WorkerFunction,
  Workers,
} from "../../../../lib/engine/wasm/thread/workers.ts";
import { needing } from "../../../_needing.ts";
import { meeting, watched } from "./_meeting.ts";

/** The reason to skip tests of threads, if the host has no shared memory. */
const THREADS = mayShare() ? "" : "no threads here";

Deno.test({
  ...needing("Workers throws if a worker fails", THREADS),
  async fn() {
    const unreachable = [0x00];
    const work = meeting((worker) => when(worker.get, unreachable));
    const workers = new Workers(work, 2);
    await workers.ready;
    assertThrows(() => workers.run(1), WorkerError, "one worker failed");
    workers.close();
  },
});

Deno.test({
  ...needing(
    "Workers tries the other threads on few examples, then on more, and does not use them if they are slower",
    THREADS,
  ),
  async fn() {
    const work = meeting();
    let ms = 0, pace = 0.5; // time per example; with one thread it is 1
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
      await workers.ready; // without the error, this would wait forever
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

Deno.test({
  ...needing(
    "Workers ends the others if one fails or cannot share the memory, and removes their handlers when it is closed",
    THREADS,
  ),
  async fn(t) {
    await t.step(
      "one fails",
      () =>
        watched(undefined, async (started, ended) => {
          const unreachable = [0x00];
          const work = meeting((worker) => when(worker.get, unreachable));
          const workers = new Workers(work, 3);
          await workers.ready;
          assertThrows(() => workers.run(1), WorkerError);
          assertEquals([started.length, ended.size], [2, 2]);
          workers.close();
        }),
    );
    await t.step("the memory cannot be sent", () => {
      const refuse = () => {
        throw new DOMException("no", "DataCloneError");
      };
      return watched(refuse, async (started, ended) => {
        const workers = new Workers(meeting(), 3);
        await workers.ready;
        assertEquals([started.length, ended.size], [2, 2]);
        workers.close();
      });
    });
    await t.step("closed", () =>
      watched(undefined, async (started, ended) => {
        const workers = new Workers(meeting(), 3);
        await workers.ready;
        for (const { onmessage, onerror } of started) {
          assertEquals([typeof onmessage, typeof onerror], [
            ...["function", "function"],
          ]);
        }
        workers.close();
        for (const { onmessage, onerror } of started) {
          assertEquals([onmessage, onerror], [null, null]);
        }
        assertEquals(ended.size, 0); // they end on their own
      }));
  },
});
