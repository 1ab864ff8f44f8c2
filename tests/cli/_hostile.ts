/**
 * Hostile specs, which try to use too much memory or time, to cause a wrong
 * message, or to read files outside of the folder.
 *
 * @module
 */

/** Repeats a part until the text has the maximum length of a spec. */
function many(part: string | ((index: number) => string)): string {
  let text = "";
  for (let i = 0; text.length < 500_000; i++) {
    text += typeof part === "string" ? part : part(i);
  }
  return text;
}

/** A "billion laughs" attack: each line repeats the line before nine times. */
const laughs = Array.from({ length: 12 }, (_, i) => {
  const [one, next] = [i, i + 1].map((n) => String.fromCharCode(97 + n));
  return `${next}: &${next} [${`*${one}, `.repeat(9)}]\n`;
}).join("");

/** A correct spec in which one line is replaced. */
function but(field: string, line: string): string {
  const lines = {
    name: "name: hostile\n",
    dataset: "dataset: digits\n",
    layers: "layers: [{ units: 10 }]\n",
    learningRate: "learningRate: 0.1\n",
    epochs: "epochs: 1\n",
  };
  return Object.values({ ...lines, [field]: `${line}\n` }).join("");
}

/** A correct spec of about `length` characters. */
export function harmless(length: number): string {
  const rows = (row: string) => `[${row.repeat(length / 2 / row.length)}]`;
  const data = `{ inputs: ${rows("[0],")}, labels: ${rows("[1],")} }`;
  return but("dataset", `dataset: ${data}`).replace("units: 10", "units: 1");
}

/** Texts that every command must refuse, by a description. */
export const hostile: Readonly<Record<string, string>> = {
  "nothing": "",
  "a comment": many("#"),
  "a NUL": but("description", "description: a\0b"),
  "too long": many("#").repeat(3),
  "a text full of keys": many((i) => `k${i.toString(36)}: 1\n`),
  "a text full of long keys": many((i) => `${"learnigrat".repeat(4)}${i}: 1\n`),
  "a text full of JSON keys": `{${many((i) => `"k${i}":1,`)}"z":1}`,
  "a repeated key": many("a: 1\n"),
  "a text full of wrong words": but("layers", `layers: [${many("relux,")}]`),
  "256 layers with two errors each": but(
    "layers",
    `layers: [${"{ unit: 1, activation: relux },".repeat(256)}]`,
  ),
  "a text full of wrong rows": but(
    "dataset",
    `dataset: { inputs: [${many("[a],")}], labels: [[1]] }`,
  ),
  "a text full of keys of a data set": but(
    "dataset",
    `dataset: { ${many((i) => `nam${i.toString(36)}: 1, `)} }`,
  ),
  "rows without labels": but("dataset", "dataset: { inputs: [[1]] }"),
  "labels without rows": but("dataset", "dataset: { labels: [[1]] }"),
  "deep lists": many("["),
  "deep block lists": many("- "),
  "deep mappings": many("{a: "),
  "deep JSON": `{"name": ${"[".repeat(250_000)}${"]".repeat(250_000)}}`,
  "deep question marks": many("? "),
  "lines with more and more indentation": Array.from(
    { length: 900 },
    (_, i) => `${" ".repeat(i)}a:\n`,
  ).join(""),
  "a billion laughs": `a: &a [x, x, x, x]\n${laughs}`,
  "a long text a hundred thousand times": `a: &a "${
    "x".repeat(200_000)
  }"\nb: [${"*a,".repeat(100_000)}]`,
  "a list in itself": "a: &a [*a]",
  "a mapping in itself": "a: &a { b: *a }",
  "a text full of anchors": many((i) => `- &a${i} x\n`),
  "merged keys": `a: &a { b: 1 }\nc:\n${many("  <<: *a\n")}`,
  "quotes without an end": `a: "${many("\\")}`,
  "a text of many lines": `a: ${many("x\n  ")}`,
  "a block text of many lines": `a: |\n${many("\n")}`,
  "carriage returns": many("a:\r"),
  "colons": `a: ${many(": ")}`,
  "spaces": `name:${many(" ")}x`,
  "tabs": `a:\n${many("\t")}b: 1`,
  "a very long number": but("epochs", `epochs: ${many("9")}`),
  "a very long odd number": but("epochs", `epochs: 1${many("_1")}`),
  "a very long name": but("name", `name: ${many("a")}`),
  "a tag": but("epochs", "epochs: !!js/function 'function () {}'"),
  "a tag of binary": but("name", "name: !!binary aGk="),
  "two documents": `${but("epochs", "epochs: 1")}---\n${
    but("epochs", "epochs: 1")
  }`,
  "a directive": `%YAML 1.1\n---\n${but("epochs", "epochs: 1")}`,
  "__proto__": but("epochs", "epochs: 1\n__proto__: { epochs: 1 }"),
  "__proto__ in JSON": '{"__proto__": {"name": "a"}}',
  "constructor": but("dataset", "dataset: constructor"),
  "constructor as a type": but("epochs", "epochs: 1\noptimizer: constructor"),
  "toString as a key": but("epochs", "epochs: 1\ntoString: 1"),
  "__proto__ as a name of a layer": but(
    "layers",
    "layers: [{ units: 10, __proto__: 1 }]",
  ),
  "infinity": but("learningRate", "learningRate: .inf"),
  "not a number": but("learningRate", "learningRate: .nan"),
  "minus zero": but("learningRate", "learningRate: -0.0"),
  "beyond 2^53": but("epochs", "epochs: 1\nseed: 9007199254740993"),
  "an octal number": but("epochs", "epochs: 017"),
  "escapes in a name": but("name", 'name: "\\e[2J\\e]0;title\\a"'),
  "escapes in a key": but("epochs", 'epochs: 1\n"\\e[31m\\u202e": 1'),
  "escapes in an anchor": but("name", "name: *\u202e"),
  "escapes in a comment": but("epochs", "epochs: many # \u202e\u0085"),
  "half a character": but("name", 'name: "\\ud800"'),
  "more memory than any machine": but(
    "layers",
    "layers: [{ units: 1000000 }, { units: 1000000 }, { units: 10 }]",
  ),
  "an address": but("dataset", "dataset: http://127.0.0.1:9/digits"),
  "a device": but("dataset", "dataset: /dev/zero"),
  ...Object.fromEntries(
    [
      "../evil",
      "..",
      ".",
      "/tmp/evil",
      "a/b",
      "a\\b",
      "~",
      "C:evil",
      "CON",
      "lpt1",
      "a.yaml",
      " a",
      "",
    ].map((name) => [
      `the name ${JSON.stringify(name)}`,
      but("name", `name: ${JSON.stringify(name)}`),
    ]),
  ),
};
