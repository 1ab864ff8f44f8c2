import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { checkSpec, parseSpec, SpecError } from "../../mod.ts";
import { networkSize } from "../../lib/spec/size.ts";
import { readText } from "../../lib/spec/_read.ts";
import { marked } from "./_seven.ts";

/**
 * A correct spec, in which these lines replace the lines with the same key, or
 * are added.
 */
function spec(lines: string): string {
  const own: Record<string, string> = {
    name: "name: limits",
    dataset: "dataset: digits",
    layers: "layers: [{ units: 10 }]",
    learningRate: "learningRate: 0.1",
    epochs: "epochs: 1",
  };
  const [name] = lines.replace("§", "").split(":");
  return Object.values({ ...own, [name]: lines }).join("\n");
}

/** Texts with a § before the fault, and the expected message. */
const refused: Record<string, [text: string, message: string]> = {
  "a repeated key": [
    spec("epochs: 1\n§epochs: 2"),
    "must not be repeated: found the key a second time",
  ],
  "a repeated key in JSON": [
    '{"name": "a", §"name": "b"}',
    "must not be repeated: found the key a second time",
  ],
  "a tab as indentation": [
    spec("layers:\n§\t- units: 10"),
    "must be indented with spaces: found a tab",
  ],
  "two documents": [
    `${spec("epochs: 1")}\n§---\nname: second\n`,
    "must be a single YAML document: found ---, which starts a second document; remove the line ---",
  ],
  "a tag": [
    spec("epochs: §!!int 1"),
    "must not have a YAML tag: found !!int; remove the tag",
  ],
  "a custom tag": [
    spec("epochs: §!lambda 1"),
    "must not have a YAML tag: found !lambda; remove the tag",
  ],
  "a directive": [
    "§%YAML 1.1\n---\n",
    "must not start with a YAML directive, which is a line that starts with %: found %; remove this line",
  ],
  "an alias in its own value": [
    spec("layers: &l [{ units: 10 }, §*l]"),
    "must not be an alias of a list or mapping that contains the alias: found *l",
  ],
  "aliases of aliases": [
    "a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n" +
    [..."bcdef"].map((name, i) =>
      `${name}: &${name} [${`*${"abcdef"[i]}, `.repeat(8)}]\n`
    ).join("") + "g: §[*f, *f, *f]",
    "must have at most 600000 keys and values, with aliases expanded",
  ],
  "65 nested lists": [
    `${"[".repeat(64)}§[${"]".repeat(65)}`,
    "must have at most 64 levels of nested lists and mappings",
  ],
  "an octal number": [
    spec("epochs: §017"),
    "must be a plain decimal number, or text in quotes: found 017, which YAML " +
    "reads as 15",
  ],
  "an octal number of YAML 1.2": [
    spec("epochs: §0o17"),
    "must be a plain decimal number, or text in quotes: found 0o17, which",
  ],
  "a hexadecimal number": [
    spec("seed: §0x1F"),
    "must be a plain decimal number, or text in quotes: found 0x1F, which",
  ],
  "a number with underscores": [
    spec("epochs: §1_000"),
    "must be a plain decimal number, or text in quotes: found 1_000, which",
  ],
  "text instead of a number": [
    spec('epochs: §"5"'),
    'found "5", which is text; write 5 without quotes',
  ],
  "a number instead of text": [
    spec("name: §5"),
    'found 5, which is not text; write "5"',
  ],
  "yes instead of true": [spec("shuffle: §yes"), 'found "yes", write true'],
  "more than a million epochs": [
    spec("epochs: §1000001"),
    "must be a whole number from 1 to a million: found 1000001",
  ],
  "infinity": [
    spec("learningRate: §.inf"),
    "must be a number over 0: found Inf",
  ],
  "a rate that is too large": [
    spec("learningRate: §1.0e30"),
    "must be a number over 0: found 1e+30, which is larger than 2^53 - 1",
  ],
  "not a number": [
    spec("learningRate: §.nan"),
    "must be a number over 0: found N",
  ],
  "a seed beyond 2^53": [
    spec("seed: §9007199254740993"),
    "must be a whole number from 0 to 2^53 - 1: found 9007199254740992",
  ],
  "__proto__ as a key": [
    spec("§__proto__: { epochs: 2 }"),
    "unknown key, must be one of version, name,",
  ],
  "constructor as a key": [
    spec("layers: [{ units: 10, §constructor: 1 }]"),
    "unknown key, must be one of name, type,",
  ],
  "constructor as a value": [
    spec("dataset: §constructor"),
    'found "constructor"',
  ],
  "toString as a type": [
    spec("optimizer: { type: §toString }"),
    'found "toString"',
  ],
  "a path out of runs/": [
    spec("name: §../evil"),
    'must be 1 to 48 characters (letters, digits, "-" or "_")',
  ],
  "a Windows path whose backslash starts a numeric escape": [
    spec('dataset: { csv: "C:§\\Users\\me\\new.csv", label: kind }'),
    "must be a YAML escape: found \\U; in double quotes a backslash starts an " +
    "escape, so write a Windows path in single quotes, without quotes, or with / between folders",
  ],
  "a Windows path whose backslash does not start an escape": [
    spec('dataset: { csv: "data§\\data.csv", label: kind }'),
    "must be a YAML escape: found \\d; in double quotes a backslash",
  ],
  "a Windows path in JSON": [
    '{"dataset": {"csv": "C:§\\xyz.csv", "label": "kind"}}',
    "must be a YAML escape: found \\x; in double quotes a backslash",
  ],
  "a path with a tab": [
    spec('dataset: { csv: §"data\\table.csv", label: kind }'),
    'must be the path of a file: found "data\\table.csv", in which \\t is a control ' +
    "character; in double quotes a backslash starts an escape, so write",
  ],
  "a path with a line feed": [
    spec('dataset: { csv: §"C:\\new\\a.csv", label: kind }'),
    "in which \\n is a control character; in double quotes",
  ],
  "a path with a paragraph separator": [
    spec('dataset: { csv: §"files\\Plan.csv", label: kind }'),
    "in which \\u2029 is a control character; in double quotes",
  ],
  "a path of IDX files with a bell": [
    spec('dataset: { idx: { train: { images: a, labels: §"data\\a" } } }'),
    "in which \\u0007 is a control character; in double quotes",
  ],
  "more memory than the limit": [
    spec("layers: [{ units: 10000 }, { units: §100000 }, { units: 10 }]"),
    "must be smaller, since training must fit in 1 GiB of memory: found 1001750010 parameters",
  ],
};

Deno.test("parseSpec() refuses texts and values outside the limits, and reports their position", async (t) => {
  for (const [name, [form, message]] of Object.entries(refused)) {
    await t.step(name, () => {
      const { text, places: [place] } = marked(form);
      const { issues } = assertThrows(() => parseSpec(text), SpecError);
      const at = issues.find(({ line, column }) =>
        `${line}:${column}` === place
      );
      assertStringIncludes(at?.message ?? JSON.stringify(issues), message);
    });
  }
});

Deno.test("parseSpec() accepts values exactly at the limits", async (t) => {
  const taken: Record<string, string> = {
    "a million epochs": spec("epochs: 1000000"),
    "a seed of 2^53 - 1": spec("seed: 9007199254740991"),
    "48 letters": spec(`name: ${"n".repeat(48)}`),
    "256 layers": spec(
      `layers: [${"{ units: 1 }, ".repeat(255)}{ units: 10 }]`,
    ),
    "an alias": spec("layers: [&l { units: 10 }, *l]"),
    "an octal number in quotes": spec('name: "017"'),
    "1e-3": spec("learningRate: 1e-3"),
    "the end of a document": `---\n${spec("epochs: 1")}\n...\n`,
    "a long comment": `#${"#".repeat(2 ** 19 - 500)}\n${spec("epochs: 1")}`,
  };
  for (const [name, text] of Object.entries(taken)) {
    await t.step(name, () => assertEquals(parseSpec(text).version, 1));
  }
});

Deno.test("parseSpec() accepts a Windows path in each correct form", async (t) => {
  const path = "C:\\Users\\new\\table.csv";
  const forms = [
    `'${path}'`,
    path,
    JSON.stringify(path),
    path.replaceAll("\\", "/"),
  ];
  for (const form of forms) {
    await t.step(form, () => {
      const text = spec(
        `dataset:\n  csv: ${form}\n  label: kind\nloss: crossEntropy`,
      );
      const { dataset } = parseSpec(text);
      const { csv } = dataset as { csv: string };
      assertEquals(csv.replaceAll("/", "\\"), path);
    });
  }
});

Deno.test("checkSpec() refuses values of a program that no text contains", async (t) => {
  const own = {
    name: "own",
    inputs: { units: 2 },
    layers: [{ units: 1 }],
    learningRate: 0.1,
    epochs: 1,
  };
  assertEquals(checkSpec(own).version, 1);
  const cases: Record<string, [spec: unknown, message: string]> = {
    "a function": [
      { ...own, epochs: () => 1 },
      "epochs: must be a whole number",
    ],
    "a bigint": [{ ...own, epochs: 1n }, "epochs: must be a whole number"],
    "a symbol": [{ ...own, name: Symbol("own") }, "name: must be 1 to 48"],
    "a date": [{ ...own, name: new Date(0) }, "name: must be 1 to 48"],
    "an inherited field": [
      Object.assign(Object.create({ epochs: 1 }), {
        ...own,
        epochs: undefined,
      }),
      "epochs: is missing",
    ],
    "nothing": [
      undefined,
      "must be a mapping of keys to values: found nothing",
    ],
    "a list": [[], "must be a mapping of keys to values: found []"],
  };
  for (const [name, [value, message]] of Object.entries(cases)) {
    await t.step(name, () => {
      const error = assertThrows(() => checkSpec(value), SpecError);
      assertStringIncludes(error.message, message);
    });
  }
});

Deno.test("readText() accepts at most 64 levels and 600,000 keys and values, with expanded aliases", async (t) => {
  const lists = (depth: number) => `${"[".repeat(depth)}1${"]".repeat(depth)}`;
  const ones = (count: number) => `${"1, ".repeat(count - 1)}1`;
  const forms: Record<string, [(n: number) => string, most: number]> = {
    "lists in brackets": [lists, 64],
    "lists of dashes": [(depth) => `${"- ".repeat(depth)}1`, 64],
    "mappings": [
      (depth) => `${"{ a: ".repeat(depth)}1${" }".repeat(depth)}`,
      64,
    ],
    "an alias inside 32 levels": [
      (depth) =>
        `a: &a ${lists(depth)}\nb: ${"[".repeat(31)}*a${"]".repeat(31)}`,
      32,
    ],
    // this rare form has no positions
    "a list after a key on its own line": [
      (depth) => `? a\n: ${lists(depth - 1)}`,
      64,
    ],
    // a mapping, a list of 500, and a list of 1,198 times 500 and more
    "aliases": [
      (more) =>
        `a: &a [${ones(499)}]\nb: [${"*a, ".repeat(1198)}${ones(more)}]`,
      600_000 - (1 + 500 + 1 + 1198 * 500),
    ],
    "aliases after a key on its own line": [
      (more) =>
        `? a\n: &a [${ones(499)}]\n? b\n: [${"*a, ".repeat(1198)}${
          ones(more)
        }]`,
      600_000 - (1 + 500 + 1 + 1198 * 500),
    ],
  };
  for (const [name, [text, most]] of Object.entries(forms)) {
    await t.step(name, () => {
      assertEquals(readText(text(most)).faults, []);
      assertEquals(readText(text(most + 1)).faults.length, 1);
    });
  }
  await t.step("half a million characters", () => {
    const text = (length: number) => "a: 1 #".padEnd(length, "#");
    assertEquals(readText(text(2 ** 19)).faults, []);
    assertEquals(readText(text(2 ** 19 + 1)).faults.length, 1);
  });
});

Deno.test("checkSpec() accepts a spec that needs exactly the memory limit, and otherwise reports batchSize if a smaller batch fits", () => {
  const size = { inputs: { units: 10 }, layers: [{ units: 10 }] };
  const own = {
    ...size,
    name: "own",
    learningRate: 0.1,
    epochs: 1,
    batchSize: 100,
  };
  const { memory } = networkSize(checkSpec(own));
  const path = (maxMemory: number, more: object = {}) => {
    try {
      checkSpec({ ...own, ...more }, { maxMemory });
      return undefined;
    } catch (error) {
      return (error as SpecError).issues[0].path;
    }
  };
  assertEquals(path(memory.total), undefined);
  assertEquals(path(memory.total - 1), "batchSize");
  const rest = memory.total - memory.batch;
  assertEquals([path(rest), path(rest - 1)], ["batchSize", "layers[0].units"]);
  assertEquals(path(rest, { batchSize: 1 }), "layers[0].units");
});
