import {
  assert,
  assertEquals,
  assertLess,
  assertLessOrEqual,
  assertNotEquals,
} from "@std/assert";
import { type Random, random } from "../lib/random.ts";

/** The first numbers of a stream. */
function first(stream: Random, count = 4): number[] {
  return Array.from({ length: count }, () => stream.uint32());
}

Deno.test("random() gives the same numbers as in earlier versions, so that old runs can be repeated", async (t) => {
  // Pinned from the first version: other numbers mean that saved runs no longer repeat.
  const cases: [name: string, stream: Random, numbers: number[]][] = [
    ["seed 1, order, epoch 1", random(1, "order", 1), [
      4218798275,
      1586890642,
      273050308,
      701142543,
    ]],
    ["seed 0", random(0, ""), [3848114162, 2934833545, 2522537846, 3755064757]],
    ["the largest seed", random(2 ** 53 - 1, "weights", 0), [
      1428880241,
      2497503962,
      3939817734,
      4246586028,
    ]],
  ];
  for (const [name, stream, numbers] of cases) {
    await t.step(name, () => assertEquals(first(stream), numbers));
  }
});

Deno.test("random() gives the same stream for the same name", () => {
  assertEquals(first(random(7, "order", 3)), first(random(7, "order", 3)));
});

Deno.test("random() gives different names different streams", async (t) => {
  const base = first(random(7, "order", 3));
  const others: Record<string, Random> = {
    "another seed": random(8, "order", 3),
    "another purpose": random(7, "weights", 3),
    "a purpose of the same letters": random(7, "redro", 3),
    "another index": random(7, "order", 4),
    "no index": random(7, "order"),
    "one index more": random(7, "order", 3, 0),
    "seed and index exchanged": random(3, "order", 7),
    "a seed of the same low word": random(7 + 2 ** 32, "order", 3),
    "an index of the same low word": random(7, "order", 3 + 2 ** 32),
  };
  for (const [name, stream] of Object.entries(others)) {
    await t.step(name, () => {
      const found = first(stream);
      for (const n of found) assert(!base.includes(n), `${n} is in both`);
    });
  }
});

Deno.test("random() distinguishes seeds of 2^32 and more", () => {
  const seeds = [0, 1, 2, 3].flatMap((low) =>
    [0, 1, 2, 2 ** 20, 2 ** 21 - 1].map((high) => high * 2 ** 32 + low)
  );
  const starts = seeds.map((seed) => first(random(seed, "order")).join());
  assertEquals(new Set(starts).size, seeds.length);
});

/** Mean and variance of the next `count` numbers. */
function moments(draw: () => number, count: number) {
  let sum = 0, squares = 0;
  for (let n = 0; n < count; n++) {
    const x = draw();
    sum += x;
    squares += x * x;
  }
  const mean = sum / count;
  return { mean, variance: squares / count - mean * mean };
}

/**
 * Pearson's chi-square of observed and expected counts, in standard deviations
 * from its mean: (chi-square - f) / sqrt(2 f) with f = bins - 1.
 */
function surprise(counts: ArrayLike<number>, expected: number[]): number {
  const square = expected.reduce(
    (sum, e, i) => sum + (counts[i] - e) ** 2 / e,
    0,
  );
  const freedom = expected.length - 1;
  return (square - freedom) / Math.sqrt(2 * freedom);
}

const COUNT = 200_000;
const SIGMAS = 4; // one result in 16,000 deviates further, but the seeds are fixed

Deno.test("uniform() has mean 1/2 and variance 1/12 within 4 deviations, and stays in [0, 1)", () => {
  const stream = random(1, "uniform");
  let least = 1, most = 0;
  const { mean, variance } = moments(() => {
    const x = stream.uniform();
    least = Math.min(least, x);
    most = Math.max(most, x);
    return x;
  }, COUNT);
  assertLess(Math.abs(mean - 1 / 2), SIGMAS * Math.sqrt(1 / 12 / COUNT));
  // the variance of (x - 1/2)^2 is 1/80 - 1/144
  const deviation = Math.sqrt((1 / 80 - 1 / 144) / COUNT);
  assertLess(Math.abs(variance - 1 / 12), SIGMAS * deviation);
  assert(least >= 0 && least < 1e-4 && most < 1 && most > 1 - 1e-4);
});

Deno.test("uniform() fills each of its 53 bits in half of its numbers, within 4 deviations", () => {
  const stream = random(2, "uniform");
  const ones = new Float64Array(53);
  const count = 20_000;
  for (let n = 0; n < count; n++) {
    const whole = stream.uniform() * 2 ** 53;
    assert(Number.isInteger(whole));
    for (let bit = 0; bit < 53; bit++) {
      ones[bit] += Math.floor(whole / 2 ** bit) % 2;
    }
  }
  for (const count1 of ones) {
    assertLess(Math.abs(count1 - count / 2), SIGMAS * Math.sqrt(count / 4));
  }
});

Deno.test("uniform() falls evenly into 100 bins, chi-square within 4 deviations", () => {
  const stream = random(3, "uniform");
  const counts = new Float64Array(100);
  for (let n = 0; n < COUNT; n++) counts[Math.floor(100 * stream.uniform())]++;
  const expected = Array(100).fill(COUNT / 100);
  assertLess(Math.abs(surprise(counts, expected)), SIGMAS);
});

Deno.test("uniform() gives consecutive numbers that are independent, chi-square of pairs within 4 deviations", () => {
  const stream = random(4, "uniform");
  const counts = new Float64Array(400);
  for (let n = 0; n < COUNT; n++) {
    const x = Math.floor(20 * stream.uniform());
    counts[20 * x + Math.floor(20 * stream.uniform())]++;
  }
  const expected = Array(400).fill(COUNT / 400);
  assertLess(Math.abs(surprise(counts, expected)), SIGMAS);
});

Deno.test("streams of neighboring names are independent, chi-square of pairs within 4 deviations", async (t) => {
  const cases: [name: string, next: (n: number) => Random][] = [
    ["seeds", (n) => random(n, "order")],
    ["indices", (n) => random(1, "order", n)],
  ];
  for (const [name, next] of cases) {
    await t.step(name, () => {
      const counts = new Float64Array(100);
      const draw = (n: number) => Math.floor(10 * next(n).uniform());
      const count = 20_000;
      let last = draw(0);
      for (let n = 1; n <= count; n++) {
        const x = draw(n);
        counts[10 * last + x]++;
        last = x;
      }
      const expected = Array(100).fill(count / 100);
      assertLess(Math.abs(surprise(counts, expected)), SIGMAS);
    });
  }
});

Deno.test("below() gives every number below n equally often, chi-square within 4 deviations", async (t) => {
  for (const n of [2, 3, 7, 10, 97]) {
    await t.step(`n = ${n}`, () => {
      const stream = random(n, "below");
      const counts = new Float64Array(n);
      for (let k = 0; k < COUNT; k++) counts[stream.below(n)]++;
      const expected = Array(n).fill(COUNT / n);
      assertLess(Math.abs(surprise(counts, expected)), SIGMAS);
    });
  }
});

Deno.test("below() does not favor small numbers if n does not divide 2^32", () => {
  // without rejection, the lower third of 3 * 2^30 would come twice as often
  const n = 3 * 2 ** 30, stream = random(1, "below");
  let low = 0;
  for (let k = 0; k < COUNT; k++) if (stream.below(n) < n / 3) low++;
  const deviation = Math.sqrt(COUNT * 1 / 3 * 2 / 3);
  assertLess(Math.abs(low - COUNT / 3), SIGMAS * deviation);
});

Deno.test("below() accepts 1 and 2^32", () => {
  const stream = random(1, "below");
  assertEquals(stream.below(1), 0);
  const [a, b] = [random(2, "below"), random(2, "below")];
  assertEquals(a.below(2 ** 32), b.uint32());
});

/** The normal distribution up to x, by Simpson's rule from -8. */
function normalUpTo(x: number): number {
  const steps = 2000, h = (x + 8) / steps;
  const density = (z: number) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(-8) + density(x);
  for (let k = 1; k < steps; k++) {
    sum += (k % 2 === 1 ? 4 : 2) * density(-8 + k * h);
  }
  return sum * h / 3;
}

Deno.test("normal() has mean 0 and variance 1 within 4 deviations", () => {
  const stream = random(1, "normal");
  const { mean, variance } = moments(stream.normal, COUNT);
  assertLess(Math.abs(mean), SIGMAS / Math.sqrt(COUNT));
  assertLess(Math.abs(variance - 1), SIGMAS * Math.sqrt(2 / COUNT));
});

Deno.test("normal() follows the normal distribution in 34 bins, chi-square within 4 deviations", () => {
  const edges = Array.from({ length: 33 }, (_, k) => (k - 16) / 5);
  const up = [0, ...edges.map(normalUpTo), 1];
  const expected = up.slice(1).map((p, k) => COUNT * (p - up[k]));
  const stream = random(2, "normal");
  const counts = new Float64Array(expected.length);
  for (let n = 0; n < COUNT; n++) {
    const bin = Math.floor(stream.normal() * 5) + 17;
    counts[Math.max(0, Math.min(33, bin))]++;
  }
  assertLess(Math.abs(surprise(counts, expected)), SIGMAS);
});

Deno.test("normal() gives two independent numbers at a time, correlation within 4 deviations", () => {
  const stream = random(3, "normal");
  let sum = 0;
  for (let n = 0; n < COUNT; n++) sum += stream.normal() * stream.normal();
  assertLess(Math.abs(sum / COUNT), SIGMAS / Math.sqrt(COUNT));
});

Deno.test("shuffle() gives a permutation, in place", async (t) => {
  for (const length of [0, 1, 2, 3, 10, 1000]) {
    await t.step(`of ${length}`, () => {
      const order = Uint32Array.from({ length }, (_, i) => i);
      const shuffled = random(1, "order").shuffle(order);
      assert(shuffled === order);
      assertEquals([...order].sort((a, b) => a - b), [...Array(length).keys()]);
      if (length > 3) {
        assertNotEquals([...order], [...Array(length).keys()]);
      }
    });
  }
});

Deno.test("shuffle() moves each number to each position equally often, chi-square within 4 deviations", () => {
  const length = 8, rounds = 20_000;
  const counts = new Float64Array(length * length);
  const stream = random(1, "shuffle");
  for (let round = 0; round < rounds; round++) {
    const order = Uint32Array.from({ length }, (_, i) => i);
    stream.shuffle(order).forEach((from, to) => counts[from * length + to]++);
  }
  const mean = rounds / length;
  const sum = counts.reduce((sum, c) => sum + (c - mean) ** 2 / mean, 0);
  // rows and columns have fixed sums: (length - 1)^2 of the counts are free, and
  // each varies by length / (length - 1) more than if all were
  const freedom = (length - 1) ** 2, square = sum * (length - 1) / length;
  assertLess(Math.abs(square - freedom), SIGMAS * Math.sqrt(2 * freedom));
});

Deno.test("shuffle() gives each of the 24 orders of four equally often, chi-square within 4 deviations", () => {
  const counts = new Map<string, number>();
  const rounds = 24_000;
  for (let round = 0; round < rounds; round++) {
    const order = random(1, "order", round).shuffle(Uint32Array.of(0, 1, 2, 3));
    const name = order.join();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  assertEquals(counts.size, 24);
  const expected = Array(24).fill(rounds / 24);
  assertLessOrEqual(Math.abs(surprise([...counts.values()], expected)), SIGMAS);
});
