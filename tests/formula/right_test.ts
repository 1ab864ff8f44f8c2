import { assertEquals } from "@std/assert";
import {
  argmax,
  isRight,
  probabilities,
  probability,
} from "../../lib/formula/mod.ts";

Deno.test("isRight() compares the positions of the largest output and target, and a single output with 1/2", async (t) => {
  const cases: [
    name: string,
    answer: number[],
    target: number[],
    right: boolean,
  ][] = [
    ["the largest is the label", [0.1, 0.9, 0.3], [0, 1, 0], true],
    ["the largest is another", [0.1, 0.2, 0.3], [0, 1, 0], false],
    ["all under one half", [0.1, 0.2, 0.1], [0, 1, 0], true],
    ["targets of other levels", [-1, 3], [0.01, 0.99], true],
    ["a tie goes to the first", [0.5, 0.5], [1, 0], true],
    ["and is wrong for the second", [0.5, 0.5], [0, 1], false],
    ["one output over one half", [0.51], [1], true],
    ["one output under one half", [0.49], [0], true],
    ["one output on the wrong side", [0.51], [0], false],
    ["one half is not over one half", [0.5], [1], false],
    ["a single answer of NaN, label 0", [NaN], [0], false],
    ["a single answer of NaN, label 1", [NaN], [1], false],
    ["nothing but NaN, label 0", [NaN, NaN, NaN], [1, 0, 0], false],
    ["NaN where the label is", [NaN, 0.2], [1, 0], false],
    ["NaN before the largest", [NaN, 0.2, 0.9], [0, 0, 1], false],
    ["NaN beside the largest", [0.9, NaN], [1, 0], false],
    ["infinity is a number", [-Infinity, Infinity], [0, 1], true],
  ];
  for (const [name, answer, target, right] of cases) {
    await t.step(name, () => {
      assertEquals(isRight(answer, target), right);
      assertEquals(isRight(Float32Array.from(answer), target), right);
    });
  }
});

Deno.test("isRight() with a threshold requires each output on its target's side", () => {
  const sides = (answer: number[]) => isRight(answer, [1, 0, 1], 0.5);
  assertEquals(sides([0.6, 0.4, 0.9]), true);
  assertEquals(sides([0.6, 0.7, 0.9]), false);
  assertEquals(sides([0.6, NaN, 0.9]), false);
  assertEquals(isRight([0.4], [0], 0.5), true);
  assertEquals(isRight([0.4], [-1], 0), false); // the labels are -1 and 1
  assertEquals(isRight([-0.4], [-1], 0), true);
  assertEquals(isRight([0.1, 0.2], [0, 0], 0.5), true); // none of the labels applies
});

Deno.test("argmax() is the position of the largest number, the first of equal ones", async (t) => {
  const cases: [row: number[], place: number][] = [
    [[3], 0],
    [[1, 2, 3], 2],
    [[3, 2, 1], 0],
    [[1, 3, 3], 1],
    [[-2, -1], 1],
    [[-Infinity, -Infinity], 0],
  ];
  for (const [row, place] of cases) {
    await t.step(`${row}`, () => assertEquals(argmax(row), place));
  }
});

Deno.test("probabilities() divides each output by the sum of its row: worked by hand", () => {
  const data = Float64Array.of(1, 1, 2, 0, 0, 0);
  const rows = { rows: 2, columns: 3, data };
  assertEquals(probabilities(rows, 0), [0.25, 0.25, 0.5]);
  assertEquals(probabilities(rows, 1), [1 / 3, 1 / 3, 1 / 3]); // the sum is 0
  assertEquals(probabilities(rows, 0, [2, 0]), [0.5, 0.25]);
  assertEquals(probability(rows, 0, 2), 0.5);
  const one = { rows: 2, columns: 1, data: Float64Array.of(0.5, 0.75) };
  assertEquals(probabilities(one, 1), [0.25, 0.75]); // the probabilities of both classes
});

Deno.test("probabilities() reads each output of a row twice, for any number of outputs", async (t) => {
  for (const columns of [10, 1000, 8000]) {
    await t.step(`${columns} outputs`, () => {
      let reads = 0;
      const data = new Proxy(new Float32Array(columns).fill(1), {
        get: (target, key) => {
          reads++;
          return Reflect.get(target, key, target);
        },
      });
      const found = probabilities({ rows: 1, columns, data }, 0);
      assertEquals(found, Array(columns).fill(1 / columns));
      assertEquals(reads, 2 * columns);
    });
  }
});
