import { assertEquals } from "@std/assert";
import { epochLine } from "../../lib/report/epoch_line.ts";

const progress = {
  epoch: 3,
  epochs: 5,
  examples: 60_000,
  count: 60_000,
  loss: 0.03121,
  accuracy: 0.96412,
  elapsedMs: 4390, // 180,000 examples: 41,002 per second, 2.93 s for the rest
};

Deno.test("epochLine() prints the metrics of an epoch", async (t) => {
  for (
    const [name, change, expected] of [
      [
        "in the middle of a run",
        {},
        "epoch 3/5  loss 0.0312  accuracy 0.9641  41,000 images/s  3 s left",
      ],
      [
        "at its end",
        { epoch: 5 },
        "epoch 5/5  loss 0.0312  accuracy 0.9641  68,300 images/s  in 4.4 s",
      ],
      [
        "without a clock",
        { elapsedMs: 0 },
        "epoch 3/5  loss 0.0312  accuracy 0.9641",
      ],
      [
        "of a hundred epochs, slow",
        { epochs: 100, elapsedMs: 180_000 }, // 97 x 60 s left
        "epoch   3/100  loss 0.0312  accuracy 0.9641  1,000 images/s  1 h 37 min left",
      ],
      [
        "with a tiny loss",
        { loss: 3.1e-7 },
        "epoch 3/5  loss 3.10e-7  accuracy 0.9641  41,000 images/s  3 s left",
      ],
      [
        "with what was held out",
        { validation: { loss: 0.07121, accuracy: 0.97912 } },
        "epoch 3/5  loss 0.0312  accuracy 0.9641  validation 0.0712 0.9791  3 s left",
      ],
      [
        "of numbers, none of them right",
        { accuracy: undefined, validation: { loss: 0.07121 } },
        "epoch 3/5  loss 0.0312  validation 0.0712  41,000 images/s  3 s left",
      ],
      [
        "in no more than 80 columns",
        {
          ...{ epoch: 1000, epochs: 5000, elapsedMs: 1e7 },
          validation: { loss: 0.07121, accuracy: 0.97912 },
        },
        "epoch 1000/5000  loss 0.0312  accuracy 0.9641  validation 0.0712 0.9791",
      ],
      [
        "before the first example",
        { epoch: 1, examples: 0, loss: NaN, accuracy: NaN },
        "epoch 1/5  loss -  accuracy -",
      ],
    ] as const
  ) {
    await t.step(name, () => {
      const line = epochLine({ ...progress, ...change }, { unit: "images" });
      assertEquals(line, expected);
    });
  }
});

Deno.test('epochLine() counts "examples" per second unless another noun is given', () => {
  const line = epochLine({
    ...progress,
    epoch: 2,
    epochs: 3,
    examples: 4,
    count: 4,
    elapsedMs: 16_000,
  });
  assertEquals(
    line,
    "epoch 2/3  loss 0.0312  accuracy 0.9641  0.5 examples/s  8 s left",
  );
});
