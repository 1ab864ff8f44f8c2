import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { withClassWeights } from "../../lib/dataset/mod.ts";
import { type Frame, frame, frame64 } from "../../lib/frame.ts";
import { type ClassWeights, SpecError } from "../../mod.ts";
import sklearn from "./scikit-learn/class_weights.json" with { type: "json" };

const mse = { type: "mse", reduction: "mean" } as const;
const plain = {
  loss: mse,
  labels: { oneHot: [0, 1] },
  precision: "float64",
} as const;
const several = { task: { type: "classes" } } as const;
const pair = { task: { type: "binary", cut: 0.5 } } as const;

type Classes = Parameters<typeof withClassWeights>[2];

/** The weight of each example. */
function weigh(
  targets: Frame,
  classWeights: ClassWeights,
  spec: Omit<Parameters<typeof withClassWeights>[1], "classWeights">,
  classes: Classes,
) {
  const examples = { inputs: targets, targets };
  const found = withClassWeights(examples, { ...spec, classWeights }, classes);
  assertEquals({ ...found, weights: undefined }, {
    ...examples,
    weights: undefined,
  });
  return found.weights!;
}

/** A one-hot row for each of three classes. */
const oneHot = (classes: readonly number[], [off, on] = [0, 1]) =>
  frame64(classes.map((c) => [0, 1, 2].map((o) => o === c ? on : off)));

Deno.test("withClassWeights() computes balanced weights like scikit-learn, within 1e-15", () => {
  const { rows, balanced } = sklearn;
  const classes = Object.keys(balanced);
  const labels = rows.map(([, , label]) => `${label}`);
  const targets = oneHot(labels.map((label) => classes.indexOf(label)));
  const found = weigh(targets, "balanced", plain, {
    ...several,
    classes,
  });
  assertEquals(found.length, rows.length);
  labels.forEach((label, r) => {
    const expected = balanced[label as keyof typeof balanced];
    assertAlmostEquals(found[r], expected, 1e-15);
  });
});

Deno.test("withClassWeights() gives each example the weight of its class", async (t) => {
  const few = oneHot([0, 1, 1, 1]);
  const cases: [
    name: string,
    targets: ReturnType<typeof frame64>,
    weights: ClassWeights,
    classes: Classes,
    expected: number[],
  ][] = [
    ["by number", few, { 1: 3 }, several, [1, 3, 3, 3]],
    [
      "by name",
      few,
      { a: 2, c: 9, constructor: 0.5 },
      { ...several, classes: ["a", "constructor", "c"] },
      [2, 0.5, 0.5, 0.5],
    ],
    ["a class without examples", few, "balanced", several, [
      2,
      ...thrice(2 / 3),
    ]],
    [
      "one output",
      frame64([[0], [1], [1], [1]]),
      { 0: 3 },
      pair,
      [3, 1, 1, 1],
    ],
    [
      "balanced, one output",
      frame64([[-1], [4], [4], [4]]),
      "balanced",
      { task: { type: "binary", cut: 1.5 } },
      [2, ...thrice(2 / 3)],
    ],
    [
      "by label, one output",
      frame64([[-1], [4], [4], [4]]),
      { "-1": 3, 4: 2 },
      { task: { type: "binary", cut: 1.5 } },
      [3, 2, 2, 2],
    ],
  ];
  for (const [name, targets, weights, classes, expected] of cases) {
    await t.step(name, () =>
      assertEquals(
        [...weigh(targets, weights, plain, classes)],
        expected,
      ));
  }
  await t.step(
    "the number for the correct output is lower than the other number",
    () => {
      const lower = { ...plain, labels: { oneHot: [1, -1] } } as const;
      const some = oneHot([2, 0, 1, 1], [1, -1]);
      assertEquals(
        [...weigh(some, { 0: 2, 1: 3, 2: 4 }, lower, several)],
        [4, 2, 3, 3],
      );
      const one = { task: { type: "binary", cut: 0 } } as const;
      const names = { ...one, classes: ["ham", "spam"] };
      assertEquals(
        [...weigh(frame64([[1], [-1]]), { spam: 3 }, lower, names)],
        [1, 3],
      );
    },
  );
  await t.step("in the precision of the spec", () => {
    const single = { ...plain, precision: "float32" } as const;
    const found = weigh(frame([[0], [1]]), { 1: 0.1 }, single, pair);
    assertEquals(found, Float32Array.of(1, 0.1));
  });
});

/** The same weight for three examples. */
function thrice(weight: number): number[] {
  return [weight, weight, weight];
}

Deno.test("withClassWeights() adds no weights if the spec has none", () => {
  const targets = oneHot([0, 1]), examples = { inputs: targets, targets };
  assertEquals(withClassWeights(examples, plain, several), examples);
});

Deno.test("withClassWeights() refuses unknown names, and labels that are not classes", async (t) => {
  const refused = (
    weights: ClassWeights,
    classes: Classes,
    message: string,
  ) => {
    assertThrows(
      () => weigh(oneHot([0, 1]), weights, plain, classes),
      SpecError,
      message,
    );
  };
  await t.step("an unknown name", () =>
    refused(
      { dog: 2, birt: 3 },
      { ...several, classes: ["cat", "dog", "bird"] },
      'classWeights.birt: must be a class of the data, one of cat, dog, bird: found "birt", did you mean "bird"?',
    ));
  await t.step("a name, although the names are not known", () =>
    refused(
      { dog: 2 },
      several,
      'classWeights.dog: must be a class of the data, one of 0, 1, 2: found "dog"; to use the names of the data set, write compile(spec, { data: await loadDataset(spec) })',
    ));
  await t.step("numbers", () =>
    refused(
      "balanced",
      { task: { type: "numbers" } },
      'classWeights: must be omitted, since the labels are numbers, not classes: found "balanced"',
    ));
  await t.step("independent labels", () =>
    refused(
      { 0: 2 },
      { task: { type: "labels", cut: 0.5 } },
      "classWeights: must be omitted, since each output is an independent label, and an example may have several labels: found a mapping",
    ));
});
