import { assertEquals, assertThrows } from "@std/assert";
import { checkSpec, SpecError, type SpecInput } from "../../mod.ts";

const rows = { inputs: [[0], [1], [2]], labels: [[0], [1], [0]] };
const base: SpecInput = {
  name: "tiny",
  dataset: rows,
  layers: [{ units: 1 }],
  learningRate: 1,
  epochs: 9,
};

Deno.test("a spec may have validation examples and early stopping", async (t) => {
  await t.step("neither is the default", () => {
    const { validation, earlyStopping } = checkSpec(base);
    assertEquals([validation, earlyStopping], [undefined, undefined]);
  });
  await t.step(
    "the default metric of early stopping is the validation loss",
    () => {
      const { earlyStopping } = checkSpec({
        ...base,
        validation: { fraction: 0.5 },
        earlyStopping: {},
      });
      assertEquals(earlyStopping, { metric: "validationLoss", patience: 5 });
    },
  );
  await t.step(
    "early stopping without validation is allowed if a program passes the examples",
    () => {
      const { dataset: _, ...rest } = base;
      checkSpec({ ...rest, inputs: { units: 1 }, earlyStopping: {} });
    },
  );
  await t.step("folds with the training loss as the metric", () => {
    checkSpec({
      ...base,
      validation: { folds: 3 },
      earlyStopping: { metric: "loss" },
    });
  });
});

Deno.test("wrong values of validation are refused", async (t) => {
  const cases: [name: string, rest: Partial<SpecInput>, message: string][] = [
    [
      "neither",
      { validation: {} },
      "validation: must be a mapping of keys to values: found a mapping without keys",
    ],
    [
      "both",
      { validation: { fraction: 0.5, folds: 2 } },
      "validation: must have exactly one of the fields fraction, folds, last and file: found fraction and folds",
    ],
    [
      "a fraction of 1",
      { validation: { fraction: 1 } },
      "validation.fraction: must be a number over 0 and below 1: found 1",
    ],
    [
      "one fold",
      { validation: { folds: 1 } },
      "validation.folds: must be a whole number from 2 to 100: found 1",
    ],
    [
      "more folds than examples",
      { validation: { folds: 4 } },
      "validation.folds: needs a training set of at least 4 examples: found 3",
    ],
    [
      "a fraction of one example",
      {
        dataset: { inputs: [[0]], labels: [[1]] },
        validation: { fraction: 0.5 },
      },
      "validation: needs a training set of at least 2 examples: found 1",
    ],
    [
      "early stopping without validation",
      { earlyStopping: {} },
      "earlyStopping.metric: validationLoss needs a validation set; write validation: { fraction: 0.1 }, or metric: loss",
    ],
    [
      "early stopping on a fold",
      {
        validation: { folds: 3 },
        earlyStopping: { metric: "validationAccuracy" },
      },
      "earlyStopping.metric: must be loss or accuracy with validation.folds, since early stopping must not use the fold that is scored: found validationAccuracy",
    ],
    [
      "a patience of 0",
      { validation: { fraction: 0.5 }, earlyStopping: { patience: 0 } },
      "earlyStopping.patience: must be a whole number from 1 to a million: found 0",
    ],
  ];
  for (const [name, rest, message] of cases) {
    await t.step(name, () => {
      const error = assertThrows(
        () => checkSpec({ ...base, ...rest }),
        SpecError,
      );
      const [issue] = error.issues;
      assertEquals(
        [error.issues.length, `${issue.path}: ${issue.message}`],
        [1, message],
      );
    });
  }
});
