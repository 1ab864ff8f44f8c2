import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { compile, frame } from "../../mod.ts";
import {
  evaluate,
  evaluationJson,
  evaluationText,
} from "../../lib/report/evaluation.ts";

const drawn = { color: false, width: 80, images: true };

/**
 * The evaluation of an untrained network on rows of which the first half has
 * the label 1.
 */
function evaluated(rows: number, outputs: number) {
  const mlp = compile({
    name: "raw",
    layers: [{ units: outputs }],
    loss: "binaryCrossEntropy",
    learningRate: 1,
    epochs: 1,
  }, { inputs: 2 });
  const all = Array.from({ length: rows }, (_, b) => b);
  return evaluate(mlp, {
    inputs: frame(all.map((b) => [b / rows, 1 - b / rows])),
    targets: frame(
      all.map((b) => Array<number>(outputs).fill(Number(b < rows / 2))),
    ),
    ...{ name: "inline", sources: [] },
    part: "training",
  });
}

Deno.test("evaluationText() lists the rows without other scores if there are few rows and one output", () => {
  const text = evaluationText(evaluated(16, 1), drawn);
  assertEquals(text.split("\n").length, 17);
  assertMatch(text, /of 16 rows right \(threshold 0\.5\)$/);
});

Deno.test("evaluationText() scores one output on many rows as two classes", () => {
  const text = evaluationText(evaluated(17, 1), drawn);
  assertStringIncludes(text, "\n... and 1 more rows\n");
  assertMatch(text, /^label +0 +1 +right$/m);
  assertMatch(text, /^mean of 2 /m);
  assertMatch(text, /^log-loss \d\.\d{4}, expected calibration error /m);
  assertMatch(
    text,
    /\none-hot score on the training rows: 0\.\d{4} \(\d+ of 17,/,
  );
});

Deno.test("evaluationText() lists the rows if one number is predicted, and only metrics if there are two", () => {
  const textOf = (numbers: number) => {
    const layers = [{ units: numbers, activation: "identity" }] as const;
    const mlp = compile({
      ...{ name: "numbers", layers, learningRate: 1, epochs: 1 },
    }, { inputs: 1 });
    mlp.fitted = { ...mlp.fitted, task: { type: "numbers" } };
    return evaluationText(
      evaluate(mlp, {
        inputs: frame([[1], [2]]),
        targets: frame([1, 2].map((y) => Array<number>(numbers).fill(y))),
        ...{ name: "inline", sources: [], part: "training" },
      }),
      drawn,
    );
  };
  const heads = (text: string) =>
    text.split("\n").map((line) => line.slice(0, 8));
  assertEquals(heads(textOf(1)), ["[1] -1.1", "[2] -2.3", "RMSE 3.4"]);
  assertEquals(heads(textOf(2)), ["output 1", "output 2", "mean R s"]);
});

Deno.test("evaluationText() and evaluationJson() have no confusion matrix for several labels", () => {
  const several = evaluated(20, 3); // the first half has all three labels
  const text = evaluationText(several, drawn);
  assertEquals(text.includes("guess"), false);
  assertMatch(text, /^class +precision/);
  assertMatch(text, /^mean of 3 +.* 30$/m);
  const figures = evaluationJson(several);
  assert(!figures.regression);
  assertEquals(figures.confusion, undefined);
  assertEquals(figures.classScores.map(({ count }) => count), [10, 10, 10]);
});
