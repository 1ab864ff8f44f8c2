import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseSpec, SpecError } from "../../mod.ts";
import { parseOverride, traceSpec } from "../../lib/spec/mod.ts";

const text = `name: set
dataset: { csv: table.csv, label: kind }
layers:
  - { units: 4, activation: tanh }
  - { units: 2, activation: softmax }
loss: crossEntropy
learningRate: 0.1
epochs: 20
`;

/** The error for the spec with one override. */
function said(set: string): string {
  const read = () => parseSpec(text, { overrides: [parseOverride(set)!] });
  return assertThrows(read, SpecError).message;
}

Deno.test("parseOverride() parses numbers, constants, quotes, lists and mappings as YAML", async (t) => {
  const cases: [set: string, value: unknown][] = [
    ["epochs=3", 3],
    ["epochs= 3 ", 3],
    ["learningRate=1e-3", 0.001],
    ["learningRate=.5", 0.5],
    ["learningRate=+5", 5],
    ["shuffle=false", false],
    ["shuffle=True", true],
    ["seed=null", null],
    ["inputs.scale=[0, 0.5]", [0, 0.5]],
    ["optimizer={ type: adam, beta1: 0.8 }", { type: "adam", beta1: 0.8 }],
    ['dataset={"csv": "a#1.csv", "label": "b"}', {
      csv: "a#1.csv",
      label: "b",
    }],
    ["dataset.csv='it''s'", "it's"],
    ['dataset.csv="a\\u0062"', "ab"],
    ['name="017"', "017"],
    ["layers=[{ units: 2 }]", [{ units: 2 }]],
    ["dataset.label=[width, height]", ["width", "height"]],
    ["dataset.columns={ zip: names }", { zip: "names" }],
    ["loss=mse", "mse"],
    // fields that do not exist
    ["zebra=[1, 2]", [1, 2]],
    ["optimizer.zebra={ a: 1 }", { a: 1 }],
  ];
  for (const [set, value] of cases) {
    await t.step(set, () => assertEquals(parseOverride(set)!.value, value));
  }
});

Deno.test("parseOverride() keeps any other text without changes", async (t) => {
  const cases: [set: string, value: string][] = [
    ["dataset.csv=a#b", "a#b"],
    ["dataset.csv=#1", "#1"],
    ["dataset.csv=my table #2.csv", "my table #2.csv"],
    ["dataset.csv=C:\\Users\\new\\table.csv", "C:\\Users\\new\\table.csv"],
    ["dataset.csv= a", " a"],
    ["dataset.decimal=,", ","],
    ["dataset.thousands=", ""],
    ["dataset.columns.zip=names", "names"],
    ["description=Note: a, [b] and {c}", "Note: a, [b] and {c}"],
    ["description=[draft]", "[draft]"], // the field is text, not a list
    ["description=- first", "- first"],
    ["description=", ""],
    ["description=a=b\nc", "a=b\nc"],
    ["loss=*mse", "*mse"],
    ["loss=&mse", "&mse"],
    ["loss=!mse", "!mse"],
    ["loss=|", "|"],
    ["loss=---", "---"],
    ["epochs=2026-11-28", "2026-11-28"],
    ["epochs=3 #4", "3 #4"],
    ["epochs=type: adam", "type: adam"],
    ["optimizer=[adam] #2", "[adam] #2"],
    // in a field for text, text that looks like a number is text
    ["name=2026", "2026"],
    ["name=017", "017"],
    ["name=1_000", "1_000"],
    ["dataset.label=0x1f", "0x1f"],
    ["dataset.label=null", "null"],
    ["layers[1].name=1e3", "1e3"],
  ];
  for (const [set, value] of cases) {
    await t.step(set, () => assertEquals(parseOverride(set)!.value, value));
  }
});

Deno.test("parseOverride() refuses values that YAML reads in an unexpected way", async (t) => {
  const cases: [set: string, said: string][] = [
    ["epochs=017", "found 017, which YAML reads as 15"],
    ["seed=1_000", "found 1_000, which YAML reads as 1000"],
    ["seed=0x1f", "found 0x1f, which YAML reads as 31"],
    ["epochs=0b101", "found 0b101, which YAML reads as 5"],
    ["inputs.scale=[0, 017]", "found 017, which YAML reads as 15"],
    [
      "dataset={ csv: a #1.csv, label: b }",
      "must have quotes around text with #, such as",
    ],
    [
      "layers=[{ units: 2 #, name: a\n }]",
      "must have quotes around text with #",
    ],
    ["layers=[#1]", "must have quotes around text with #"],
    ['dataset.csv="C:\\Users"', "must be a YAML escape: found \\U"],
  ];
  for (const [set, message] of cases) {
    await t.step(set, () => {
      const error = assertThrows(() => parseOverride(set), SpecError);
      assertStringIncludes(error.message, message);
      assertStringIncludes(error.message, set.slice(0, 10));
    });
  }
});

Deno.test("parseSpec() reports a wrong path at the override", async (t) => {
  const cases: [set: string, said: string][] = [
    [
      "layers.0.activation=relu",
      "layers.0.activation: needs a position in the list layers: write " +
      "layers[0].activation",
    ],
    [
      "layers.1.units=3",
      "layers.1.units: needs a position in the list layers: write " +
      "layers[1].units",
    ],
    [
      "layers.units=3",
      "layers.units: needs a position in the list layers: write " +
      "layers[0].units",
    ],
    [
      "layers.last.units=3",
      "layers.last.units: needs a position in the list layers: write " +
      "layers[0].units",
    ],
    [
      "layers[2].units=3",
      "layers[2].units: must be the position of an existing item: found 2, but the list has 2 items, and positions start at 0",
    ],
    [
      "epochs.most=3",
      "epochs: must be a whole number from 1 to a million: found a mapping",
    ],
    [
      "learningRate.rate=0.5",
      "learningRate.type: is missing; write the learning rate schedule, one of constant, step, exponential, cosine",
    ],
    [
      "momentum=0.9",
      "momentum: unknown key here: the field is optimizer.momentum; write " +
      "optimizer: { type: sgd, momentum: 0.9 }",
    ],
    [
      "optimizer={ lr: 0.1 }",
      "optimizer.lr: unknown key here: the field is learningRate; write learningRate: 0.1",
    ],
  ];
  for (const [set, message] of cases) {
    await t.step(set, () => {
      const [first] = said(set).split("\n");
      assertEquals(first, `--set ${set} ${message}`);
    });
  }
});

Deno.test("parseSpec() accepts an override for a part of a short form", async (t) => {
  const short = text.replace(/dataset: .*/, "dataset: digits")
    .replace("units: 2", "units: 10")
    .replace("loss:", "optimizer: adam\nloss:");
  const traced = traceSpec(short, {
    overrides: ["dataset.limit=100", "optimizer.beta1=0.8"]
      .map((set) => parseOverride(set)!),
  });
  const { dataset, optimizer } = traced.spec;
  await t.step("a data set by name", () => {
    assertEquals(dataset, { name: "digits", limit: 100 });
  });
  await t.step("an optimizer by type", () => {
    assertEquals(optimizer, {
      ...{ type: "adam", beta1: 0.8, beta2: 0.999, epsilon: 1e-8 },
    });
  });
  await t.step("all other values still come from the file", () => {
    const from = (...keys: string[]) => traced.originOf(keys).from;
    assertEquals(from("optimizer", "type"), "file");
    assertEquals(from("optimizer", "beta1"), "override");
    assertEquals(from("optimizer", "beta2"), "default");
    assertEquals(from("dataset", "limit"), "override");
    assertEquals(from("dataset", "name"), "file");
  });
});

Deno.test("parseSpec() reports an error of the file at its line, also if an override adds a mapping", () => {
  const wrong = text.replace("epochs: 20", "epochs: 0");
  const overrides = [parseOverride("clip.norm=1")!];
  const places = (text: string) => {
    const read = () => parseSpec(text, { overrides });
    return assertThrows(read, SpecError).issues
      .map(({ path, line, source }) => [path, line, source]);
  };
  assertEquals(places(wrong), [["epochs", 8, undefined]]);
  const rate = [parseOverride("learningRate.factor=0.5")!];
  const read = () => parseSpec(wrong, { overrides: rate });
  const found = assertThrows(read, SpecError).issues
    .map(({ keys: [key], line, source }) => [key, line, source]);
  assertEquals(found.find(([key]) => key === "epochs"), [
    ...["epochs", 8, undefined],
  ]);
  assertEquals(found.find(([key]) => key === "learningRate"), [
    ...["learningRate", undefined, "--set learningRate.factor=0.5"],
  ]);
});

Deno.test("if two values contradict each other, parseSpec() reports the positions of both, in the file or an override", () => {
  const small = "{ inputs: [[0], [1]], labels: [[0], [1]] }";
  const own = (dataset: string, batchSize: number) =>
    `name: a\ndataset: ${dataset}\nlayers: [{ units: 1 }]\nlearningRate: 1\nepochs: 1\nbatchSize: ${batchSize}\n`;
  const found = (text: string, ...sets: string[]) => {
    const overrides = sets.map((set) => parseOverride(set)!);
    const read = () => parseSpec(text, { overrides });
    const { issues: [{ path, line, source, other }] } = assertThrows(
      read,
      SpecError,
    );
    return [path, line, source, other?.line, other?.source];
  };
  assertEquals(found(own(small, 3)), [
    ...["batchSize", 6, undefined, 2, undefined],
  ]);
  const set = `dataset=${small}`;
  assertEquals(found(own("digits", 3), set), [
    ...["batchSize", 6, undefined, undefined, `--set ${set}`],
  ]);
  assertEquals(found(own(small, 1), "batchSize=3"), [
    ...["batchSize", undefined, "--set batchSize=3", 2, undefined],
  ]);
});

Deno.test("parseOverride() returns undefined for a text that is not path=value", () => {
  const wrong = [
    "",
    "epochs",
    "=3",
    "a..b=1",
    ".a=1",
    "a.=1",
    "[0]=1",
    "a[x]=1",
  ];
  wrong.push("a[0=1", "a b=1", `${"a".repeat(201)}=1`);
  for (const set of wrong) assertEquals(parseOverride(set), undefined, set);
  assertEquals(parseOverride(`${"a".repeat(200)}=1`)?.value, 1);
  assertEquals(parseOverride("a[0][1].b=1")?.keys, ["a", 0, 1, "b"]);
});
