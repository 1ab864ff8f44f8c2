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

Deno.test("a spec says what is held out, and when to stop", async (t) => {
  await t.step("nothing and never, unless it does", () => {
    const { validation, earlyStopping } = checkSpec(base);
    assertEquals([validation, earlyStopping], [undefined, undefined]);
  });
  await t.step("by default on the loss of what is held out", () => {
    const { earlyStopping } = checkSpec({
      ...base,
      validation: { fraction: 0.5 },
      earlyStopping: {},
    });
    assertEquals(earlyStopping, { metric: "validationLoss", patience: 5 });
  });
  await t.step("where a program hands the examples over, both of them", () => {
    const { dataset: _, ...rest } = base;
    checkSpec({ ...rest, inputs: { units: 1 }, earlyStopping: {} });
  });
  await t.step("folds beside the loss of training", () => {
    checkSpec({
      ...base,
      validation: { folds: 3 },
      earlyStopping: { metric: "loss" },
    });
  });
});

Deno.test("a spec is refused that holds out what cannot be", async (t) => {
  const cases: [name: string, rest: Partial<SpecInput>, message: string][] = [
    [
      "neither",
      { validation: {} },
      "validation: must be a mapping of keys to values: found a mapping without keys",
    ],
    [
      "both",
      { validation: { fraction: 0.5, folds: 2 } },
      "validation: must have exactly one of fraction, folds, last and file: found fraction and folds",
    ],
    [
      "a share of all",
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
      "a share of one example",
      {
        dataset: { inputs: [[0]], labels: [[1]] },
        validation: { fraction: 0.5 },
      },
      "validation: needs a training set of at least 2 examples: found 1",
    ],
    [
      "stopping on what is not held out",
      { earlyStopping: {} },
      "earlyStopping.metric: validationLoss needs a validation set; write validation: { fraction: 0.1 }, or metric: loss",
    ],
    [
      "stopping on a fold",
      {
        validation: { folds: 3 },
        earlyStopping: { metric: "validationAccuracy" },
      },
      "earlyStopping.metric: must be loss or accuracy with validation.folds, since early stopping must not use the fold that is scored: found validationAccuracy",
    ],
    [
      "patience of none",
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
