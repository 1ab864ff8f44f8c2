import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import type { Examples } from "../../lib/dataset/examples.ts";
import {
  foldRows,
  heldOut,
  holdOut,
  sample,
  type Split,
  splitRows,
  stratified,
} from "../../lib/dataset/sample.ts";

/** All folds of examples, with training and validation examples. */
function foldsOf(
  examples: Examples,
  options: { readonly folds: number; readonly seed: number },
): Split[] {
  return foldRows(examples.targets, options)
    .map((held) => splitRows(examples, held));
}

/** Classes of very different sizes, mixed. */
const counts = [1, 2, 50, 300, 647];
const classes = counts.flatMap((count, c) => Array<number>(count).fill(c))
  .map((c, b) => ({ c, place: b * 617 % 1000 }))
  .sort((a, b) => a.place - b.place).map(({ c }) => c);

/** The number of chosen examples of each class. */
function tally(chosen: Uint32Array): number[] {
  return counts.map((_, c) => chosen.filter((b) => classes[b] === c).length);
}

Deno.test("stratified() chooses each class in proportion, within one example", async (t) => {
  for (const limit of [1, 2, 3, 7, 100, 333, 999, 1000]) {
    await t.step(`${limit} of 1000`, () => {
      const chosen = stratified(classes, limit, 1, "limit");
      assertEquals(new Set(chosen).size, limit, "none twice");
      assertEquals(chosen, chosen.toSorted(), "in the order they had");
      tally(chosen).forEach((taken, c) => {
        const share = counts[c] * limit / 1000;
        assert(Math.abs(taken - share) < 1, `${taken} of class ${c}: ${share}`);
      });
    });
  }
});

Deno.test("stratified() gives the remaining examples to the classes with the largest remainders", () => {
  // proportions of 10 examples: 0.01, 0.02, 0.5, 3, 6.47; computed by hand
  assertEquals(tally(stratified(classes, 10, 1, "limit")), [0, 0, 1, 3, 6]);
});

Deno.test("stratified() gives the same result for the same seed, and another result for another seed", () => {
  assertEquals(
    stratified(classes, 100, 5, "limit"),
    stratified(classes, 100, 5, "limit"),
  );
  assertNotEquals(
    stratified(classes, 100, 5, "limit"),
    stratified(classes, 100, 6, "limit"),
  );
});

Deno.test("stratified() chooses all examples of a class with equal probability", () => {
  const taken = new Array(10).fill(0);
  for (let seed = 0; seed < 2000; seed++) {
    stratified(Array(10).fill(0), 3, seed, "limit").forEach((b) => taken[b]++);
  }
  for (const n of taken) { // expected: 600, with a deviation of 20.5
    assert(Math.abs(n - 600) < 5 * 20.5, `${taken}`);
  }
});

Deno.test("sample() chooses the same rows of inputs and targets", () => {
  const examples: Examples = {
    inputs: {
      rows: 4,
      columns: 2,
      data: Uint8Array.of(0, 1, 10, 11, 20, 21, 30, 31),
      scale: [0, 1],
    },
    targets: { rows: 4, columns: 1, data: Float64Array.of(0, 1, 2, 3) },
  };
  const { inputs, targets } = sample(examples, [0, 1, 0, 1], {
    limit: 2,
    seed: 1,
  });
  assertEquals([inputs.rows, inputs.columns, targets.rows], [2, 2, 2]);
  const [first, second] = targets.data;
  assert(first % 2 !== second % 2, "one of each class");
  assertEquals(
    [...inputs.data],
    [first * 10, first * 10 + 1, second * 10, second * 10 + 1],
  );
  assertEquals(inputs.data.constructor, Uint8Array);
  assertEquals(targets.data.constructor, Float64Array);
  assertEquals(inputs.data.buffer.byteLength, 4, "the rest is let go");
});

Deno.test("sample() returns all examples if there are not more than the limit", () => {
  const all: Examples = {
    inputs: { rows: 1, columns: 1, data: Float32Array.of(1) },
    targets: { rows: 1, columns: 1, data: Float32Array.of(1) },
  };
  assertEquals(sample(all, [0], { limit: 1, seed: 1 }), all);
  assertEquals(sample(all, [0], { limit: 9, seed: 1 }), all);
});

/** One example for each class. Both inputs of an example are its position. */
function examplesOf(classes: readonly number[]): Examples {
  const most = Math.max(...classes) + 1, rows = classes.length;
  const inputs = new Float64Array(2 * rows).map((_, i) => i >> 1);
  const targets = new Float32Array(rows * most);
  classes.forEach((c, b) => targets[b * most + c] = 1);
  return {
    inputs: { rows, columns: 2, data: inputs },
    targets: { rows, columns: most, data: targets },
  };
}

/**
 * The original positions of the rows of a part. Asserts that the rows are
 * complete.
 */
function placesOf({ inputs, targets }: Examples, classes: readonly number[]) {
  assertEquals(inputs.rows, targets.rows);
  return Array.from({ length: inputs.rows }, (_, b) => {
    const [place, again] = inputs.data.subarray(2 * b, 2 * b + 2);
    const { columns } = targets;
    const target = targets.data.subarray(b * columns, (b + 1) * columns);
    assertEquals(again, place);
    assertEquals(target.indexOf(1), classes[place], "the label of its input");
    return place;
  });
}

/** Asserts that both parts together have each example once, and in order. */
function assertParted({ train, held }: Split, classes: readonly number[]) {
  const parts = [placesOf(train, classes), placesOf(held, classes)];
  for (const part of parts) {
    assertEquals(part, part.toSorted((a, b) => a - b));
  }
  assertEquals(parts.flat().sort((a, b) => a - b), [...classes.keys()]);
  return parts[1];
}

/** Asserts that a part has each class in proportion, within one example. */
function assertShared(held: readonly number[], classes: readonly number[]) {
  for (const c of new Set(classes)) {
    const all = classes.filter((other) => other === c).length;
    const taken = held.filter((b) => classes[b] === c).length;
    const share = all * held.length / classes.length;
    assert(Math.abs(taken - share) < 1, `${taken} of class ${c}: ${share}`);
  }
}

/**
 * The classes of two to 80 examples. With many classes, most classes have one
 * example.
 */
const manyClasses = fc.integer({ min: 0, max: 99 }).chain((most) =>
  fc.array(fc.integer({ min: 0, max: most }), { minLength: 2, maxLength: 80 })
);
const anySeed = fc.integer({ min: 0, max: 2 ** 32 });

Deno.test("holdOut() splits the examples, with each class in proportion within one example", () => {
  fc.assert(fc.property(
    manyClasses,
    fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
    anySeed,
    (classes, fraction, seed) => {
      const split = holdOut(examplesOf(classes), { fraction, seed });
      const held = assertParted(split, classes);
      assertEquals(held.length, heldOut(classes.length, fraction));
      assert(held.length > 0 && held.length < classes.length);
      assertShared(held, classes);
      const again = holdOut(examplesOf(classes), { fraction, seed });
      assertEquals(again, split);
    },
  ));
});

Deno.test("foldRows() puts each example in one fold, with each class in proportion within one example", () => {
  fc.assert(fc.property(
    manyClasses,
    fc.integer({ min: 2, max: 10 }),
    anySeed,
    (classes, folds, seed) => {
      fc.pre(classes.length >= folds);
      const splits = foldsOf(examplesOf(classes), { folds, seed });
      const held = splits.map((split) => assertParted(split, classes));
      assertEquals(held.length, folds);
      assertEquals(held.flat().sort((a, b) => a - b), [...classes.keys()]);
      const sizes = held.map(({ length }) => length);
      assert(Math.max(...sizes) - Math.min(...sizes) <= 1, `${sizes}`);
      for (const c of new Set(classes)) {
        const counts = held.map((fold) =>
          fold.filter((b) => classes[b] === c).length
        );
        assert(Math.max(...counts) - Math.min(...counts) <= 1, `${counts}`);
      }
      const again = foldsOf(examplesOf(classes), { folds, seed });
      assertEquals(again, splits);
    },
  ));
});

Deno.test("heldOut() rounds the number of rows, to at least one and not all", () => {
  const counts = [[10, 0.25], [10, 0.24], [10, 0.001], [10, 0.999], [2, 0.5]]
    .map(([rows, fraction]) => heldOut(rows, fraction));
  assertEquals(counts, [3, 2, 1, 9, 1]);
});

Deno.test("a sample, a validation part and folds with one seed are drawn independently", () => {
  const all = examplesOf(classes), places = all.inputs.data;
  const sampled = sample(all, classes, { limit: 200, seed: 1 });
  const { held } = holdOut(all, { fraction: 0.2, seed: 1 });
  const [fold] = foldsOf(all, { folds: 5, seed: 1 });
  const parts = [sampled, held, fold.held].map((
    { inputs },
  ) => [...inputs.data]);
  assertEquals(parts.map(({ length }) => length), [400, 400, 400]);
  for (const [a, b] of [[0, 1], [0, 2], [1, 2]]) {
    const both = parts[a].filter((place) => parts[b].includes(place)).length;
    // expected: 80, with a deviation of 16
    assert(both < 160, `${both} of 400 in both`);
  }
  assertNotEquals(holdOut(all, { fraction: 0.2, seed: 2 }).held, held);
  assertNotEquals(foldsOf(all, { folds: 5, seed: 2 })[0], fold);
  assertEquals(places, examplesOf(classes).inputs.data, "nothing was moved");
});

Deno.test("the validation examples are random if all targets are different", () => {
  const taken = new Array(8).fill(0);
  for (let seed = 0; seed < 1000; seed++) {
    const { held } = holdOut(examplesOf([0, 1, 2, 3, 4, 5, 6, 7]), {
      fraction: 0.25,
      seed,
    });
    placesOf(held, [...taken.keys()]).forEach((b) => taken[b]++);
  }
  for (const n of taken) { // expected: 250, with a deviation of 13.7
    assert(Math.abs(n - 250) < 5 * 13.7, `${taken}`);
  }
});

Deno.test("holdOut() and foldRows() refuse too few examples", () => {
  assertThrows(
    () => holdOut(examplesOf([0]), { fraction: 0.5, seed: 1 }),
    DatasetError,
    "there must be at least 2 examples for a split into two parts: found 1",
  );
  assertThrows(
    () => foldsOf(examplesOf([0, 1, 0]), { folds: 4, seed: 1 }),
    DatasetError,
    "there must be at least 4 examples for 4 folds: found 3",
  );
});
