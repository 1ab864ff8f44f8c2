import { assertAlmostEquals, assertEquals } from "@std/assert";
import { compile, frame, regression } from "../../mod.ts";
import {
  evaluate,
  evaluationJson,
  evaluationText,
} from "../../lib/report/mod.ts";

const look = { color: false, width: 80, images: true };

Deno.test("regression() gives the published R squared of Anscombe's line, 0.667", () => {
  // Graphs in Statistical Analysis (1973): the line 3 + 0.5 x has an R squared
  // of 0.667 and a residual sum of squares of 13.75
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const { rmse, rSquared } = regression(
    frame(x.map((x) => [3 + 0.5 * x])),
    frame(y.map((y) => [y])),
  );
  assertAlmostEquals(rSquared!, 0.667, 0.0006);
  assertAlmostEquals(rmse * rmse * 11, 13.76, 0.01);
});

Deno.test("regression() of exact, mean and worse predictions, and of equal labels", () => {
  const targets = frame([[1], [2], [6]]);
  assertEquals(regression(targets, targets), { rmse: 0, rSquared: 1 });
  const mean = frame([[3], [3], [3]]);
  assertEquals(regression(mean, targets).rSquared, 0);
  const worse = frame([[6], [6], [1]]);
  // (25 + 16 + 25) / (4 + 1 + 9)
  assertAlmostEquals(regression(worse, targets).rSquared!, 1 - 66 / 14, 1e-12);
  assertEquals(regression(targets, mean).rSquared, undefined);
  // each of two outputs varies around its own mean
  const two = frame([[1, 100], [3, 300]]);
  const predictions = frame([[1, 100], [3, 200]]);
  assertEquals(regression(predictions, two, ["small", "large"]), {
    rmse: Math.sqrt(10000 / 4),
    rSquared: (1 + 0.5) / 2, // as in scikit-learn's r2_score
    outputs: [
      { name: "small", rmse: 0, rSquared: 1 },
      { name: "large", rmse: Math.sqrt(10000 / 2), rSquared: 0.5 },
    ],
  });
});

/** A network with one input, and rows to evaluate it on. */
function scored(
  loss: "mse" | "crossEntropy",
  activation: "identity" | "sigmoid",
) {
  const mlp = compile({
    name: "line",
    layers: [{ units: 1, activation }],
    loss: loss === "mse" ? "mse" : "binaryCrossEntropy",
    learningRate: 1,
    epochs: 1,
  }, { inputs: 1 });
  const on = {
    ...{ name: "inline", sources: [], part: "test" as const },
    ...{ inputs: frame([[1], [2], [4]]), targets: frame([[1], [2], [6]]) },
  };
  return { mlp, on };
}

Deno.test("numbers are scored by RMSE and R squared, and classes by correct predictions", () => {
  const { mlp, on } = scored("mse", "identity");
  const evaluation = {
    ...evaluate(mlp, on),
    predictions: on.inputs,
    regression: regression(on.inputs, on.targets),
    classification: undefined,
  };
  assertEquals(
    evaluationText(evaluation, look),
    "[1] 1.000 (label 1)\n[2] 2.000 (label 2)\n[4] 4.000 (label 6)\n" +
      "RMSE 1.1547, R squared 0.7143 on 3 rows", // sqrt(4 / 3) and 1 - 4 / 14
  );
  assertEquals(evaluationJson(evaluation), {
    regression: { on: "test", ...evaluation.regression },
  });
  assertEquals(typeof evaluate(mlp, on).regression?.rmse, "number");
  const gate = scored("crossEntropy", "sigmoid");
  assertEquals(evaluate(gate.mlp, gate.on).regression, undefined);
  mlp.fitted = { classes: ["small", "large"] };
  assertEquals(evaluate(mlp, on).regression, undefined);
  const bounded = scored("mse", "sigmoid"); // the activation makes no difference
  assertEquals(typeof evaluate(bounded.mlp, on).regression?.rmse, "number");
});
