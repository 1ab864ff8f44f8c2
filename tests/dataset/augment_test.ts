import {
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertLessOrEqual,
  assertNotEquals,
} from "@std/assert";
import fc from "fast-check";
import { distorter } from "../../lib/dataset/augment.ts";
import { random } from "../../lib/random.ts";
import type { AugmentSpec } from "../../lib/spec/mod.ts";

const everything: AugmentSpec = {
  shift: 2,
  rotate: 15,
  shear: 0.2,
  scale: 0.15,
  elastic: { alpha: 34, sigma: 4 },
};

const nothing: AugmentSpec = {
  shift: 0,
  rotate: 0,
  shear: 0,
  scale: 0,
  elastic: { alpha: 0, sigma: 4 },
};

/** Random images. */
function pictures(count: number, area: number): Uint8Array {
  const chance = random(1, "pictures");
  return Uint8Array.from({ length: count * area }, () => chance.below(256));
}

Deno.test("an augmentation with zero strength changes no image", () => {
  const kinds = Object.keys(nothing) as (keyof AugmentSpec)[];
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 30 }),
      fc.subarray(kinds),
      fc.nat(1e6),
      fc.infiniteStream(fc.nat(255)),
      (width, height, some, seed, bytes) => {
        const source = Uint8Array.from(bytes.take(3 * width * height));
        const spec = Object.fromEntries(
          some.map((kind) => [kind, nothing[kind]]),
        );
        const work = { source, first: 0, seed, epoch: 1 };
        assertEquals(distorter({ width, height }, spec)(work), source);
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("elastic also moves the first pixel, and the pixels of a single row", () => {
  const source = Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 0);
  const size = { width: 9, height: 1 };
  const distort = distorter(size, { elastic: { alpha: 60, sigma: 2 } });
  const firsts = Array.from(
    { length: 20 },
    (_, seed) => distort({ source, first: 0, seed, epoch: 1 })[0],
  );
  assertGreater(new Set(firsts).size, 3); // not only 255
});

/** The side of the test images, and the index of the middle. */
const SIDE = 41, MIDDLE = 20;

/**
 * The positions of a dot after the augmentation, in many images. The dot starts
 * at (x, y) from the middle. Its new position is the center of its remaining
 * ink.
 */
function dots(spec: AugmentSpec, x: number, y: number, count = 2000) {
  const area = SIDE * SIDE;
  const source = new Uint8Array(count * area);
  for (let b = 0; b < count; b++) {
    source[b * area + (MIDDLE + y) * SIDE + MIDDLE + x] = 255;
  }
  const target = distorter({ width: SIDE, height: SIDE }, spec)(
    { source, first: 0, seed: 3, epoch: 1 },
  );
  return Array.from({ length: count }, (_, b) => {
    let mass = 0, across = 0, down = 0;
    for (let p = 0; p < area; p++) {
      const ink = target[b * area + p];
      mass += ink;
      across += ink * (p % SIDE - MIDDLE);
      down += ink * (Math.floor(p / SIDE) - MIDDLE);
    }
    return [across / mass, down / mass];
  });
}

function spread(numbers: readonly number[]) {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const squares = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / numbers.length) };
}

Deno.test("shift moves a dot uniformly inside its bounds, horizontally and vertically", () => {
  const places = dots({ shift: 3 }, 0, 0);
  for (const axis of [0, 1]) {
    const moved = places.map((place) => place[axis]);
    for (const far of moved) assertLessOrEqual(Math.abs(far), 3.01);
    const { mean, deviation } = spread(moved);
    assertAlmostEquals(mean, 0, 0.15);
    // uniform between -3 and 3: 6 / sqrt(12)
    assertAlmostEquals(deviation, Math.sqrt(3), 0.1);
  }
});

Deno.test("rotate turns a dot around the middle, equally far in both directions", () => {
  const angles = dots({ rotate: 30 }, 12, 0).map(([x, y]) => {
    assertAlmostEquals(Math.hypot(x, y), 12, 0.5);
    return Math.atan2(y, x) * 180 / Math.PI;
  });
  assertLessOrEqual(Math.max(...angles), 31);
  assertGreater(Math.max(...angles), 28);
  assertLess(Math.min(...angles), -28);
  assertAlmostEquals(spread(angles).mean, 0, 1.5);
});

Deno.test("shear moves a row horizontally, in proportion to its distance from the middle", () => {
  const places = dots({ shear: 0.3 }, 0, 10);
  for (const [x, y] of places) {
    assertAlmostEquals(y, 10, 1e-9);
    assertLessOrEqual(Math.abs(x), 3.01);
  }
  assertAlmostEquals(
    spread(places.map(([x]) => x)).deviation,
    Math.sqrt(3),
    0.1,
  );
  for (const [x, y] of dots({ shear: 0.3 }, 5, 0, 50)) {
    assertEquals([x, y], [5, 0]);
  }
});

Deno.test("scale moves a dot away from the middle or to it, independently in x and y", () => {
  const places = dots({ scale: 0.2 }, 10, 10);
  for (const place of places) {
    for (const far of place) {
      assertGreater(far, 7.6);
      assertLess(far, 12.4);
    }
  }
  const apart = spread(places.map(([x, y]) => x - y));
  assertGreater(apart.deviation, 1); // x and y are independent
});

Deno.test("elastic moves dots as far as the fields of Simard, and neighboring dots together", () => {
  const elastic = { alpha: 34, sigma: 4 };
  const [here, beside, away] = [[0, 0], [1, 0], [16, 0]].map(([x, y]) =>
    dots({ elastic }, x, y).map(([across]) => across - x)
  );
  // the deviation of uniform numbers from -1 to 1 is 1 / sqrt(3); the sum of
  // the squared Gaussian weights is 1 / (2 sigma sqrt(pi)) along each axis
  const wanted = 34 / Math.sqrt(3) / (2 * 4 * Math.sqrt(Math.PI));
  assertAlmostEquals(spread(here).deviation, wanted, 0.15 * wanted);
  const apart = (a: number[], b: number[]) =>
    spread(a.map((x, n) => x - b[n])).deviation;
  assertLess(apart(here, beside), 0.5 * wanted);
  assertGreater(apart(here, away), wanted);
});

Deno.test("the augmentation of an image depends only on the seed, the epoch and its index", () => {
  const size = { width: 9, height: 7 }, area = 63, count = 10;
  const source = pictures(count, area);
  const distort = distorter(size, everything);
  const made = (seed: number, epoch: number, ...edges: number[]) => {
    const target = new Uint8Array(source.length);
    for (let e = 1; e < edges.length; e++) {
      const [first, end] = [edges[e - 1], edges[e]];
      const some = source.subarray(first * area, end * area);
      const work = { source: some, first, seed, epoch };
      target.set(distorter(size, everything)(work), first * area);
    }
    return target;
  };
  const whole = made(1, 2, 0, 10);
  assertEquals(made(1, 2, 0, 3, 4, 10), whole);
  for (const first of [9, 0]) { // no image depends on the image before
    const some = source.subarray(first * area, (first + 1) * area);
    assertEquals(
      distort({ source: some, first, seed: 1, epoch: 2 }),
      whole.slice(first * area, (first + 1) * area),
    );
  }
  assertNotEquals(made(2, 2, 0, 10), whole);
  assertNotEquals(made(1, 3, 0, 10), whole);
});

Deno.test("elastic smooths uniform noise with a Gaussian, within 5 % in 4,000 images", async (t) => {
  const side = 15, area = side * side, count = 4000, alpha = 6;
  // on a ramp of 5 per column, a pixel moves by a fifth of its change
  const ramp = Uint8Array.from({ length: area }, (_, p) => 50 + 5 * (p % side));
  const source = new Uint8Array(count * area);
  for (let b = 0; b < count; b++) source.set(ramp, b * area);
  for (const sigma of [0.3, 1]) {
    await t.step(`sigma ${sigma}`, () => {
      const distort = distorter({ width: side, height: side }, {
        elastic: { alpha, sigma },
      });
      const target = distort({ source, first: 0, seed: 7, epoch: 1 });
      const moves = (p: number) =>
        Array.from(
          { length: count },
          (_, b) => (target[b * area + p] - ramp[p]) / 5,
        );
      const middle = moves(7 * side + 7);
      // the values of the Gaussian at whole distances, with sum 1
      const radius = Math.ceil(3 * sigma);
      const at = Array.from(
        { length: 2 * radius + 1 },
        (_, k) => Math.exp(-((k - radius) ** 2) / (2 * sigma * sigma)),
      );
      const sum = at.reduce((sum, tap) => sum + tap);
      const taps = at.map((tap) => tap / sum);
      const overlap = (by: number) =>
        taps.reduce((sum, tap, k) => sum + tap * (taps[k + by] ?? 0), 0);
      const { mean, deviation } = spread(middle);
      const wanted = alpha / Math.sqrt(3) * overlap(0); // along both axes
      assertAlmostEquals(mean, 0, 0.1);
      assertAlmostEquals(deviation, wanted, 0.05 * wanted);
      for (const beside of [7 * side + 8, 8 * side + 7]) {
        const both = moves(beside);
        const product = spread(middle.map((x, b) => x * both[b])).mean;
        assertAlmostEquals(
          product / deviation ** 2,
          overlap(1) / overlap(0),
          0.05,
        );
      }
    });
  }
});
