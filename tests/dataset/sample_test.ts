import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Examples } from "../../lib/dataset/examples.ts";
import { sample, stratified } from "../../lib/dataset/sample.ts";

/** Classes of very unequal size, mixed. */
const counts = [1, 2, 50, 300, 647];
const classes = counts.flatMap((count, c) => Array<number>(count).fill(c))
  .map((c, b) => ({ c, place: b * 617 % 1000 }))
  .sort((a, b) => a.place - b.place).map(({ c }) => c);

/** How many of the chosen there are of each class. */
function tally(chosen: Uint32Array): number[] {
  return counts.map((_, c) => chosen.filter((b) => classes[b] === c).length);
}

Deno.test("stratified() takes of each class within one of its share", async (t) => {
  for (const limit of [1, 2, 3, 7, 100, 333, 999, 1000]) {
    await t.step(`${limit} of 1000`, () => {
      const chosen = stratified(classes, limit, 1);
      assertEquals(new Set(chosen).size, limit, "none twice");
      assertEquals(chosen, chosen.toSorted(), "in the order they had");
      tally(chosen).forEach((taken, c) => {
        const share = counts[c] * limit / 1000;
        assert(Math.abs(taken - share) < 1, `${taken} of class ${c}: ${share}`);
      });
    });
  }
});

Deno.test("stratified() gives what is left to those that lost most", () => {
  // shares of 10: 0.01, 0.02, 0.5, 3, 6.47; worked by hand
  assertEquals(tally(stratified(classes, 10, 1)), [0, 0, 1, 3, 6]);
});

Deno.test("stratified() is the same for the same seed and no other", () => {
  assertEquals(stratified(classes, 100, 5), stratified(classes, 100, 5));
  assertNotEquals(stratified(classes, 100, 5), stratified(classes, 100, 6));
});

Deno.test("stratified() takes each example of a class as often as another", () => {
  const taken = new Array(10).fill(0);
  for (let seed = 0; seed < 2000; seed++) {
    stratified(Array(10).fill(0), 3, seed).forEach((b) => taken[b]++);
  }
  for (const n of taken) { // 600 expected, deviation 20.5
    assert(Math.abs(n - 600) < 5 * 20.5, `${taken}`);
  }
});

Deno.test("sample() takes the same rows of inputs and targets", () => {
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

Deno.test("sample() with no more than the limit is all there is", () => {
  const all: Examples = {
    inputs: { rows: 1, columns: 1, data: Float32Array.of(1) },
    targets: { rows: 1, columns: 1, data: Float32Array.of(1) },
  };
  assertEquals(sample(all, [0], { limit: 1, seed: 1 }), all);
  assertEquals(sample(all, [0], { limit: 9, seed: 1 }), all);
});
