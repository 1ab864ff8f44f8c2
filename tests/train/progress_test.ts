import { assertAlmostEquals, assertEquals } from "@std/assert";
import { type Progress, train } from "../../lib/train/mod.ts";
import { line, Recorder, schedule } from "./_programs.ts";

Deno.test("onEpoch() gets metrics as worked by hand, computed before each step", async () => {
  const heard: Progress[] = [];
  let clock = 1000;
  const result = await train(line(3), 3, 3, {
    epochs: 2,
    learningRate: 0.75,
    shuffle: false,
    seed: 1,
  }, { onEpoch: (progress) => heard.push(progress), now: () => clock += 5 });
  // At first every output is 0, and the errors are -1, 0 and 1. The predictions
  // of the last two examples are correct. Then W = -1 and b = 0: the outputs
  // are -1, -2, -3, and every error is -2.
  assertEquals(
    heard.map(({ epoch, epochs, examples, count, loss }) => [
      ...[epoch, epochs, examples, count, loss],
    ]),
    [[1, 2, 3, 3, 2 / 3], [2, 2, 3, 3, 4]],
  );
  heard.forEach(({ accuracy }) => assertAlmostEquals(accuracy!, 2 / 3, 1e-15));
  assertEquals(heard[0].elapsedMs > 0, true);
  assertEquals(heard[1].elapsedMs > heard[0].elapsedMs, true);
  assertEquals(heard[1].elapsedMs % 5, 0);
  assertEquals(result.epochs, heard);
  assertEquals(result.loss, 4);
  assertEquals(result.accuracy, heard[1].accuracy);
});

Deno.test("onEpoch() gets elapsedMs 0 without a clock", async () => {
  const { epochs } = await train(line(3), 3, 3, { ...schedule, epochs: 1 });
  assertEquals(epochs[0].elapsedMs, 0);
});

Deno.test("onProgress() is called for each chunk, with the totals of the epoch so far", async () => {
  const heard: number[][] = [];
  const program = new Recorder(4);
  await train(program, 10, 2, { ...schedule, epochs: 2 }, {
    clock: program.clock,
    onProgress({ epoch, examples, count, loss }) {
      heard.push([epoch, examples, count, loss]);
    },
  });
  const [first] = heard;
  assertEquals(first, [1, 4, 10, 1]);
  for (const [epoch, examples, count, loss] of heard) {
    assertEquals(examples > 0 && examples <= count, true);
    assertEquals([1, 2].includes(epoch), true);
    assertEquals(loss, 1);
  }
  assertEquals(heard.some(([epoch]) => epoch === 2), true);
});

Deno.test("train() ends chunks at whole grains, from any example at which a run resumes", async (t) => {
  for (const examples of [0, 2, 4, 8, 16]) {
    await t.step(`from ${examples} examples`, async () => {
      const program = new Recorder(6);
      await train(program, 42, 2, { ...schedule, epochs: 1 }, {
        clock: program.clock,
        from: {
          figures: [],
          sums: { loss: 0, examples, correct: 0 },
          elapsedMs: 0,
          parameters: Float64Array.of(0),
          state: { steps: 0, moments: [] },
        },
      });
      let at = examples;
      for (const { order } of program.calls) {
        at += order.length;
        assertEquals(at % 6 === 0, true, `${at}`);
      }
      assertEquals(at, 42);
    });
  }
});

Deno.test("train() lets timers run between the chunks of an epoch, with or without onProgress", async () => {
  for (const options of [{}, { onProgress() {} }]) {
    let fired = false;
    const timer = setTimeout(() => fired = true, 0);
    const seen: boolean[] = [];
    const program = new class extends Recorder {
      override train(...given: Parameters<Recorder["train"]>): void {
        seen.push(fired);
        super.train(...given);
        const until = performance.now() + 2; // so that the timer is due
        while (performance.now() < until);
      }
    }(4);
    const { clock } = program;
    await train(program, 40, 2, { ...schedule, epochs: 1 }, {
      ...options,
      clock,
    });
    clearTimeout(timer);
    assertEquals([seen[0], seen.at(-1)], [false, true]);
  }
});
