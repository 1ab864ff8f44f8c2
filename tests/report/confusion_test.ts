import { assertEquals, assertThrows } from "@std/assert";
import { frame, ShapeError } from "../../lib/frame.ts";
import { confusionMatrix } from "../../lib/report/confusion.ts";

Deno.test("confusionMatrix() counts [actual][guessed]", () => {
  const predictions = frame([[9, 1, 1], [1, 9, 1], [1, 9, 1], [1, 1, 9], [
    9,
    1,
    1,
  ]]);
  const targets = frame([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [
    0,
    0,
    1,
  ]]);
  assertEquals(confusionMatrix(predictions, targets), [
    [1, 1, 0],
    [0, 1, 0],
    [1, 0, 1],
  ]);
});

Deno.test("confusionMatrix() of one output has two classes, above and below one half", () => {
  const predictions = frame([[0.2], [0.7], [0.8], [0.4]]);
  const targets = frame([[0], [0], [1], [1]]);
  assertEquals(confusionMatrix(predictions, targets), [[1, 1], [1, 1]]);
});

Deno.test("confusionMatrix() refuses wrong shapes", () => {
  assertThrows(
    () => confusionMatrix(frame([[1, 0]]), frame([[1]])),
    ShapeError,
  );
});
