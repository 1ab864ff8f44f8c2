import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { pathText } from "../../lib/spec/mod.ts";
import { checkSpec, parseSpec, SpecError } from "../../mod.ts";
import { forms, marked, seven } from "./_seven.ts";

function assertSeven(form: string, mark = ""): void {
  const { text, places } = marked(form);
  const error = assertThrows(() => parseSpec(mark + text), SpecError);
  assertEquals(
    error.issues.map(({ path, line, column }) => `${line}:${column} ${path}`),
    seven.map(([path], f) => `${places[f]} ${path}`),
  );
  for (const [f, [, message]] of seven.entries()) {
    assertStringIncludes(error.issues[f].message, message);
  }
  assertEquals(error.count, 7);
}

Deno.test("parseSpec() reports seven faults at once, with their positions", async (t) => {
  for (const [form, text] of Object.entries(forms)) {
    await t.step(form, () => assertSeven(text));
    await t.step(`${form}, CRLF`, () => {
      assertSeven(text.replaceAll("\n", "\r\n"));
    });
    await t.step(
      `${form}, after a byte order mark, which has no column`,
      () => {
        assertSeven(text, "\ufeff");
      },
    );
  }
});

Deno.test("an issue in an alias has the position of the anchor", () => {
  const { text, places } = marked(`name: alias
dataset: digits
layers:
  - &wide { units: 10, activation: §relux }
  - *wide
learningRate: 0.1
epochs: 1
`);
  const { issues } = assertThrows(() => parseSpec(text), SpecError);
  assertEquals(
    issues.map(({ path, line, column }) => `${path} ${line}:${column}`),
    [`layers[0].activation ${places[0]}`, `layers[1].activation ${places[0]}`],
  );
});

Deno.test("SpecError shows the line, and a caret under each character of the fault", async (t) => {
  const cases: [line: string, shown: string][] = [
    ["epochs: many", "  7 | epochs: many\n    |         ^^^^"],
    ["epcohs: 5", "  7 | epcohs: 5\n    | ^^^^^^"],
    [
      'epochs: "日本"', // one caret for each column of a terminal
      '  7 | epochs: "日本"\n    |         ^^^^^^',
    ],
    ["epochs:\t-1", "  7 | epochs: -1\n    |         ^^"],
    ["epochs: 1\rseed: -1", "  8 | seed: -1\n    |       ^^"],
  ];
  for (const [line, shown] of cases) {
    await t.step(JSON.stringify(line), () => {
      const text = `# a caret\nname: caret\ndescription: 7\u0301\n` +
        `dataset: digits\nlayers: [{ units: 10 }]\nlearningRate: 0.1\n${line}\n`;
      const { message } = assertThrows(() => parseSpec(text), SpecError);
      assertStringIncludes(message, `\n${shown}`);
    });
  }
});

Deno.test("the first twenty issues are shown, and the others are counted", () => {
  const layers = Array.from({ length: 30 }, () => "  - units: 0\n").join("");
  const text = `name: many\ndataset: digits\nlayers:\n${layers}` +
    "learningRate: 0\nepochs: 0\n";
  const { issues, count, message } = assertThrows(
    () => parseSpec(text),
    SpecError,
  );
  assertEquals(issues.map(({ line }) => line), [
    ...Array.from({ length: 20 }, (_, i) => 4 + i),
  ]);
  assertEquals(count, 32);
  assertEquals(message.split("\n").at(-1), "and 12 more");
});

Deno.test("pathText() joins keys, and quotes keys that are not words of at most 60 characters", async (t) => {
  const long = "a".repeat(60);
  const cases: [keys: (string | number)[], text: string][] = [
    [[], ""],
    [["layers", 1, "units"], "layers[1].units"],
    [["a", "b"], "a.b"],
    [["dataset", "columns", "my-name_2"], "dataset.columns.my-name_2"],
    [["dataset", "columns", "größe"], "dataset.columns.größe"],
    [["dataset", "columns", "a b"], 'dataset.columns."a b"'],
    [["dataset", "columns", ""], 'dataset.columns.""'],
    [["a.b"], '"a.b"'],
    [[long], long],
    [[`${long}b`], `"${long}..."`],
    [["sweep", "grid", "layers[0].units"], "sweep.grid.layers[0].units"],
    [["other", "layers[0].units"], 'other."layers[0].units"'],
  ];
  for (const [keys, text] of cases) {
    await t.step(text, () => assertEquals(pathText(keys), text));
  }
});

Deno.test("checkSpec() reports that a mapping is not a data set, or the fault in a data set", () => {
  const pathOf = (dataset: unknown) => {
    const own = {
      name: "a",
      learningRate: 1,
      epochs: 1,
      layers: [{ units: 1 }],
    };
    const { issues } = assertThrows(
      () => checkSpec({ ...own, dataset }),
      SpecError,
    );
    return issues[0].path;
  };
  assertEquals(pathOf({ zebra: 1 }), "dataset");
  assertEquals(pathOf({ csvv: "a.csv", labell: "y" }), "dataset.csvv");
  assertEquals(pathOf({ csv: 5, label: "y" }), "dataset.csv");
});

Deno.test("parseSpec() reports errors of the text and of the values together, and the missing fields of an empty text", () => {
  const issuesOf = (text: string) =>
    assertThrows(() => parseSpec(text), SpecError).issues
      .map(({ path }) => path).toSorted();
  const right =
    "name: a\ndataset: digits\nlayers: [{ units: 10 }]\nlearningRate: 1\n";
  assertEquals(issuesOf(`${right}epochs: 0\nseed: 017\n`), ["epochs", "seed"]);
  assertEquals(issuesOf(`${right}epochs: 1\nepochs: 2\nseed: -1\n`), [
    ...["epochs", "seed"],
  ]);
  assertEquals(issuesOf(""), [""]);
});
