import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DivergenceError, train } from "../../lib/train/mod.ts";
import { line } from "./_programs.ts";

Deno.test("DivergenceError names epoch, batch and learning rate, and the weights from before the epoch are restored", async (t) => {
  // after the first step, the weights are about as large as the learning rate,
  // and their squares overflow
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
      const program = line(batch, [0.5, 0.25]); // outputs 3/4, 5/4, 7/4
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
        `the loss must stay a finite number: found NaN or infinity at epoch ${epoch}, ` +
          `batch ${at}, with learningRate ${rate}; the network keeps the ` +
          `weights from the start of epoch ${epoch}; try a learningRate of 0.1`,
      );
      assertEquals([...program.parameters()], weights);
      assertEquals(heard, epoch === 1 ? [] : [1]);
    });
  }
});

Deno.test("DivergenceError suggests a tenth of the learning rate, and at most 0.1", () => {
  for (const [rate, tried] of [[0.5, 0.05], [2, 0.1], [1e15, 0.1]]) {
    const { message } = new DivergenceError(1, 1, rate);
    assertEquals(message.split("; ")[2], `try a learningRate of ${tried}`);
  }
});

Deno.test("DivergenceError suggests to scale large labels or inputs", () => {
  const one = (x: number) => ({
    rows: 1,
    columns: 1,
    data: Float64Array.of(x),
  });
  const cases: [inputs: number, label: number, said: string[]][] = [
    [1, 100, ["try a learningRate of 0.05"]],
    [
      5000,
      -379788.25,
      [
        "try a learningRate of 0.05 or scale the labels, which are as large as 379788",
        "for a table, write labels: { standardize: true }",
      ],
    ],
    [
      -5000,
      1,
      [
        "try a learningRate of 0.05 or scale the inputs, which are as large as 5000",
        "for a table, write inputs: { standardize: true }",
      ],
    ],
  ];
  for (const [input, label, said] of cases) {
    const examples = { inputs: one(input), targets: one(label) };
    const { message } = new DivergenceError(1, 1, 0.5, undefined, examples);
    assertEquals(message.split("; ").slice(2), said);
  }
  const bytes = {
    rows: 1,
    columns: 1,
    data: Uint8Array.of(255),
    scale: [0, 1],
  } as const;
  const examples = { inputs: bytes, targets: one(1) };
  const { message } = new DivergenceError(1, 1, 0.5, undefined, examples);
  assertEquals(message.split("; ").slice(2), ["try a learningRate of 0.05"]);
});

Deno.test("DivergenceError names the first number that is not finite, of labels before inputs", async (t) => {
  const frame = (...data: number[]) => ({
    ...{ rows: data.length / 2, columns: 2 },
    data: Float64Array.from(data),
  });
  const plain = frame(1, 2, 3, 4);
  const cases: [inputs: typeof plain, targets: typeof plain, said: string[]][] =
    [
      [plain, frame(NaN, 2, 3, 4), ["NaN", "labels", "row 0, column 0"]],
      [frame(Infinity, 2, 3, 4), plain, [
        "Infinity",
        "inputs",
        "row 0, column 0",
      ]],
      [plain, frame(1, 2, 3, -Infinity), [
        "-Infinity",
        "labels",
        "row 1, column 1",
      ]],
      [frame(1, 2, NaN, 4), frame(1, NaN, 3, 4), [
        "NaN",
        "labels",
        "row 0, column 1",
      ]],
    ];
  for (const [inputs, targets, said] of cases) {
    await t.step(said.join(", "), () => {
      const examples = { inputs, targets };
      const { message } = new DivergenceError(1, 1, 0.5, undefined, examples);
      for (const part of said) assertStringIncludes(message, part);
    });
  }
});
