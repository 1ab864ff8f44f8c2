import { assertEquals, assertThrows } from "@std/assert";
import { frame, frame64, ShapeError } from "../../lib/frame.ts";
import { oneHotScore } from "../../lib/report/score.ts";
import { scoreLine } from "../../lib/report/score_line.ts";

Deno.test("oneHotScore() scores each row by its largest output", () => {
  const predictions = frame([[0.1, 0.2, 0.15], [3, -1, 2], [0, 0, 1]]);
  const targets = frame([[0.01, 0.99, 0.01], [0, 0, 1], [0, 0, 1]]);
  const { right, count, share } = oneHotScore(predictions, targets);
  assertEquals([right, count, share], [2, 3, 2 / 3]);
});

Deno.test("oneHotScore() compares a single output with one half", () => {
  const predictions = frame64([[0.49], [0.51], [0.5], [0.9]]);
  const targets = frame64([[0], [1], [1], [0]]);
  assertEquals(oneHotScore(predictions, targets).right, 2);
});

Deno.test("oneHotScore() with a threshold counts rows in which each output is on the side of its target", () => {
  const predictions = frame([[0.9, 0.6], [0.9, 0.4], [0.4, 0.3]]);
  const targets = frame([[1, 1], [1, 1], [1, 0]]);
  assertEquals(oneHotScore(predictions, targets, 0.5).right, 1);
});

Deno.test("oneHotScore() refuses predictions that do not match the targets", async (t) => {
  const two = frame([[1, 0], [0, 1]]);
  for (
    const [name, predictions, targets, message] of [
      [
        "other rows",
        frame([[1, 0]]),
        two,
        "predictions must have the shape of the targets, 2 x 2: found 1 x 2",
      ],
      [
        "other columns",
        frame([[1], [0]]),
        two,
        "predictions must have the shape of the targets, 2 x 2: found 2 x 1",
      ],
      [
        "no rows",
        frame([]),
        frame([]),
        "there must be at least one prediction: found 0 x 0",
      ],
      [
        "too few numbers",
        { ...two, data: new Float32Array(3) },
        two,
        "predictions.data must have 4 numbers, for 2 x 2: found 3",
      ],
    ] as const
  ) {
    await t.step(name, () => {
      assertThrows(
        () => oneHotScore(predictions, targets),
        ShapeError,
        message,
      );
    });
  }
});

Deno.test("scoreLine() prints the score, the number of examples and the interval", () => {
  const rows = 10_000;
  const targets = { rows, columns: 1, data: new Float32Array(rows).fill(1) };
  const predictions = {
    ...targets,
    data: targets.data.slice().fill(0, 0, 241),
  };
  const score = oneHotScore(predictions, targets);
  assertEquals(
    scoreLine(score),
    "one-hot score: 0.9759 (9759 of 10000, 95% interval 0.9727 to 0.9787)",
  );
  assertEquals(
    scoreLine(score, { training: true }),
    "one-hot score on the training rows: 0.9759 " +
      "(9759 of 10000, 95% interval 0.9727 to 0.9787)",
  );
});
