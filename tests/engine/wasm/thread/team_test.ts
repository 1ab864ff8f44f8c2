import { assertEquals } from "@std/assert";
import { when } from "../../../../lib/engine/wasm/code/assemble.ts";
import { mayShare } from "../../../../lib/engine/wasm/thread/threads.ts";
import { Team } from "../../../../lib/engine/wasm/thread/team.ts";
import { needing } from "../../../_needing.ts";
import { meeting, watched } from "./_meeting.ts";

/** The reason to skip tests of threads, if the host has no shared memory. */
const THREADS = mayShare() ? "" : "no threads here";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test({
  ...needing(
    "Team starts workers after 4e9 multiply-adds without a pause, and ends them 100 ms after the last call",
    THREADS,
  ),
  fn: () =>
    watched(undefined, async (started) => {
      const team = new Team(meeting(), 3);
      const call = (work: number) => {
        team.run(work, (run) => run(1));
        return started.length;
      };
      assertEquals([call(3e9), call(0.9e9)], [0, 0]);
      await pause(300);
      assertEquals(call(3.9e9), 0); // work before the pause does not count
      assertEquals(call(0.1e9), 2); // two workers and this thread
      await pause(300);
      assertEquals([call(3.9e9), call(0.1e9)], [2, 4]); // the workers had ended
      team.close();
      assertEquals(call(4e9), 6);
      team.close();
    }),
});

Deno.test({
  ...needing("Team of one thread starts no workers", THREADS),
  fn: () =>
    watched(undefined, (started) => {
      const team = new Team(meeting(), 1);
      let calls = 0;
      team.run(1e12, (run) => {
        calls++;
        run(1);
      });
      assertEquals([started.length, calls], [0, 1]);
      team.close();
    }),
});

Deno.test({
  ...needing("Team throws the error of a call", THREADS),
  fn() {
    const team = new Team(meeting(), 2);
    let calls = 0;
    try {
      team.run(1, () => {
        calls++;
        throw new RangeError("no");
      });
    } catch (error) {
      assertEquals(error instanceof RangeError, true);
    }
    assertEquals(calls, 1);
  },
});

Deno.test({
  ...needing("Team repeats a call alone after a worker has failed", THREADS),
  fn: () =>
    watched(undefined, async (started) => {
      const unreachable = [0x00];
      const work = meeting((worker) => when(worker.get, unreachable));
      const calls: number[][] = [];
      const run: typeof work.run = (worker, count, examples) => {
        calls.push([worker, count, examples]);
        work.run(worker, count, examples);
      };
      const team = new Team({ ...work, run }, 2);
      const call = () => team.run(4e9, (run) => run(7));
      for (let n = 0; n < 100 && (calls.at(-2)?.[1] ?? 1) === 1; n++) {
        call(); // the worker takes part as soon as it has started
        await pause(10);
      }
      assertEquals(calls.slice(-2), [[0, 2, 7], [0, 1, 7]]);
      call();
      assertEquals([calls.at(-1), started.length], [[0, 1, 7], 1]);
      team.close();
    }),
});
