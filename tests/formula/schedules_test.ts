import { assertAlmostEquals, assertEquals } from "@std/assert";
import { isWarmup, rateAt, type ScheduleSpec } from "../../lib/formula/mod.ts";
import oracle from "../oracle/optimizers.json" with { type: "json" };

const { [`schedules from 1.0, one value an epoch`]: right } = oracle;

/** The learning rate of the first batch of every epoch. */
const rates = (schedule: ScheduleSpec | number, epochs: number) =>
  Array.from(
    { length: epochs },
    (_, e) => rateAt(schedule, { epoch: e + 1, epochs, batch: 1, batches: 7 }),
  );

Deno.test("schedules give the learning rates of PyTorch within 1e-12", async (t) => {
  const start = { rate: 1, warmup: 0 };
  const cases: [name: keyof typeof right, schedule: ScheduleSpec][] = [
    ["step every 3 by 0.5", { type: "step", every: 3, factor: 0.5, ...start }],
    ["exponential 0.9", { type: "exponential", factor: 0.9, ...start }],
    ["cosine over 10 to 0", { type: "cosine", end: 0, ...start }],
  ];
  for (const [name, schedule] of cases) {
    await t.step(name, () => {
      const epochs = schedule.type === "cosine" ? 10 : right[name].length;
      for (const [e, rate] of rates(schedule, epochs).entries()) {
        assertAlmostEquals(rate, right[name][e], 1e-12);
      }
    });
  }
});

Deno.test("a cosine schedule ends at the spec's `end`", () => {
  const schedule = {
    type: "cosine",
    rate: 0.5,
    end: 0.1,
    warmup: 0,
  } as const;
  const half = { epoch: 6, epochs: 10, batch: 1, batches: 1 };
  assertAlmostEquals(rateAt(schedule, half), 0.3, 1e-15);
});

Deno.test("a warm-up raises the learning rate batch by batch, and the schedule starts after it", () => {
  const schedule = {
    type: "step",
    rate: 0.8,
    every: 1,
    factor: 0.5,
    warmup: 2,
  } as const;
  const at = (epoch: number, batch: number) =>
    rateAt(schedule, { epoch, epochs: 5, batch, batches: 4 });
  // eight batches; the rate grows by an eighth of 0.8 in each
  const rising = [1, 2].flatMap((e) => [1, 2, 3, 4].map((b) => at(e, b)));
  [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8].forEach((rate, n) =>
    assertAlmostEquals(rising[n], rate, 1e-15)
  );
  assertEquals([at(3, 1), at(3, 4), at(4, 1)], [0.8, 0.8, 0.4]);
  const warm = [1, 2, 3].map((epoch) => isWarmup(schedule, epoch));
  assertEquals(warm, [true, true, false]);
  assertEquals(isWarmup(0.1, 1), false);
});

Deno.test("a constant learning rate applies to every step", () => {
  assertEquals(rates(0.3, 3), [0.3, 0.3, 0.3]);
  assertEquals(
    rates({ type: "constant", rate: 0.3, warmup: 0 }, 3),
    [0.3, 0.3, 0.3],
  );
});
