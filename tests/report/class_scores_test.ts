import { assertEquals } from "@std/assert";
import {
  classScores,
  labelScores,
  manyClassScores,
  meanScore,
} from "../../lib/report/class_scores.ts";
import { classScoresText } from "../../lib/report/class_scores_text.ts";
import { confusionMatrix } from "../../lib/report/confusion.ts";
import { frame } from "../../lib/frame.ts";

function oneHot(classes: readonly number[], count: number) {
  return frame(
    classes.map((c) =>
      Array.from({ length: count }, (_, o) => Number(o === c))
    ),
  );
}

/** The metrics of the scores, with two decimals. */
function figures(scores: ReturnType<typeof classScores>) {
  return scores.map(({ precision, recall, f1, count }) => [
    ...[precision, recall, f1].map((x) => x.toFixed(2)),
    count,
  ]);
}

Deno.test("classScores() agrees with scikit-learn's classification_report", () => {
  // the example of scikit-learn's documentation: y_true = [0, 1, 2, 2, 2],
  // y_pred = [0, 0, 2, 2, 1]
  const matrix = confusionMatrix(
    oneHot([0, 0, 2, 2, 1], 3),
    oneHot([0, 1, 2, 2, 2], 3),
  );
  const scores = classScores(matrix);
  assertEquals(figures(scores), [
    ["0.50", "1.00", "0.67", 1],
    ["0.00", "0.00", "0.00", 1],
    ["1.00", "0.67", "0.80", 3],
  ]);
  assertEquals(figures([meanScore(scores)]), [["0.50", "0.56", "0.49", 5]]);
});

Deno.test("classScores() is 0 for a class without predictions or without examples: worked by hand", () => {
  // all three examples of class 0 were predicted as class 1; class 2 has no
  // examples
  assertEquals(classScores([[0, 3, 0], [0, 1, 0], [0, 0, 0]]), [
    { precision: 0, recall: 0, f1: 0, count: 3, predicted: 0 },
    { precision: 1 / 4, recall: 1, f1: 2 / 5, count: 1, predicted: 4 },
    { precision: 0, recall: 0, f1: 0, count: 0, predicted: 0 },
  ]);
});

Deno.test("meanScore() leaves out classes without examples and predictions, as scikit-learn's macro average does", () => {
  // precision_recall_fscore_support([1, 2, 3], [1, 2, 3], average="macro") is 1
  const scores = classScores([
    [0, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ]);
  const { precision, recall, f1, count } = meanScore(scores);
  assertEquals([precision, recall, f1, count], [1, 1, 1, 3]);
  // it counts a class that is only predicted: y_true = [1, 1], y_pred = [0, 1]
  const [p, r] = [meanScore(classScores([[0, 0], [1, 1]]))]
    .flatMap(({ precision, recall }) => [precision, recall]);
  assertEquals([p, r], [1 / 2, 1 / 4]);
});

Deno.test("labelScores() scores each label separately: worked by hand", () => {
  const predictions = frame([[0.9, 0.2], [0.6, 0.7], [0.1, 0.8], [0.4, 0.5]]);
  const targets = frame([[1, 1], [0, 1], [0, 0], [1, 0]]);
  assertEquals(labelScores(predictions, targets), [
    { precision: 1 / 2, recall: 1 / 2, f1: 1 / 2, count: 2, predicted: 2 }, // guesses: rows 1, 2
    { precision: 1 / 2, recall: 1 / 2, f1: 1 / 2, count: 2, predicted: 2 }, // rows 2, 3
  ]);
});

Deno.test("labelScores() reads each output and target of a row once, for any number of labels", async (t) => {
  for (const columns of [10, 1000, 8000]) {
    await t.step(`${columns} labels`, () => {
      let reads = 0;
      const data = new Proxy(new Float32Array(2 * columns).fill(1), {
        get: (target, key) => {
          if (key !== "length") reads++;
          return Reflect.get(target, key, target);
        },
      });
      const rows = { rows: 2, columns, data };
      const perfect = {
        precision: 1,
        recall: 1,
        f1: 1,
        count: 2,
        predicted: 2,
      };
      assertEquals(labelScores(rows, rows), Array(columns).fill(perfect));
      assertEquals(reads, 2 * 2 * columns);
    });
  }
});

Deno.test("classScoresText() has a line for each class and their mean", () => {
  const scores = classScores([[1, 0], [1, 2]]);
  assertEquals(
    classScoresText(scores, ["cat", "dog"]).split("\n"),
    [
      "class      precision  recall      f1  count",
      "cat           0.5000  1.0000  0.6667      1",
      "dog           1.0000  0.6667  0.8000      3",
      "mean of 2     0.7500  0.8333  0.7333      4",
    ],
  );
});

Deno.test("classScoresText() prints only the mean if there are many classes", () => {
  const matrix = Array.from(
    { length: 21 },
    (_, c) => Array.from({ length: 21 }, (_, o) => Number(o === c)),
  );
  assertEquals(classScoresText(classScores(matrix)).split("\n"), [
    "class       precision  recall      f1  count",
    "mean of 21     1.0000  1.0000  1.0000     21",
  ]);
});

Deno.test("manyClassScores() equals the scores of the confusion matrix", () => {
  const predictions = oneHot([0, 1, 1, 2, 0, 4], 5);
  const targets = oneHot([0, 0, 1, 2, 2, 3], 5);
  assertEquals(
    manyClassScores(predictions, targets),
    classScores(confusionMatrix(predictions, targets)),
  );
});
