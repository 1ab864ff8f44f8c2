import { assertEquals } from "@std/assert";
import { frame } from "../../lib/frame.ts";
import { misreads } from "../../lib/report/misreads.ts";

const inputs = {
  rows: 4,
  columns: 2,
  data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  scale: [0, 1],
} as const;

Deno.test("misreads() picks the mistakes with the highest confidence, the first ones of equals", () => {
  const predictions = frame([[0.5, 0.25], [0.25, 0.75], [0.5, 0], [0.75, 0]]);
  const targets = frame([[0, 1], [0, 1], [0, 1], [0, 1]]);
  const picked = misreads(inputs, predictions, targets, { limit: 2 });
  assertEquals(picked, [
    {
      row: 3,
      pixels: Uint8Array.of(7, 8),
      label: 1,
      guess: 0,
      confidence: 0.75,
    },
    {
      row: 0,
      pixels: Uint8Array.of(1, 2),
      label: 1,
      guess: 0,
      confidence: 0.5,
    },
  ]);
  assertEquals(misreads(inputs, predictions, targets).map(({ row }) => row), [
    3,
    0,
    2,
  ]);
});

Deno.test("misreads() of one output gives the class 0 a confidence of 1 minus the output", () => {
  const predictions = frame([[0.25], [0.625], [0.75], [0.75]]);
  const targets = frame([[1], [0], [1], [1]]);
  assertEquals(
    misreads(inputs, predictions, targets)
      .map((
        { row, label, guess, confidence },
      ) => [row, label, guess, confidence]),
    [[0, 1, 0, 0.75], [1, 0, 1, 0.625]],
  );
});

Deno.test("misreads() is empty if all predictions are correct", () => {
  const targets = frame([[0, 1], [0, 1], [1, 0], [0, 1]]);
  assertEquals(misreads(inputs, targets, targets), []);
});
