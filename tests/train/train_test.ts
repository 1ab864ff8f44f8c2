import {
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import type { Program, Sums } from "../../lib/engine/engine.ts";
import { reference } from "../../lib/engine/reference/mod.ts";
import type { ScheduleSpec } from "../../lib/formula/mod.ts";
import { frame64 } from "../../lib/frame.ts";
import { planNetwork } from "../../lib/network/mod.ts";
import { DivergenceError, type Progress, train } from "../../lib/train/mod.ts";

/** A program that learns nothing and remembers what it was asked to learn. */
class Recorder implements Program {
  examples = undefined;
  parameters = Float64Array.of(0);
  state = { steps: 0, moments: [] };
  /** What each call of `train` was given. */
  readonly calls: { order: number[]; rate: number; epoch: number }[] = [];

  constructor(readonly chunk: number) {}

  train(order: Uint32Array, rate: number, sums: Sums, epoch = 0): void {
    this.calls.push({ order: [...order], rate, epoch });
    sums.loss += order.length;
    sums.examples += order.length;
  }

  predict(): never {
    throw new Error("not asked for");
  }

  gradient(): never {
    throw new Error("not asked for");
  }

  close(): void {}
}

const schedule = { epochs: 3, learningRate: 0.5, shuffle: true, seed: 1 };

/** The order of each epoch, whatever its chunks. */
async function orders(count: number, rest: Partial<typeof schedule>) {
  const program = new Recorder(count);
  await train(program, count, 1, { ...schedule, ...rest });
  return program.calls.map(({ order }) => order);
}

const all = (count: number) => Array.from({ length: count }, (_, b) => b);

Deno.test("train() takes every example once an epoch, in an order of the epoch's own", async (t) => {
  const found = await orders(50, { epochs: 10 });
  for (const [e, order] of found.entries()) {
    await t.step(`epoch ${e + 1}`, () => {
      assertEquals([...order].sort((a, b) => a - b), all(50));
      assertNotEquals(order, all(50));
    });
  }
  assertEquals(new Set(found.map((order) => order.join())).size, 10);
});

Deno.test("train() takes orders from seed and epoch alone", async (t) => {
  const three = await orders(50, {});
  await t.step("again", async () => {
    assertEquals(await orders(50, {}), three);
  });
  await t.step("with another rate, in more epochs", async () => {
    const five = await orders(50, { epochs: 5, learningRate: 0.1 });
    assertEquals(five.slice(0, 3), three);
  });
  await t.step("another seed", async () => {
    const other = await orders(50, { seed: 2 });
    other.forEach((order, e) => assertNotEquals(order, three[e]));
  });
  await t.step("not shuffled", async () => {
    const files = await orders(50, { shuffle: false });
    assertEquals(files, [all(50), all(50), all(50)]);
  });
});

Deno.test("train() hands over whole batches, the rest at the end, and the rate", async (t) => {
  const cases: [
    count: number,
    batch: number,
    chunk: number,
    pieces: number[],
  ][] = [
    [10, 1, 4, [4, 4, 2]],
    [10, 3, 3, [3, 3, 3, 1]],
    [10, 3, 7, [6, 4]], // two batches fit
    [10, 4, 1, [4, 4, 2]], // one always does
    [10, 10, 10, [10]],
    [10, 1, 1000, [10]],
  ];
  for (const [count, batch, chunk, pieces] of cases) {
    await t.step(
      `${count} in batches of ${batch}, chunk ${chunk}`,
      async () => {
        const program = new Recorder(chunk);
        await train(program, count, batch, { ...schedule, epochs: 1 });
        const found = program.calls.map(({ order }) => order.length);
        assertEquals(found, pieces);
        assertEquals(program.calls.every(({ rate }) => rate === 0.5), true);
      },
    );
  }
});

Deno.test("train() gives each batch of a warm-up its rate, and each epoch after it", async () => {
  const program = new Recorder(100);
  const learningRate = {
    type: "step",
    rate: 0.6,
    every: 1,
    factor: 0.5,
    warmup: 1,
  } as const;
  await train(program, 5, 2, { ...schedule, learningRate, shuffle: false });
  assertEquals(program.calls.map(({ order }) => order), [
    ...[[0, 1], [2, 3], [4]], // the first epoch
    ...[[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]],
  ]);
  assertEquals(program.calls.map(({ epoch }) => epoch), [1, 1, 1, 2, 3]);
  [0.2, 0.4, 0.6, 0.6, 0.3].forEach((rate, call) =>
    assertAlmostEquals(program.calls[call].rate, rate, 1e-15)
  );
});

Deno.test("train() stops and goes on where a chunk ends, in a warm-up and from elsewhere too", async () => {
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
      onProgress({ epoch, examples }) { // two of the first epoch were left over
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
    ...{ elapsedMs: 0, parameters: other.parameters, state: other.state },
  };
  await train(other, 10, 1, { ...schedule, epochs: 1 }, { from });
  assertEquals(other.calls.map(({ order }) => order.length), [1, 4, 2]);
});

/** A linear unit and examples 1, 2, 3 with the targets 1, 0, -1, in float64. */
function line(batchSize: number, start = [0, 0]): Program {
  const plan = planNetwork({
    layers: [{
      name: "output",
      type: "dense",
      units: 1,
      activation: "identity",
      initializer: "lecunNormal",
      biasInitializer: "zeros",
    }],
    loss: { type: "mse", reduction: "mean" },
    batchSize,
    precision: "float64",
  }, 1);
  return reference.program(plan, Float64Array.from(start), {
    inputs: frame64([[1], [2], [3]]),
    targets: frame64([[1], [0], [-1]]),
  });
}

Deno.test("onEpoch() hears the figures that were worked by hand, before each step", async () => {
  const heard: Progress[] = [];
  let clock = 1000;
  const result = await train(line(3), 3, 3, {
    epochs: 2,
    learningRate: 0.75,
    shuffle: false,
    seed: 1,
  }, { onEpoch: (progress) => heard.push(progress), now: () => clock += 5 });
  // at first every answer is 0: errors -1, 0 and 1; 0 and -1 are under one half
  // then W = -1 and b = 0: answers -1, -2, -3, every error is -2
  assertEquals(
    heard.map(({ epoch, epochs, examples, count, loss }) => [
      ...[epoch, epochs, examples, count, loss],
    ]),
    [[1, 2, 3, 3, 2 / 3], [2, 2, 3, 3, 4]],
  );
  heard.forEach(({ accuracy }) => assertAlmostEquals(accuracy, 2 / 3, 1e-15));
  assertEquals(heard[0].elapsedMs > 0, true);
  assertEquals(heard[1].elapsedMs > heard[0].elapsedMs, true);
  assertEquals(heard[1].elapsedMs % 5, 0);
  assertEquals(result.epochs, heard);
  assertEquals(result.loss, 4);
  assertEquals(result.accuracy, heard[1].accuracy);
});

Deno.test("onEpoch() has no time without a clock", async () => {
  const { epochs } = await train(line(3), 3, 3, { ...schedule, epochs: 1 });
  assertEquals(epochs[0].elapsedMs, 0);
});

Deno.test("onProgress() hears of each chunk, and of the whole of the epoch so far", async () => {
  const heard: number[][] = [];
  await train(new Recorder(4), 10, 2, { ...schedule, epochs: 2 }, {
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

Deno.test("train() stops with the reason of its signal", async (t) => {
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
      train(program, 10, 1, schedule, { signal: stop.signal, onProgress })
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
    "aborted by a timer, which has its turn between chunks",
    async () => {
      const program = new Recorder(1), stop = new AbortController();
      setTimeout(() => stop.abort(reason), 0);
      const error = await assertRejects(() =>
        train(program, 1000, 1, schedule, { signal: stop.signal })
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

Deno.test("DivergenceError names epoch, batch and rate, and the weights are from before the epoch", async (t) => {
  // the first step leaves weights near the rate, whose square is no number any more
  const cases: [
    name: string,
    batch: number,
    rate: number,
    epoch: number,
    at: number,
    weights: number[],
  ][] = [
    ["the second batch of the first epoch", 1, 1e160, 1, 2, [0.5, 0.25]],
    ["the short last batch", 2, 1e160, 1, 2, [0.5, 0.25]],
    // dW = 2 mean of -1/4, 5/2, 33/4 and db = 2 mean of -1/4, 5/4, 11/4
    ["the second epoch", 3, 2 ** 600, 2, 1, [
      -(2 ** 600) * 7,
      -(2 ** 600) * 2.5,
    ]],
  ];
  for (const [name, batch, rate, epoch, at, weights] of cases) {
    await t.step(name, async () => {
      const program = line(batch, [0.5, 0.25]); // answers 3/4, 5/4, 7/4
      const heard: number[] = [];
      const error = await assertRejects(
        () =>
          train(program, 3, batch, {
            epochs: 5,
            learningRate: rate,
            shuffle: false,
            seed: 1,
          }, { onEpoch: ({ epoch }) => heard.push(epoch) }),
        DivergenceError,
      );
      assertEquals(
        [error.epoch, error.batch, error.learningRate],
        [epoch, at, rate],
      );
      assertEquals(
        error.message,
        `the loss must stay a finite number: found none at epoch ${epoch}, ` +
          `batch ${at}, with learningRate ${rate}; the weights are those from ` +
          `before that epoch; try a learningRate of ${rate / 10}`,
      );
      assertEquals([...program.parameters], weights);
      assertEquals(heard, epoch === 1 ? [] : [1]);
    });
  }
});
