import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import type { ScheduleSpec } from "../../lib/formula/mod.ts";
import { type Progress, train } from "../../lib/train/mod.ts";
import { Recorder, schedule } from "./_programs.ts";

Deno.test("train() stops and resumes at the end of any chunk, also during a warm-up", async () => {
  const program = new Recorder(4), stop = new AbortController();
  const learningRate = { type: "exponential", rate: 1, factor: 1, warmup: 3 };
  const saved: number[] = [];
  await assertRejects(() =>
    train(program, 10, 1, {
      ...schedule,
      learningRate: learningRate as ScheduleSpec,
      checkpoint: { seconds: 0.001 },
    }, {
      now: () => program.calls.length,
      clock: program.clock,
      onProgress({ epoch, examples }) { // two examples of the first epoch were left
        if (epoch === 2 && examples === 2) stop.abort();
      },
      onCheckpoint: ({ sums }) => void saved.push(sums.examples),
      signal: stop.signal,
    })
  );
  assertEquals(program.calls.length, 10 + 4);
  assertEquals(saved, [4, 8, 0, 4]);
  const other = new Recorder(4);
  const from = {
    ...{ figures: [], sums: { loss: 3, correct: 0, examples: 3 } },
    ...{ elapsedMs: 0, ...other.read() },
  };
  const { clock } = other;
  await train(other, 10, 1, { ...schedule, epochs: 1 }, { from, clock });
  assertEquals(other.calls.map(({ order }) => order.length), [1, 4, 2]);
});

Deno.test("train() rejects with the reason of its signal", async (t) => {
  const reason = new Error("enough");
  await t.step("aborted before it starts", async () => {
    const program = new Recorder(1);
    const signal = AbortSignal.abort(reason);
    const error = await assertRejects(() =>
      train(program, 10, 1, schedule, { signal })
    );
    assertStrictEquals(error, reason);
    assertEquals(program.calls.length, 0);
  });
  await t.step("aborted in the middle of an epoch", async () => {
    const program = new Recorder(2), stop = new AbortController();
    const onProgress = ({ epoch, examples }: Progress) => {
      if (epoch === 2 && examples === 4) stop.abort(reason);
    };
    const error = await assertRejects(() =>
      train(program, 10, 1, schedule, {
        ...{ signal: stop.signal, onProgress, clock: program.clock },
      })
    );
    assertStrictEquals(error, reason);
    assertEquals(program.calls.length, 5 + 2);
  });
  await t.step("aborted by onEpoch", async () => {
    const program = new Recorder(10), stop = new AbortController();
    const error = await assertRejects(() =>
      train(program, 10, 1, schedule, {
        signal: stop.signal,
        onEpoch: () => stop.abort(reason),
      })
    );
    assertStrictEquals(error, reason);
    assertEquals(program.calls.length, 1);
  });
  await t.step(
    "aborted by a timer, which runs between chunks",
    async () => {
      const program = new Recorder(1), stop = new AbortController();
      setTimeout(() => stop.abort(reason), 0);
      const error = await assertRejects(() =>
        train(program, 1000, 1, schedule, {
          ...{ signal: stop.signal, clock: program.clock },
        })
      );
      assertStrictEquals(error, reason);
      assertEquals(program.calls.length < 1000, true);
    },
  );
  await t.step("without a reason, an AbortError", async () => {
    const error = await assertRejects(() =>
      train(new Recorder(1), 1, 1, schedule, { signal: AbortSignal.abort() })
    );
    assertEquals((error as Error).name, "AbortError");
  });
});
