import { assert, assertEquals, assertMatch } from "@std/assert";
import { PbfReader } from "pbf";
import {
  type ActivationName,
  compile,
  exportJs,
  exportOnnx,
  type LossInput,
  type Mlp,
} from "../../mod.ts";
import { classifyLines, usageLines } from "../../lib/export/mod.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { COMMAND, needing } from "../_needing.ts";

const columns = [
  { name: "area", mean: 61.7, deviation: 18.2 },
  { name: "built on", mean: 20_000.3, deviation: 900, date: "days" },
  { name: "seen", mean: 1.7e9 + 0.4, deviation: 20, date: "seconds" },
  { name: 'a\n"b"', categories: ["no", "so-so", "yes"] },
] as const;

/** A network for a table with these columns. */
function table(
  label: string | string[],
  units: number,
  loss: LossInput,
  fitted: Partial<Mlp["fitted"]> = {},
  activation?: ActivationName,
): Mlp {
  const mlp = compile({
    name: "flats",
    dataset: {
      ...{ csv: "flats.csv", label },
      columns: { "built on": "date", seen: "date" },
    },
    layers: [{ units, ...(activation && { activation }) }],
    loss,
    learningRate: 1,
    epochs: 1,
  }, { inputs: 6 });
  mlp.fitted = { columns, ...fitted };
  return mlp;
}

const digits = compile({
  name: "digits",
  dataset: "digits",
  layers: [{ units: 10, activation: "softmax" }],
  loss: "crossEntropy",
  learningRate: 1,
  epochs: 1,
});

/** A network for images with one or three channels. */
const filters = (channels: number) =>
  compile({
    name: "filters",
    inputs: { shape: [4, 5, channels] },
    layers: [
      { type: "conv2d", filters: 2, kernelSize: 3 },
      { type: "flatten" },
      { units: 2, activation: "softmax" },
    ],
    loss: "crossEntropy",
    learningRate: 1,
    epochs: 1,
  });

const xor = compile({
  name: "xor",
  dataset: { inputs: [[0, 1], [1, 1]], labels: [[1], [0]] },
  layers: [{ units: 1 }],
  learningRate: 1,
  epochs: 1,
});

const flat = "area, built on (days since 1970), seen (seconds since 1970), " +
  'a\\u000a"b"=no, a\\u000a"b"=so-so, a\\u000a"b"=yes; names are one-hot encoded: 1 for the name in the cell, 0 for all other names';
const ten = [..."0123456789"].join(", ");

/**
 * Networks with the expected texts: the row and the output in JavaScript, and
 * the input and the output in ONNX.
 */
const cases: [
  name: string,
  mlp: Mlp,
  row: string,
  said: string,
  input: string,
  output: string,
][] = [
  [
    "two classes in one output",
    table("kind", 1, "binaryCrossEntropy", { classes: ["cheap", "dear"] }),
    "area (number), built on (date), seen (date), ",
    "{ class, probabilities }: cheap, dear",
    flat,
    "the probability of the class dear; the other class is cheap",
  ],
  [
    "independent labels",
    table(["new", "used"], 2, "binaryCrossEntropy"),
    "area (number)",
    "{ labels, probabilities }: new, used",
    flat,
    "the probability of each label: new, used",
  ],
  [
    "a number",
    table("rent", 1, "mse", {
      labels: [{ mean: 800, deviation: 250 }],
    }, "identity"),
    "area (number)",
    "{ values }: rent, in the unit of the label",
    flat,
    "rent, in the unit of the label",
  ],
  [
    "classes that are no probabilities",
    table("kind", 2, "mse", { classes: ["a", "b"] }, "tanh"),
    "area (number)",
    "{ class, outputs }: a, b",
    flat,
    "a score for each class (a, b); the predicted class has the largest score",
  ],
  [
    "images",
    digits,
    "bytes from 0 to 255 of an image of 8 x 8, row by row",
    `{ class, probabilities }: ${ten}`,
    "bytes from 0 to 255 of an image of 8 x 8, row by row",
    `the probability of each class: ${ten}`,
  ],
  [
    "an image of numbers",
    filters(1),
    "20 numbers of an image of 4 x 5 x 1, row by row",
    "{ class, probabilities }: 0, 1",
    "20 numbers of an image of 4 x 5 x 1, row by row",
    "the probability of each class: 0, 1",
  ],
  [
    "an image of three channels",
    filters(3),
    "60 numbers of an image of 4 x 5 x 3, row by row, the channels of each pixel together",
    "{ class, probabilities }: 0, 1",
    "60 numbers of an image of 4 x 5 x 3, row by row, the channels of each pixel together",
    "the probability of each class: 0, 1",
  ],
  [
    "rows of the spec",
    xor,
    "2 numbers",
    "{ class, probabilities }: 0, 1",
    "2 numbers",
    "the probability of the class 1; the other class is 0",
  ],
];

Deno.test({
  ...needing(
    "the four example lines for an exported module run without changes",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      Deno.mkdirSync(`${folder}/my nets`);
      for (const [n, [name, mlp, row, said]] of cases.entries()) {
        await t.step(name, async () => {
          const path = `my nets/é%41#${n}?.js`;
          Deno.writeTextFileSync(`${folder}/${path}`, exportJs(mlp));
          const lines = usageLines(mlp, "js", path);
          assertEquals(lines.length, 4);
          assert(lines[1].includes(`; // ${row}`), lines[1]);
          assert(lines[2].endsWith(`// ${said}`), lines[2]);
          Deno.writeTextFileSync(`${folder}/call.js`, lines.join("\n"));
          const { code, stdout, stderr } = await new Deno.Command(
            Deno.execPath(),
            {
              args: ["run", "--no-prompt", "call.js"],
              cwd: folder,
              env: { NO_COLOR: "1" },
            },
          ).output();
          const [out, err] = [stdout, stderr]
            .map((bytes) => new TextDecoder().decode(bytes));
          assertEquals([code, err], [0, ""]);
          const { row: given } = await import(
            `data:text/javascript,${
              encodeURIComponent(`${lines[1]}\nexport { row };`)
            }`
          );
          assertEquals(out, `${Deno.inspect(mlp.predictRow(given))}\n`);
        });
      }
    }),
});

Deno.test("the four example lines for a canvas classify the drawing on it", async () => {
  const mlp = compile(digits.spec);
  assertEquals(classifyLines(xor, "model.js"), []);
  assertEquals(classifyLines(mlp, "model.js"), []); // the form of its images is not known
  mlp.fitted = { ...mlp.fitted, form: { ground: "dark" } };
  const lines = classifyLines(mlp, "runs/my digits/model.js");
  assertEquals(lines.length, 4);
  assertEquals(
    lines[0],
    'import { classify } from "./runs/my%20digits/model.js";',
  );
  assert(lines[3].endsWith(`// { class, probabilities }: ${ten}`), lines[3]);

  const [width, height] = [20, 30];
  const data = Uint8ClampedArray.from(
    { length: 4 * width * height },
    (_, i) => i % 4 === 3 || Math.floor(i / 4) % width > 12 ? 255 : 20,
  );
  const document = { // the parts of a web page that the lines use
    querySelector: (name: string) => ({
      ...{ name, width, height },
      getContext: () => ({
        getImageData: (
          _x: number,
          _y: number,
          width: number,
          height: number,
        ) => ({ width, height, data }),
      }),
    }),
  };
  const { classify } = await import(
    `data:text/javascript,${encodeURIComponent(exportJs(mlp))}`
  );
  const said: unknown[] = [];
  new Function("classify", "document", "console", lines.slice(1).join("\n"))(
    classify,
    document,
    { log: (answer: unknown) => said.push(answer) },
  );
  assertEquals(said, [mlp.classify({ width, height, data })]);
});

/** The strings and numbers in a message at a path of field numbers. */
function at(bytes: Uint8Array, ways: readonly number[]) {
  const strings: string[] = [], numbers: number[] = [];
  const read = (reader: PbfReader, depth: number, end: number) =>
    reader.readFields(
      (field) => {
        if (field !== ways[depth]) return;
        if (depth < ways.length - 1) {
          read(reader, depth + 1, reader.readVarint() + reader.pos);
        } else if (reader.type === 2) strings.push(reader.readString());
        else numbers.push(reader.readVarint());
      },
      undefined,
      end,
    );
  read(new PbfReader(bytes), 0, bytes.length);
  return { strings, numbers };
}

Deno.test("exportOnnx() and the four example lines in Python describe the inputs and the outputs", async (t) => {
  for (const [name, mlp, , , input, output] of cases) {
    await t.step(name, async () => {
      const bytes = await exportOnnx(mlp);
      // the path of fields: graph, input or output, doc_string
      assertEquals(at(bytes, [7, 11, 3]).strings, [input]);
      assertEquals(at(bytes, [7, 12, 3]).strings, [output]);
      const { numbers: [type] } = at(bytes, [7, 11, 2, 1, 1]);
      const [imports, rows, run, print] = usageLines(mlp, "onnx", "a b.onnx");
      assertEquals(imports, "import numpy, onnxruntime");
      const [, zeros, list, dtype, what] =
        /^rows = numpy\.(?:zeros\(\(1, (\d+)\)|array\(\[\[(.*)\]\]), "(\w+)"\) {2}# (.*)$/
          .exec(rows)!;
      const width = zeros ?? list.split(", ").map(Number).length;
      assertEquals(Number(width), mlp.plan.inputs);
      assertEquals(dtype, type === 11 ? "float64" : "float32");
      assertEquals(what, input);
      assertEquals(
        run,
        '[output] = onnxruntime.InferenceSession("a b.onnx").run(None, {"input": rows})',
      );
      assertEquals(
        print,
        `print(output)  # one output row for each input row: ${output}`,
      );
    });
  }
});

Deno.test("exportOnnx() puts the names of classes or labels into the metadata", async () => {
  const entries = async (n: number) => {
    const bytes = await exportOnnx(cases[n][1]);
    const keys = at(bytes, [14, 1]).strings,
      values = at(bytes, [14, 2]).strings;
    return Object.fromEntries(
      keys.map((key, k) => [key, JSON.parse(values[k])]),
    );
  };
  assertEquals((await entries(0)).labels, ["cheap", "dear"]);
  assertEquals((await entries(cases.length - 1)).labels, ["0", "1"]);
  assertEquals((await entries(2)).outputs, ["rent"]);
  assertEquals((await entries(1)).outputs, ["new", "used"]);
  assertEquals((await entries(1)).columns, columns);
});

Deno.test("the row in the four example lines has values near the means of its columns", () => {
  const [, line] = usageLines(cases[0][1], "js", "a.js");
  assertMatch(
    line,
    /^const row = \{ area: 60, "built on": "2024-10-04", seen: "2023-11-14T22:13:20", "a\\n\\"b\\"": "no" \}; /,
  );
  const mlp = table("kind", 1, "binaryCrossEntropy");
  const share = { name: "share", mean: 0.1234, deviation: 0.05, percent: true };
  mlp.fitted = { classes: ["x", "y"], columns: [share] };
  assertMatch(
    usageLines(mlp, "js", "a.js")[1],
    /^const row = \{ share: "10%" \}; \/\/ share \(percentage\)$/,
  );
});

Deno.test("usageLines() has a row of zeros: a list of up to twenty numbers, and an array if there are more", () => {
  const row = (inputs: number) => {
    const layers = [{ units: 1 }];
    const mlp = compile(
      { name: "a", layers, learningRate: 1, epochs: 1 },
      { inputs },
    );
    return usageLines(mlp, "js", "a.js")[1].split("; ")[0];
  };
  assertEquals(row(2), "const row = [0, 0]");
  assertEquals(row(20), `const row = [${"0, ".repeat(19)}0]`);
  assertEquals(row(21), "const row = new Float32Array(21)");
});
