import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { checkSpec, compile, parseSpec, SpecError } from "../../mod.ts";
import {
  asGrid,
  explanation,
  parseOverride,
  traceSpec,
  trialsOf,
} from "../../lib/spec/mod.ts";
import { marked } from "./_seven.ts";

/**
 * A correct spec with a sweep of these lines, which are indented by two spaces.
 */
function spec(sweep: string, more = "validation: { fraction: 0.2 }"): string {
  return [
    "name: swept",
    "dataset: digits",
    "layers: [{ units: 8, activation: relu }, { units: 10 }]",
    "loss: crossEntropy",
    "learningRate: 0.1",
    "epochs: 4",
    "seed: 7",
    more,
    "sweep:",
    ...sweep.split("\n").map((line) => `  ${line}`),
  ].join("\n");
}

function settingsOf(text: string) {
  const trials = trialsOf(parseSpec(text))!;
  return Array.from({ length: trials.count }, (_, index) => {
    const { seed, settings } = trials.at(index);
    return [seed, ...settings.map(({ value }) => value)];
  });
}

Deno.test("a grid has every combination: the repeats vary fastest, then the last path", () => {
  const text = spec(
    "grid:\n  layers[0].units: [4, 6]\n  optimizer: [sgd, adam]\nrepeats: 2",
  );
  assertEquals(settingsOf(text), [
    ...[[7, 4, "sgd"], [8, 4, "sgd"], [7, 4, "adam"], [8, 4, "adam"]],
    ...[[7, 6, "sgd"], [8, 6, "sgd"], [7, 6, "adam"], [8, 6, "adam"]],
  ]);
});

Deno.test("points are combined with the grid, and more points do not change the first ones", () => {
  const text = (points: number) =>
    spec(
      `grid: { batchSize: [8, 16] }\ndraw:\n  points: ${points}\n  from: { learningRate: { log: [0.001, 1] } }`,
    );
  const few = settingsOf(text(3)), many = settingsOf(text(9));
  assertEquals(few.length, 6);
  assertEquals(few.map(([, batchSize]) => batchSize), [8, 16, 8, 16, 8, 16]);
  assertEquals(new Set(few.map(([, , rate]) => rate)).size, 3);
  assertEquals(many.slice(0, 6), few);
});

Deno.test("draws are inside their bounds and evenly distributed", async (t) => {
  const draw = (from: string) =>
    settingsOf(
      spec(`draw:\n  points: 200\n  from: { learningRate: ${from} }`),
    ).map(([, value]) => value as number);
  const share = (values: number[], below: number) =>
    values.filter((value) => value < below).length / values.length;
  await t.step(
    "log: half of the values are below the middle of the logarithms",
    () => {
      const values = draw("{ log: [0.001, 0.1] }");
      assert(values.every((x) => x >= 0.001 && x <= 0.1));
      assert(Math.abs(share(values, 0.01) - 0.5) < 0.02);
      assert(values.every((x) => Number(x.toPrecision(3)) === x), "3 digits");
    },
  );
  await t.step(
    "uniform: half of the values are below the middle, and none is a bound",
    () => {
      const values = draw("{ uniform: [0.25, 0.75] }");
      assert(values.every((x) => x > 0.25 && x < 0.75));
      assert(Math.abs(share(values, 0.5) - 0.5) < 0.02);
    },
  );
  await t.step("whole: each of six numbers is equally frequent", () => {
    const counts = Map.groupBy(draw("{ whole: [1, 6] }"), (x) => x);
    assertEquals([...counts.keys()].sort(), [1, 2, 3, 4, 5, 6]);
    for (const { length } of counts.values()) {
      assert(Math.abs(length - 200 / 6) <= 3);
    }
  });
  await t.step("wholeLog: of 8 to 127, half of the values are below 32", () => {
    const values = draw("{ wholeLog: [8, 127] }");
    assert(values.every((x) => Number.isInteger(x) && x >= 8 && x <= 127));
    assert(Math.abs(share(values, 32) - 0.5) < 0.03);
  });
  await t.step("a list: each value is equally frequent", () => {
    const counts = Map.groupBy(draw("[1, 2, 4, 8]"), (x) => x);
    assertEquals([...counts].map(([, { length }]) => length), [50, 50, 50, 50]);
  });
});

Deno.test("a trial has the same spec as --set with its settings", () => {
  const text = spec(
    "grid: { optimizer: [{ type: sgd, momentum: 0.9 }, adam] }\ndraw:\n  points: 2\n  from: { layers[0].units: [4, 6] }"
      .replace("layers[0].units", '"layers[0].units"'),
  );
  const trials = trialsOf(parseSpec(text))!;
  for (let index = 0; index < trials.count; index++) {
    const { settings, seed } = trials.at(index);
    const overrides = settings.map(({ keys, value }) => ({
      ...{ keys, value, source: "--set" },
    }));
    const one = parseSpec(text.replace(/\nsweep:[^]*$/, ""), {
      overrides: [...overrides, { keys: ["seed"], value: seed, source: "" }],
    });
    assertEquals(trials.specAt(index), one);
  }
});

Deno.test("the best settings are trained without validation and early stopping", () => {
  const text = spec(
    "grid: { batchSize: [8, 16] }",
    "validation: { fraction: 0.2 }\nearlyStopping: {}",
  );
  const { validation, earlyStopping, epochs, batchSize, seed } = trialsOf(
    parseSpec(text),
  )!.refitSpec(1, 3);
  assertEquals([validation, earlyStopping], [undefined, undefined]);
  assertEquals([epochs, batchSize, seed], [3, 16, 7]);
});

/** Sweeps with a § before the fault, and the expected message. */
const refused: Record<string, [text: string, message: string]> = {
  "a value that its field refuses": [
    spec("grid:\n  layers[0].units: [4, 16, §0]"),
    "sweep.grid.layers[0].units[2]: must be a whole number from 1 to a million: found 0",
  ],
  "a path that is not a field": [
    spec("grid:\n  §layers[0].unit: [4, 6]"),
    'sweep.grid.layers[0].unit: unknown key, did you mean "units"?',
  ],
  "a path whose first part is not a field": [
    spec("grid:\n  §layrs[0].units: [4, 6]"),
    'sweep.grid.layrs[0].units: layrs: unknown key, did you mean "layers"?',
  ],
  "a layer that does not exist": [
    spec("grid:\n  §layers[2].units: [4, 6]"),
    "must be the position of an existing item: found 2, but the list has 2 items, and positions start at 0",
  ],
  "a text that is not a path": [
    spec('grid:\n  §"a b": [4, 6]'),
    'must be the path of a field, such as layers[0].units: found "a b"',
  ],
  "one value": [
    spec("grid:\n  batchSize: §[4]"),
    "must be a list of 2 to 100 values: found [4]",
  ],
  "log from 0": [
    spec(
      "draw:\n  points: 4\n  from:\n    learningRate: { log: [§0, 0.1] }",
    ),
    "sweep.draw.from.learningRate.log[0]: must be a number over 0: found 0",
  ],
  "bounds in the wrong order": [
    spec(
      "draw:\n  points: 4\n  from:\n    learningRate: { log: §[0.1, 0.01] }",
    ),
    "must be two numbers, the lower one first: found [0.1, 0.01]",
  ],
  "a range with values that the field refuses": [
    spec(
      "draw:\n  points: 4\n  from:\n    layers[0].dropout: { uniform: §[0.5, 1.5] }",
    ),
    "must be a number over 0 and below 1: found 1.",
  ],
  "fractions for a whole number": [
    spec("draw:\n  points: 4\n  from:\n    batchSize: { uniform: §[1, 64] }"),
    "sweep.draw.from.batchSize.uniform: must be a whole number from 1 to a million: found ",
  ],
  "a path in grid and draw": [
    spec(
      "grid:\n  batchSize: [4, 8]\ndraw:\n  points: 4\n  from:\n    §batchSize: [4, 16]",
    ),
    "sweep.draw.from.batchSize: must not set a field that another path of the sweep also sets: found batchSize; remove one of the two paths; see sweep.grid.batchSize at 11:5",
  ],
  "a path inside another": [
    spec(
      "grid:\n  layers[0].units: [4, 8]\n  §layers: [[{ units: 10 }], [{ units: 4 }, { units: 10 }]]",
    ),
    "sweep.grid.layers: must not set a field that another path of the sweep also sets: found layers[0].units; remove one of the two paths",
  ],
  "a grid over seed": [
    spec("grid:\n  §seed: [1, 2]"),
    "found seed; remove this path; to train each combination with 3 seeds, write repeats: 3 in sweep",
  ],
  "the same value twice": [
    spec("grid:\n  layers[0].units: [8, 4, §8]"),
    "must be different from the other values in the list: found 8 twice",
  ],
  "other data": [
    spec("grid:\n  §dataset: [digits, mnist]"),
    "scores on different data sets cannot be compared",
  ],
  "another loss ranked by loss": [
    spec("grid:\n  §loss: [mse, crossEntropy]"),
    "must be the same in all trials, since losses cannot be compared if the field loss differs; to compare accuracies, write metric: validationAccuracy",
  ],
  "no validation": [
    spec("repeats: 3", "").replace("sweep:", "§sweep:"),
    "needs the field validation, so that settings are not chosen by the test set; write validation: { fraction: 0.2 }",
  ],
  "a billion trials": [
    spec(
      "draw:\n  points: 100000\n  from:\n    learningRate: { log: [0.1, 1] }\ngrid:\n  batchSize: [" +
        Array.from({ length: 100 }, (_, n) => n + 1) + "]\nrepeats: 100",
    ).replace("sweep:", "§sweep:"),
    "must have at most 100,000 trials: found 100000 x 100 x 100, which is 1,000,000,000",
  ],
  "a trial in which two fields contradict each other": [
    spec("grid:\n  layers[1].activation: [softmax, §relu]"),
    "loss.type crossEntropy needs softmax as the activation of the last layer: found relu; see loss.type at 4:7",
  ],
  "a field that needs another field": [
    spec("grid:\n  optimizer: [sgd, { type: sgd, nesterov: §true }]"),
    "sweep.grid.optimizer[1].nesterov: needs a momentum over 0: found 0; write momentum: 0.9",
  ],
  "a path without quotes in braces": [
    spec("grid: { layers§[0].units: [4, 6] }"),
    'in { } write the path in quotes, "layers[0].units"',
  ],
};

Deno.test("parseSpec() refuses wrong sweeps, and reports the position", async (t) => {
  for (const [name, [form, message]] of Object.entries(refused)) {
    await t.step(name, () => {
      const { text, places: [place] } = marked(form);
      const error = assertThrows(() => parseSpec(text), SpecError);
      assertStringIncludes(error.message, message);
      const { line, column } = error.issues
        .find((issue) =>
          `${issue.path}: ${issue.message}`.includes(message) ||
          message.includes(issue.message)
        )!;
      assertEquals(`${line}:${column}`, place, error.message);
    });
  }
});

Deno.test("parseSpec() reports all errors of the trials at once", () => {
  const text = spec(
    "grid:\n  layers[0].units: [0, 4, -1]\n  batchSize: [2, x]\n  momentum: [0, 1]",
  );
  const { issues } = assertThrows(() => parseSpec(text), SpecError);
  assertEquals(issues.map(({ path }) => path), [
    "sweep.grid.layers[0].units[0]",
    "sweep.grid.layers[0].units[2]",
    "sweep.grid.batchSize[1]",
    "sweep.grid.momentum",
  ]);
});

Deno.test("a list in --set is a grid if its field has a single value", async (t) => {
  const cases: [text: string, path: string | undefined][] = [
    ["learningRate=[0.01, 0.1]", "learningRate"],
    ["layers[0].units=[4, 8]", "layers[0].units"],
    ["optimizer=[sgd, adam]", "optimizer"],
    ["inputs.scale=[[0, 1], [-1, 1]]", "inputs.scale"],
    ["layers=[[{ units: 10 }], [{ units: 5 }, { units: 10 }]]", "layers"],
    ["inputs.scale=[-1, 1]", undefined],
    ["layers=[{ units: 10 }]", undefined],
    ["learningRate=0.1", undefined],
  ];
  for (const [text, path] of cases) {
    await t.step(text, () => {
      const one = parseOverride(text)!;
      const expected = path === undefined ? one.keys : ["sweep", "grid", path];
      assertEquals(asGrid(one).keys, expected);
    });
  }
  const wrong = asGrid(parseOverride("learningRate=[0.01, -1]")!);
  const text = spec("repeats: 2");
  assertThrows(
    () => parseSpec(text, { overrides: [wrong] }),
    SpecError,
    "--set learningRate=[0.01, -1] sweep.grid.learningRate[1]: must be a number over 0: found -1",
  );
});

Deno.test("compile() refuses a spec with a sweep", () => {
  const many = checkSpec({
    name: "many",
    inputs: { units: 2 },
    layers: [{ units: 1 }],
    learningRate: 1,
    epochs: 1,
    validation: { fraction: 0.5 },
    sweep: { grid: { learningRate: [1, 2] } },
  });
  assertThrows(
    () => compile(many),
    TypeError,
    "found the field sweep, which describes several networks",
  );
});

Deno.test("explanation() shows the fields that differ, and parseSpec() can read it again", () => {
  const text = spec(
    "grid:\n  optimizer: [sgd, adam]\ndraw:\n  points: 3\n  from:\n    learningRate: { log: [0.01, 1] }\nrepeats: 2",
  );
  const shown = explanation(traceSpec(text));
  assertStringIncludes(
    shown,
    "# a sweep of 12 trials, each combination with 2 seeds, ranked by validationLoss; fields that differ between trials:",
  );
  assertStringIncludes(shown, "learningRate  drawn from 0.01 to 1 (log)");
  assertEquals(parseSpec(shown), parseSpec(text));
});
