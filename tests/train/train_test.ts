import { assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { train } from "../../lib/train/mod.ts";
import { Recorder, schedule } from "./_programs.ts";

/** The order of each epoch, in any chunks. */
async function orders(count: number, rest: Partial<typeof schedule>) {
  const program = new Recorder(count);
  await train(program, count, 1, { ...schedule, ...rest });
  return program.calls.map(({ order }) => order);
}

const all = (count: number) => Array.from({ length: count }, (_, b) => b);

Deno.test("train() uses every example once per epoch, in a different order each epoch", async (t) => {
  const found = await orders(50, { epochs: 10 });
  for (const [e, order] of found.entries()) {
    await t.step(`epoch ${e + 1}`, () => {
      assertEquals([...order].sort((a, b) => a - b), all(50));
      assertNotEquals(order, all(50));
    });
  }
  assertEquals(new Set(found.map((order) => order.join())).size, 10);
});

Deno.test("train() shuffles depending only on seed and epoch", async (t) => {
  const three = await orders(50, {});
  await t.step("again", async () => {
    assertEquals(await orders(50, {}), three);
  });
  await t.step("with another learning rate and more epochs", async () => {
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

Deno.test("train() passes whole batches, a smaller last one, and the learning rate", async (t) => {
  const cases: [
    count: number,
    batch: number,
    grain: number,
    pieces: number[],
  ][] = [
    [10, 1, 4, [4, 4, 2]],
    [10, 3, 3, [3, 3, 3, 1]],
    [10, 3, 6, [6, 4]],
    [10, 10, 10, [10]],
    [10, 1, 1000, [10]], // more than there are examples
  ];
  for (const [count, batch, grain, pieces] of cases) {
    await t.step(
      `${count} in batches of ${batch}, grain ${grain}`,
      async () => {
        const program = new Recorder(grain);
        const { clock } = program;
        const once = { ...schedule, epochs: 1 };
        await train(program, count, batch, once, { clock });
        const found = program.calls.map(({ order }) => order.length);
        assertEquals(found, pieces);
        assertEquals(program.calls.every(({ rate }) => rate === 0.5), true);
      },
    );
  }
});

Deno.test("train() passes the learning rate of each warm-up batch, and of each epoch after it", async () => {
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
