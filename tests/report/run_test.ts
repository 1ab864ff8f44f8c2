import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { crossValidationOf } from "../../lib/mlp/cross_validate.ts";
import { jsonReport, reportRun, textReport } from "../../lib/report/run.ts";
import { compile, type Dataset, frame } from "../../mod.ts";

const options = { color: false, width: 80, images: true };
const train = {
  inputs: frame([[0, 1], [1, 0], [1, 1]]),
  targets: frame([[1, 0], [0, 1], [1, 0]]),
};
const data: Dataset = { name: "inline", train, sources: ["3 rows"] };
const folds = crossValidationOf([
  { fold: 1, held: 1, learned: 2, epochs: 4, loss: 0.25, accuracy: 1 },
  { fold: 2, held: 2, learned: 1, epochs: 4, loss: 0.5, accuracy: 0.5 },
]);

/** The report of an untrained network, with these losses. */
function report(
  losses: readonly number[],
  more: Partial<Dataset> = {},
  cv?: typeof folds,
) {
  const mlp = compile({
    name: "raw",
    layers: [{ units: 2 }],
    loss: "crossEntropy",
    learningRate: 1,
    epochs: 1,
  }, { inputs: 2 });
  const epochs = losses.map((loss) => ({ loss, accuracy: 0.5, elapsedMs: 1 }));
  return reportRun(mlp, { ...data, ...more }, {
    ...{ model: "runs/raw/model.safetensors", folds: cv },
    result: { epochs, loss: losses.at(-1) } as never,
  });
}

Deno.test("textReport() has a loss curve if there are two or more epochs, and ends with the path of the model", () => {
  const [one, two] = [[0.5], [0.5, 0.25]].map((losses) =>
    textReport(report(losses), options)
  );
  assertNotMatch(one, /epoch/);
  assertMatch(two, /^ *0\.5000/m);
  assertMatch(two, /epoch/);
  for (const text of [one, two]) {
    assertEquals(text.split("\n").at(-1), "model: runs/raw/model.safetensors");
    assertMatch(text, /on the training rows/);
  }
});

Deno.test("textReport() of folds has their table, and their scores if there is no test set", () => {
  const inFolds = textReport(report([0.5], {}, folds), options);
  assertMatch(inFolds, /^fold +learned/m);
  assertMatch(inFolds, /of 2 folds: mean 0\.7500/);
  assertNotMatch(inFolds, /on the training rows/);
  const tested = textReport(report([0.5], { test: train }, folds), options);
  assertMatch(tested, /^fold +learned/m);
  assertNotMatch(tested, /of 2 folds: mean/);
});

Deno.test("jsonReport() has notes only if there are any", () => {
  const of = (more: Partial<Dataset>) =>
    JSON.parse(jsonReport(report([0.5, 0.25], more, folds)));
  const plain = of({});
  assertEquals(plain.epochs.length, 2);
  assertEquals([plain.parameters, plain.model], [
    ...[6, "runs/raw/model.safetensors"],
  ]);
  assertEquals(plain.sources, ["3 rows"]);
  assertEquals(plain.crossValidation.folds.length, 2);
  assertEquals(["notes" in plain, "notes" in of({ notes: [] })], [
    ...[false, false],
  ]);
  assertEquals(of({ notes: ["odd"] }).notes, ["odd"]);
});
