import { assertEquals, assertThrows } from "@std/assert";
import { frame, frame64, ShapeError } from "../../lib/frame.ts";
import { oneHotScore } from "../../lib/report/score.ts";
import { scoreLine } from "../../lib/report/score_line.ts";

Deno.test("oneHotScore() counts every row by its largest answer", () => {
  const answers = frame([[0.1, 0.2, 0.15], [3, -1, 2], [0, 0, 1]]);
  const targets = frame([[0.01, 0.99, 0.01], [0, 0, 1], [0, 0, 1]]);
  const { right, count, share } = oneHotScore(answers, targets);
  assertEquals([right, count, share], [2, 3, 2 / 3]);
});

Deno.test("oneHotScore() cuts a single output at one half", () => {
  const answers = frame64([[0.49], [0.51], [0.5], [0.9]]);
  const targets = frame64([[0], [1], [1], [0]]);
  assertEquals(oneHotScore(answers, targets).right, 2);
});

Deno.test("oneHotScore() with a cut counts rows whose outputs are all on their side of it", () => {
  const answers = frame([[0.9, 0.6], [0.9, 0.4], [0.4, 0.3]]);
  const targets = frame([[1, 1], [1, 1], [1, 0]]);
  assertEquals(oneHotScore(answers, targets, 0.5).right, 1);
});

Deno.test("oneHotScore() refuses what does not pair", async (t) => {
  const two = frame([[1, 0], [0, 1]]);
  for (
    const [name, answers, targets, message] of [
      [
        "other rows",
        frame([[1, 0]]),
        two,
        "answers must be 2 rows of 2 as the targets are: found 1 rows of 2",
      ],
      [
        "other columns",
        frame([[1], [0]]),
        two,
        "answers must be 2 rows of 2 as the targets are: found 2 rows of 1",
      ],
      [
        "no rows",
        frame([]),
        frame([]),
        "there must be at least one row of answers: found 0 rows of 0",
      ],
      [
        "too few numbers",
        { ...two, data: new Float32Array(3) },
        two,
        "2 rows of 2 answers must be 4 numbers: found 3",
      ],
    ] as const
  ) {
    await t.step(name, () => {
      assertThrows(() => oneHotScore(answers, targets), ShapeError, message);
    });
  }
});

Deno.test("scoreLine() writes the score, its count and its interval", () => {
  const rows = 10_000;
  const targets = { rows, columns: 1, data: new Float32Array(rows).fill(1) };
  const answers = { ...targets, data: targets.data.slice().fill(0, 0, 241) };
  const score = oneHotScore(answers, targets);
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
