import { assertEquals, assertThrows } from "@std/assert";
import {
  type ExampleFacts,
  explanation,
  parseOverride,
  parseSpec,
  SpecError,
  traceSpec,
} from "../../lib/spec/mod.ts";

/** A spec of a table, with a line of the test as line 7. */
const table = (line: string) =>
  `name: mails
dataset: { csv: mails.csv, label: kind }
layers: [{ units: 2 }]
loss: crossEntropy
learningRate: 0.1
epochs: 5
${line}
`;

const digits = (line: string) =>
  `name: digits
dataset: digits
layers: [{ units: 10 }]
learningRate: 0.1
epochs: 5
classWeights: ${line}
`;

const inline = (labels: string, rest: string) =>
  `name: rows
dataset: { inputs: [[0], [1], [2]], labels: ${labels} }
learningRate: 0.1
epochs: 5
${rest}
`;

const facts: ExampleFacts = {
  ...{ width: 3, outputs: 2, count: 32, bytes: 640, range: [0, 1] },
  task: { type: "classes" },
  classes: [{ name: "ham", count: 20 }, { name: "spam, bulk", count: 12 }],
};

/** The first line of each issue. */
function said(text: string, examples?: ExampleFacts): string[] {
  try {
    parseSpec(text, { source: "a.yaml", examples });
    return [];
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.message.split("\n").filter((line) => !line.startsWith("  "));
  }
}

Deno.test("classWeights must be balanced, or have a number over 0 for each class", async (t) => {
  const rule =
    'must be "balanced", or a mapping of classes to numbers over 0, such as { spam: 3, ham: 1 }';
  const cases: [line: string, expected: string[]][] = [
    ["balanced", []],
    ["{ 0: 2, 9: 0.5 }", []],
    ["ballanced", [`${rule}: found "ballanced", did you mean "balanced"?`]],
    ["3", [`${rule}: found 3`]],
    ["[1, 2]", [`${rule}: found [1, 2]`]],
    [
      "{}",
      [
        "must have the weight of at least one class, such as { spam: 3 }: found a mapping",
      ],
    ],
  ];
  for (const [line, expected] of cases) {
    await t.step(line, () =>
      assertEquals(
        said(digits(line)),
        expected.map((message) => `a.yaml:6:15 classWeights: ${message}`),
      ));
  }
  await t.step(
    "weights that are not over 0",
    () =>
      assertEquals(said(digits('{ 0: 0, 1: -1, 2: .inf, 3: "2", 4: .nan }')), [
        "a.yaml:6:20 classWeights.0: must be a number over 0: found 0",
        "a.yaml:6:26 classWeights.1: must be a number over 0: found -1",
        "a.yaml:6:33 classWeights.2: must be a number over 0: found Infinity",
        'a.yaml:6:42 classWeights.3: must be a number over 0: found "2", which is text; write 2 without quotes',
        "a.yaml:6:50 classWeights.4: must be a number over 0: found NaN",
      ]),
  );
});

Deno.test("the classes of classWeights must be classes of the data", async (t) => {
  await t.step(
    "classes of a named data set",
    () =>
      assertEquals(said(digits("{ 10: 2 }")), [
        'a.yaml:6:17 classWeights.10: must be a class of the data, one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9: found "10"; see dataset at 2:1',
      ]),
  );
  await t.step("classes of a table, after it is read", () => {
    const text = table("classWeights: { spam, bulk: 3 }").replace(
      "spam, bulk",
      '"spam, bulks"',
    );
    assertEquals(said(text), []);
    assertEquals(said(text, facts), [
      'a.yaml:7:17 classWeights."spam, bulks": must be a class of the data, one of ham, spam, bulk: found "spam, bulks", did you mean "spam, bulk"?; see dataset at 2:1',
    ]);
  });
  await t.step("the two labels of one output", () => {
    const labels = "[[-1], [1], [1]]";
    const layers = "layers: [{ units: 1, activation: tanh }]";
    const weigh = (weights: string) =>
      said(inline(labels, `${layers}\nclassWeights: ${weights}`));
    assertEquals(weigh("{ -1: 2 }"), []);
    assertEquals(weigh("{ 0: 2 }"), [
      'a.yaml:6:17 classWeights.0: must be a class of the data, one of -1, 1: found "0"; see dataset at 2:1',
    ]);
  });
  await t.step("at most ten classes are listed", () => {
    const classes = Array.from({ length: 13 }, (_, c) => ({
      ...{ name: `kind ${c + 1}`, count: 1 },
    }));
    const text = table("classWeights: { sort: 3 }").replace("2 }]", "13 }]");
    const [found] = said(text, { ...facts, outputs: 13, classes });
    assertEquals(
      found,
      'a.yaml:7:17 classWeights.sort: must be a class of the data, one of kind 1, kind 2, kind 3, kind 4, kind 5, kind 6, kind 7, kind 8, kind 9, kind 10 and 3 more: found "sort"; see dataset at 2:1',
    );
  });
  await t.step("classes with the names of object properties", () => {
    const text = table("classWeights: { constructor: 3, __proto__: 2 }");
    const classes = ["__proto__", "constructor"]
      .map((name) => ({ name, count: 16 }));
    const spec = parseSpec(text, { examples: { ...facts, classes } });
    assertEquals(
      JSON.stringify(spec.classWeights),
      '{"constructor":3,"__proto__":2}',
    );
  });
  await t.step("the error is at the override", () => {
    const overrides = [parseOverride("classWeights.ten=2")!];
    assertThrows(
      () => parseSpec(digits("balanced").slice(0, -23), { overrides }),
      SpecError,
      "--set classWeights.ten=2 classWeights.ten: must be a class of the data, one of 0,",
    );
  });
});

Deno.test("classWeights is refused if the labels are not classes", async (t) => {
  const weigh = (labels: string, rest: string) =>
    said(inline(labels, `${rest}\nclassWeights: balanced`));
  await t.step(
    "numbers",
    () =>
      assertEquals(weigh("[[0.1], [0.2], [0.3]]", "layers: [{ units: 1 }]"), [
        'a.yaml:6:15 classWeights: must be omitted, since the labels are numbers, not classes: found "balanced"; see dataset at 2:1',
      ]),
  );
  await t.step("independent labels", () =>
    assertEquals(
      weigh(
        "[[0, 1], [1, 1], [0, 0]]",
        "layers: [{ units: 2 }]\nloss: binaryCrossEntropy",
      ),
      [
        'a.yaml:7:15 classWeights: must be omitted, since each output is an independent label, and an example may have several labels: found "balanced"; see dataset at 2:1',
      ],
    ));
  await t.step("numeric labels of a table", () => {
    const text = table("classWeights: { ham: 2 }").replace("2 }]", "1 }]")
      .replace("crossEntropy", "mse");
    assertEquals(
      said(text, {
        ...{ ...facts, outputs: 1, classes: undefined, range: [0, 9] },
        task: { type: "numbers" },
      }),
      [
        "a.yaml:7:15 classWeights: must be omitted, since the labels are numbers, not classes: found a mapping; see dataset at 2:1",
      ],
    );
  });
});

Deno.test("a spec has classWeights only if it is written, and explain prints it as written", () => {
  const without = parseSpec(digits("balanced").replace(/classWeights.*/, ""));
  assertEquals(JSON.stringify(without).includes("classWeights"), false);

  const text = table('classWeights: { "spam, bulk": 3, ham: 0.5 }');
  const traced = traceSpec(text, { examples: facts });
  const explained = explanation(traced);
  const from = explained.indexOf("classWeights:");
  const lines = explained.slice(from).split("\n").slice(0, 3)
    .map((line) => line.replace(/ +#/, " #"));
  assertEquals(lines, [
    "classWeights:",
    '  "spam, bulk": 3 # line 7',
    "  ham: 0.5 # line 7",
  ]);
  const again = parseSpec(explained, { examples: facts });
  assertEquals(again.classWeights, traced.spec.classWeights);
});
