import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { type Checkpoint, train } from "../../lib/train/mod.ts";
import { line, Recorder, schedule } from "./_programs.ts";

Deno.test("train() waits for onEpoch() and onProgress()", async () => {
  const program = new Recorder(5), events: string[] = [];
  const later = (name: string) => async () => {
    events.push(`${name} begins after ${program.calls.length}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    events.push(`${name} ends after ${program.calls.length}`);
  };
  await train(program, 10, 5, { ...schedule, epochs: 1 }, {
    clock: program.clock,
    onProgress: later("progress"),
    onEpoch: later("epoch"),
  });
  assertEquals(events, [
    ...["progress begins after 1", "progress ends after 1"],
    ...["progress begins after 2", "progress ends after 2"],
    ...["epoch begins after 2", "epoch ends after 2"],
  ]);
});

Deno.test("train() rejects with the error of a callback, after it has made a checkpoint", async (t) => {
  const reason = new Error("the disk is full");
  const fail = (epoch: number) => (progress: { epoch: number }) => {
    if (progress.epoch === epoch) throw reason;
  };
  const cases = [
    ["onEpoch, which throws", { onEpoch: fail(2) }, 2, 0],
    [
      "onEpoch, which rejects",
      { onEpoch: async (p: { epoch: number }) => await fail(2)(p) },
      ...[2, 0],
    ],
    ["onProgress, in the middle of an epoch", { onProgress: fail(2) }, 1, 4],
  ] as const;
  for (const [name, callbacks, epochs, examples] of cases) {
    await t.step(name, async () => {
      const program = new Recorder(4), saved: Checkpoint[] = [];
      const error = await assertRejects(() =>
        train(program, 10, 2, schedule, {
          ...callbacks,
          clock: program.clock,
          onCheckpoint: (checkpoint) => void saved.push(checkpoint),
        })
      );
      assertStrictEquals(error, reason);
      const places = saved.map(({ figures, sums }) => [
        ...[figures.length, sums.examples],
      ]);
      assertEquals(places, [[epochs, examples]]);
    });
  }
  await t.step(
    "also if the checkpoint fails",
    async () => {
      const error = await assertRejects(() =>
        train(line(3), 3, 3, schedule, {
          onEpoch: fail(1),
          onCheckpoint: () => Promise.reject(new Error("another")),
        })
      );
      assertStrictEquals(error, reason);
    },
  );
});
