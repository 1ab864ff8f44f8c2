import { assertEquals, assertRejects } from "@std/assert";
import type { Sums } from "../../lib/engine/engine.ts";
import type { Checkpoint } from "../../lib/train/checkpoint.ts";
import {
  DivergenceError,
  train,
  type TrainOptions,
} from "../../lib/train/mod.ts";
import { OneParameter } from "./_programs.ts";

/** A program whose only parameter is the number of the last epoch. */
class Counter extends OneParameter {
  /** The loss of each epoch. */
  constructor(readonly losses: readonly number[]) {
    super(1);
  }

  train(order: Uint32Array, _: number, sums: Sums): void {
    sums.loss += this.losses[this.weight];
    sums.correct += this.weight % 2;
    sums.examples += order.length;
    this.weight++;
  }
}

const schedule = { epochs: 8, learningRate: 1, shuffle: false, seed: 1 };

/**
 * The result of a run with these losses, which are training or validation
 * losses.
 */
async function kept(
  metric: "loss" | "accuracy" | "validationLoss" | "validationAccuracy",
  figures: readonly number[],
  patience: number,
  options: TrainOptions = {},
) {
  const ofValidation = metric.startsWith("validation");
  const program = new Counter(ofValidation ? Array(8).fill(1) : figures);
  const validate = () => {
    const figure = figures[program.weight - 1];
    return { loss: figure, accuracy: figure };
  };
  const result = await train(program, 1, 1, {
    ...schedule,
    earlyStopping: { metric, patience },
  }, { ...options, ...(ofValidation && { validate }) });
  const { epochs, best } = result;
  return { epochs: epochs.length, best, parameters: [...program.parameters()] };
}

Deno.test("early stopping keeps the weights of the best epoch", async (t) => {
  const cases: [
    name: string,
    metric: Parameters<typeof kept>[0],
    figures: number[],
    patience: number,
    epochs: number,
    best: number,
  ][] = [
    ["the last", "loss", [8, 7, 6, 5, 4, 3, 2, 1], 1, 8, 8],
    ["one in the middle", "validationLoss", [5, 4, 3, 4, 5, 6, 7, 8], 9, 8, 3],
    [
      "after no better one",
      "validationLoss",
      [5, 4, 3, 4, 5, 6, 7, 8],
      2,
      5,
      3,
    ],
    ["better ones start it anew", "loss", [5, 6, 4, 5, 3, 4, 5, 0], 2, 7, 5],
    [
      "of equals the first",
      "validationLoss",
      [3, 3, 3, 3, 3, 3, 3, 3],
      3,
      4,
      1,
    ],
    ["a loss of 0", "validationLoss", [1, 0, 0, 0, 0, 0, 0, 0], 2, 4, 2],
    [
      "the largest accuracy",
      "validationAccuracy",
      [0.5, 0.75, 0.7, 0.6, 0.5, 0, 0, 0],
      3,
      5,
      2,
    ],
    ["accuracy in training", "accuracy", [1, 1, 1, 1, 1, 1, 1, 1], 3, 5, 2],
    [
      "what is no number is no better",
      "validationLoss",
      [2, NaN, 1, NaN, NaN, 0, 0, 0],
      2,
      5,
      3,
    ],
  ];
  for (const [name, metric, figures, patience, epochs, best] of cases) {
    await t.step(name, async () => {
      const found = await kept(metric, figures, patience);
      assertEquals(found, { epochs, best, parameters: [best] });
    });
  }
});

const losses = [5, 4, 3, 4, 5, 6, 7, 8];

Deno.test("early stopping restores the best weights when a signal ends the run", async () => {
  const program = new Counter(losses), stop = new AbortController();
  const saved: Checkpoint[] = [];
  await assertRejects(() =>
    train(program, 1, 1, {
      ...schedule,
      earlyStopping: { metric: "loss", patience: 8 },
    }, {
      signal: stop.signal,
      onEpoch: ({ epoch }) => epoch === 5 && stop.abort(),
      onCheckpoint: (checkpoint) => void saved.push(checkpoint),
    })
  );
  assertEquals([...program.parameters()], [3]);
  const [{ parameters, best }] = saved; // it resumes from the last epoch, not from the best
  assertEquals([[...parameters], [...best!]], [[5], [3]]);
});

Deno.test("early stopping restores the best weights when a checkpoint cannot be saved", async () => {
  const program = new Counter(losses), full = new Error("the disk is full");
  await assertRejects(() =>
    train(program, 1, 1, {
      ...schedule,
      checkpoint: { epochs: 5 },
      earlyStopping: { metric: "loss", patience: 8 },
    }, {
      onCheckpoint: () => {
        throw full;
      },
    })
  );
  assertEquals([...program.parameters()], [3]);
});

Deno.test("early stopping restores the best weights when the loss diverges", async () => {
  const program = new Counter([5, 4, 3, 4, NaN]);
  await assertRejects(
    () =>
      train(program, 1, 1, {
        ...schedule,
        earlyStopping: { metric: "loss", patience: 8 },
      }),
    DivergenceError,
    "the network keeps the weights of the best epoch, 3;",
  );
  assertEquals([...program.parameters()], [3]);
});

Deno.test("early stopping resumes from any checkpoint with the same result", async (t) => {
  const figures = [5, 4, 3, 4, 2, 6, 7, 8];
  const whole = await kept("loss", figures, 2);
  assertEquals(whole, { epochs: 7, best: 5, parameters: [5] });
  for (const at of [1, 2, 3, 4, 5, 6, 7]) {
    await t.step(`after epoch ${at}`, async () => {
      const stop = new AbortController();
      let from: Checkpoint | undefined;
      await assertRejects(() =>
        kept("loss", figures, 2, {
          signal: stop.signal,
          onEpoch: ({ epoch }) => epoch === at && stop.abort(),
          onCheckpoint: (checkpoint) => void (from = checkpoint),
        })
      );
      assertEquals(await kept("loss", figures, 2, { from }), whole);
    });
  }
});
