import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  checkSpec,
  compile,
  type ExampleFacts,
  SpecError,
  type SpecInput,
} from "../../mod.ts";
import type { Spec } from "../../mod.ts";
import { explanation, traceSpec } from "../../lib/spec/mod.ts";

/** The activations of the layers, or false for a layer without one. */
const activationsIn = ({ layers }: Spec) =>
  layers.map((layer) => "activation" in layer && layer.activation);

const base = { name: "a", learningRate: 0.1, epochs: 1 };
const inline = (labels: number[][]) => ({
  inputs: labels.map((_, r) => [r]),
  labels,
});
const table = { csv: "a.csv", label: "y" };
const facts: ExampleFacts = { width: 1, outputs: 1, count: 40, bytes: 400 };
const numbers: ExampleFacts = {
  ...facts,
  task: { type: "numbers" },
  range: [-3, 900],
};
const classes: ExampleFacts = {
  ...facts,
  outputs: 2,
  task: { type: "classes" },
  range: [0, 1],
  classes: [{ name: "no", count: 30 }, { name: "yes", count: 10 }],
};

Deno.test("the default activation of the last layer depends on the loss and the labels", async (t) => {
  const cases: [
    name: string,
    spec: Partial<SpecInput>,
    examples: ExampleFacts | undefined,
    expected: string,
  ][] = [
    ["mse", { inputs: { units: 1 } }, undefined, "sigmoid"],
    ["huber", { loss: "huber", inputs: { units: 1 } }, undefined, "identity"],
    [
      "binaryCrossEntropy",
      { loss: "binaryCrossEntropy", inputs: { units: 1 } },
      undefined,
      "sigmoid",
    ],
    [
      "inline numbers",
      { dataset: inline([[0.2], [0.3], [1]]) },
      undefined,
      "sigmoid",
    ],
    ["numbers of a table", { dataset: table }, numbers, "identity"],
  ];
  for (const [name, change, examples, expected] of cases) {
    await t.step(name, () => {
      const spec = checkSpec({
        ...base,
        layers: [{ units: 3 }, { units: 1 }],
        ...change,
      }, { examples });
      assertEquals<unknown>(activationsIn(spec), ["sigmoid", expected]);
    });
  }
  await t.step("crossEntropy, and classes of a table", () => {
    const layers = [{ units: 3 }, { units: 2 }];
    const [a, b] = [
      checkSpec({
        ...base,
        layers,
        loss: "crossEntropy",
        inputs: { units: 1 },
      }),
      checkSpec({ ...base, layers, dataset: table }, { examples: classes }),
    ].map((spec) => activationsIn(spec)[1]);
    assertEquals([a, b], ["softmax", "sigmoid"]);
  });
});

Deno.test("numeric labels of a table are standardized if the last activation is identity", () => {
  const of = (change: object, examples?: ExampleFacts) =>
    checkSpec({ ...base, layers: [{ units: 1 }], dataset: table, ...change }, {
      examples,
    }).labels.standardize;
  assertEquals(of({}, numbers), true);
  assertEquals(of({ labels: { standardize: false } }, numbers), false);
  assertEquals(
    of({ layers: [{ units: 1, activation: "leakyRelu" }] }, numbers),
    undefined,
  );
  assertEquals(of({ layers: [{ units: 2 }] }, classes), undefined);
  // without the data, the spec of a record is not changed
  assertEquals(
    of({ layers: [{ units: 1, activation: "identity" }] }),
    undefined,
  );
});

Deno.test("standardized labels are refused if the outputs of the last activation are bounded", async (t) => {
  for (const activation of ["sigmoid", "tanh", "relu", "softplus"] as const) {
    await t.step(activation, () => {
      const layers = [{ units: 1, activation }];
      const labels = { standardize: true };
      assertThrows(
        () =>
          checkSpec({ ...base, layers, labels, dataset: table }, {
            examples: numbers,
          }),
        SpecError,
        `layers[0].activation: must have an unbounded range, since standardized labels can be any number: found ${activation}; write activation: identity, or labels: { standardize: false }`,
      );
    });
  }
});

Deno.test("labels outside the range of the last activation are refused, with a suggested line", async (t) => {
  const cases: [name: string, spec: object, message: string][] = [
    [
      "above sigmoid",
      { dataset: inline([[3], [4], [6]]) },
      "layers[0].activation: must have a range that contains the labels: the labels are from 3 to 6, and the outputs of sigmoid are from 0 to 1; write activation: identity",
    ],
    [
      "below softplus",
      {
        dataset: inline([[-2], [4], [6]]),
        layers: [{ units: 1, activation: "softplus" }],
      },
      "the labels are from -2 to 6, and the outputs of softplus are 0 and above; write activation: identity",
    ],
    [
      "two classes, -1 and 1",
      { dataset: inline([[-1], [1]]) },
      "the labels are from -1 to 1, and the outputs of sigmoid are from 0 to 1; write activation: tanh",
    ],
    [
      "one-hot targets",
      {
        dataset: "digits",
        layers: [{ units: 10 }],
        labels: { oneHot: [-1, 1] },
      },
      "and the outputs of sigmoid are from 0 to 1; write activation: tanh",
    ],
    [
      "binaryCrossEntropy",
      { dataset: inline([[1], [2]]), loss: "binaryCrossEntropy" },
      "binaryCrossEntropy needs labels from 0 to 1: the labels are from 1 to 2",
    ],
    [
      "accuracy for numbers",
      {
        dataset: inline([[0.1], [0.2], [0.3]]),
        earlyStopping: { metric: "accuracy" },
      },
      "earlyStopping.metric: must be loss or validationLoss, since numbers are predicted, which have no accuracy",
    ],
  ];
  for (const [name, change, message] of cases) {
    await t.step(name, () => {
      assertThrows(
        () => checkSpec({ ...base, layers: [{ units: 1 }], ...change }),
        SpecError,
        message,
      );
    });
  }
  await t.step("labels inside the range are accepted", () => {
    for (
      const [labels, activation] of [
        [[[0], [1]], "sigmoid"],
        [[[-1], [1]], "tanh"],
        [[[-1.7], [1.7], [0]], "scaledTanh"],
        [[[0], [900], [7]], "relu"],
        [[[-900], [900], [7]], "identity"],
      ] as const
    ) {
      const dataset = { inputs: labels.map((_, r) => [r]), labels };
      checkSpec({ ...base, dataset, layers: [{ units: 1, activation }] });
    }
  });
});

Deno.test("the error for a wrong number of units lists the classes and their counts", async (t) => {
  const dataset = { idx: { train: { images: "a", labels: "b" } } };
  const idx: ExampleFacts = {
    ...classes,
    outputs: 4,
    classes: [0, 20, 20, 20].map((count, c) => ({ name: `${c}`, count })),
  };
  const cases: [name: string, spec: object, ExampleFacts, message: string][] = [
    [
      "a table",
      { dataset: table, layers: [{ units: 3 }] },
      classes,
      "must be 2, one for each class of y (examples: no 30, yes 10): found 3",
    ],
    [
      "classes read as numbers",
      { dataset: table, layers: [{ units: 3 }] },
      numbers,
      "the loss is for numbers, so the labels are read as numbers; for classes write loss: crossEntropy or, in dataset, columns: { y: names }",
    ],
    [
      "IDX labels from 1",
      { dataset, layers: [{ units: 3 }] },
      idx,
      "must be 4, one for each class of the labels, 0 to 3: found 3; the labels in the files are 1 to 3, and no example has class 0; write units: 4, or labels: { from: 1 }",
    ],
    [
      "IDX labels with a gap",
      { dataset, layers: [{ units: 2 }] },
      {
        ...idx,
        outputs: 3,
        classes: [5, 0, 5].map((count, c) => ({ name: `${c}`, count })),
      },
      "the labels in the files are 0 to 2, and no example has class 1; write units: 3",
    ],
    [
      "IDX labels of every class",
      { dataset, layers: [{ units: 2 }] },
      {
        ...idx,
        outputs: 3,
        classes: [5, 5, 5].map((count, c) => ({ name: `${c}`, count })),
      },
      "must be 3, one for each class of the labels, 0 to 2: found 2",
    ],
  ];
  for (const [name, change, examples, end] of cases) {
    await t.step(name, () => {
      const { message } = assertThrows(
        () => checkSpec({ ...base, ...change }, { examples }),
        SpecError,
      );
      const whole = `${end}; see dataset`;
      assertEquals(message.slice(-whole.length), whole);
    });
  }
});

Deno.test("compile() of a table needs the labels, or an activation of the last layer", () => {
  const spec = checkSpec({ ...base, layers: [{ units: 1 }], dataset: table });
  assertThrows(
    () => compile(spec, { inputs: 2 }),
    TypeError,
    "the activation of the last layer must be known: found no activation in the spec, and the table whose labels decide the default is not loaded",
  );
  const written = { units: 1, activation: "identity" } as const;
  compile({ ...base, layers: [written], dataset: table }, { inputs: 2 });
  const checked = checkSpec(spec, { examples: numbers });
  assertEquals(activationsIn(checked), ["identity"]);
});

Deno.test("explain prints the reason for the default activation of the last layer", () => {
  const text = JSON.stringify({
    ...base,
    layers: [{ units: 1 }],
    dataset: table,
  });
  const known = explanation(traceSpec(text, { examples: numbers }));
  assertStringIncludes(known, "default: the labels of the table are numbers");
  const unknown = explanation(traceSpec(text));
  assertStringIncludes(
    unknown,
    "default: usual with mse; identity if the labels are numbers",
  );
});

Deno.test("if the last activation is not written, checkSpec() chooses it again when the labels are known", () => {
  const last = (layers: SpecInput["layers"]) => {
    const spec = checkSpec({ ...base, dataset: table, layers });
    const known = checkSpec(spec, { examples: numbers });
    return [spec, known].map((each) => `${activationsIn(each).at(-1)}`);
  };
  const open = ["sigmoid", "identity"], closed = ["sigmoid", "sigmoid"];
  assertEquals(last([{ units: 3, activation: "tanh" }, { units: 1 }]), open);
  assertEquals(last([{ units: 3 }, { units: 1 }]), open);
  assertEquals(last([{ units: 1 }]), open);
  const output = { units: 1, activation: "sigmoid" } as const;
  assertEquals(last([{ units: 3 }, output]), closed);
  assertEquals(last([output]), closed);
});
