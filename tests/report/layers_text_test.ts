import { assert, assertEquals } from "@std/assert";
import { reference } from "../../lib/engine/mod.ts";
import { evaluate, layersText } from "../../lib/report/mod.ts";
import { compile, type Frame, frame, Mlp, type SpecInput } from "../../mod.ts";

/** A network with the given parameters on images of 3 x 3. */
function network(
  layers: SpecInput["layers"],
  numbers: readonly number[],
  inputs: SpecInput["inputs"] = { shape: [3, 3, 1] },
): Mlp {
  const { spec, plan } = compile({
    ...{ name: "edges", inputs, layers },
    ...{ loss: "crossEntropy", learningRate: 1, epochs: 1 },
  });
  assertEquals(numbers.length, plan.size);
  return new Mlp(spec, plan, Float32Array.from(numbers), reference);
}

const inputs: Frame = frame([
  [1, 0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 1, 0, 0],
]);

function textOf(
  mlp: Mlp,
  {
    color = false,
    width = 80,
    seen = inputs,
    targets = frame([[1, 0], [1, 0]]),
  } = {},
): string {
  const evaluation = evaluate(mlp, {
    ...{ name: "edges", inputs: seen, part: "test", sources: [] },
    ...{ classes: ["a", "b"], targets },
  });
  return layersText(mlp, evaluation, { color, width });
}

/**
 * By hand, of filters 1 0 / 0 -1 and -1 0 / 0.2 0:
 *
 *   first image   windows 1 0 / 0 0 and -1 0 / 0 0    pool 1, 0
 *                 output softmax(1, 0) = 0.731, 0.269
 *   second image  windows 0 0 / 0 0 and 0 0 / 0.2 0   pool 0, 0.2
 *                 output softmax(0, 0.2) = 0.450, 0.550
 */
const conv = network([
  {
    ...{ type: "conv2d", name: "edges", filters: 2, kernelSize: 2 },
    activation: "identity",
  },
  { type: "maxPool2d", name: "pool" },
  { type: "flatten", name: "row" },
  { units: 2, activation: "softmax" },
], [
  ...[1, -1, 0, 0, 0, 0.2, -1, 0], // [row][column][1][filter]
  ...[0, 0],
  ...[1, 0, 0, 1],
  ...[0, 0],
]);

Deno.test("layersText() draws filters, and a correct and a wrong example, each on one scale", () => {
  assertEquals(
    textOf(conv),
    `edges: weights of the first layer, 2 filters of 2 x 2 x 1
one scale for all images: "++" is 0.5 or more, "+" is 0.125 or more, "." is near
0, "-" is -0.125 or less, "--" is -0.5 or less
++ .   -- .
 .--    + .

right: test row 1, label a, guess a  0.73
input: 3 x 3 x 1
███
▀▀▀



edges: conv2d, 2 x 2 x 2, -1 to 1
++ .   -- .
 . .    . .
pool: maxPool2d, 1 x 1 x 2, 0 to 1
█▁
output: dense, 2, 0 to 0.731
█▄
ab

wrong: test row 2, label a, guess b  0.55
input: 3 x 3 x 1



███
▀▀▀
edges: conv2d, 2 x 2 x 2, -1 to 1
 . .    . .
 . .    + .
pool: maxPool2d, 1 x 1 x 2, 0 to 1
▁▂
output: dense, 2, 0 to 0.731
▅▆
ab`,
  );
});

Deno.test("layersText() draws outputs of both signs on one scale, from the smallest to the largest", () => {
  const mlp = network([
    { units: 3, activation: "identity", name: "signs" },
    { units: 2, activation: "softmax" },
  ], [
    ...[-1, 0, 0.8], // weights of the first pixel, for the three units
    ...Array(15).fill(0),
    ...[0, 0, -0.2], // weights of the seventh pixel
    ...Array(6).fill(0),
    ...[0, 0, 0],
    ...[-1, 0, 0, 0, 0, -1, 0, 0],
  ]);
  const outputs = textOf(mlp).split("\n")
    .filter((_, n, lines) => lines[n - 1] === "signs: dense, 3, -1 to 0.8");
  assertEquals(outputs, ["▁▅█", "▅▅▄"]); // steps of 1.8 / 7: 0, 3.9, 7; 3.9, 3.1
});

Deno.test("layersText() in color draws numbers above 0 blue, and numbers below 0 red", () => {
  const [, legend, first, second] = textOf(conv, { color: true }).split("\n");
  assertEquals(
    legend,
    "one color scale for all images: -1 is red, 0 is white, 1 is blue",
  );
  const blue = "\x1b[48;5;21m  ", red = "\x1b[48;5;196m  ";
  const white = "\x1b[48;5;231m  ", pale = "\x1b[48;5;189m  "; // 4 of 5 pale
  const end = "\x1b[0m";
  assertEquals(first, `${blue}${white}${end}   ${red}${white}${end}`);
  assertEquals(second, `${white}${red}${end}   ${pale}${white}${end}`);
});

Deno.test("layersText() shows the weights of units on images, and the number of omitted units", () => {
  const units = 9,
    first = Array.from({ length: 9 * units }, (_, n) => {
      const i = Math.floor(n / units), o = n % units;
      return i === o ? 1 : 0; // unit o has the weight 1 for pixel o
    });
  const mlp = network([{ units, activation: "relu" }, {
    units: 2,
    activation: "softmax",
  }], [...first, ...Array(9 + 18 + 2).fill(0)]);
  const [head, legend, _, ...rows] = textOf(mlp, { width: 32 }).split("\n");
  assertEquals(
    head,
    "hidden1: weights of the first layer, 9 units of 3 x 3 x 1",
  );
  assert(legend.startsWith("one scale for all images"));
  assertEquals(rows.slice(3, 7), [
    "++ . .    .++ .    . .++",
    " . . .    . . .    . . .",
    " . . .    . . .    . . .",
    "units 1 to 3, not shown: 6",
  ]);
});

Deno.test("layersText() draws one image per line if two do not fit", () => {
  const weights = Array.from({ length: 32 }, (_, n) => n === 0 ? 1 : 0);
  const layers = [{ units: 2, activation: "softmax" }] as const;
  const mlp = network(layers, [...weights, 0, 0], { shape: [4, 4, 1] });
  const seen = frame([Array(16).fill(0), Array(16).fill(0)]);
  const lines = textOf(mlp, { seen, width: 18 }).split("\n"); // two need 8 + 3 + 8
  const at = lines.indexOf("++ . . .");
  const row = " . . . .";
  assertEquals(lines.slice(at, at + 4), ["++ . . .", row, row, row]);
  assertEquals(lines[at + 4], "units 1 to 1, not");
});

Deno.test("layersText() prints the classes below the last outputs if each name is one character", () => {
  const blank = { train: frame([Array(9).fill(0), Array(9).fill(0)]) };
  const mlp = network([{ units: 2, activation: "softmax" }], Array(20).fill(0));
  const last = (classes: string[]) =>
    layersText(
      mlp,
      evaluate(mlp, {
        ...{ name: "a", inputs: blank.train, part: "test", sources: [] },
        ...{ classes, targets: frame([[1, 0], [1, 0]]) },
      }),
      { color: false, width: 80 },
    ).split("\n").at(-1);
  assertEquals(last(["a", "b"]), "ab");
  assertEquals(last(["cat", "dog"]), "██");
});

Deno.test("layersText() draws a correct example with the label of the wrong one", () => {
  const [a, b] = [[...inputs.data.subarray(0, 9)], [
    ...inputs.data.subarray(9),
  ]];
  const heads = (labels: number[][]) =>
    textOf(conv, { seen: frame([b, a, b]), targets: frame(labels) })
      .match(/^(right|wrong): [^,]*, label ., guess ./gm);
  assertEquals(heads([[0, 1], [1, 0], [1, 0]]), [ // predicted as b, a, b
    "right: test row 2, label a, guess a",
    "wrong: test row 3, label a, guess b",
  ]);
  assertEquals(heads([[0, 1], [0, 1], [1, 0]]), [ // no example of a is correct
    "right: test row 1, label b, guess b",
    "wrong: test row 2, label b, guess a", // confidence 0.73; the other mistake has 0.55
  ]);
  assertEquals(heads([[0, 1], [1, 0], [0, 1]]), [
    "right: test row 1, label b, guess b",
  ]);
});

Deno.test("layersText() shrinks large images, and draws the means of blocks", () => {
  const weights = Array(144 * 2).fill(0);
  weights[0] = 1; // weight of unit 1 for the first pixel: a mean of 1/4 over 2 x 2
  const layers = [{ units: 2, activation: "softmax" }] as const;
  const numbers = [...weights, 0, 0];
  const mlp = network(layers, numbers, { shape: [12, 12, 1] });
  const seen = frame([Array(144).fill(0), Array(144).fill(0)]);
  const [, , , first, second] = textOf(mlp, { seen }).split("\n");
  const blank = " . . . . . .";
  assertEquals([first, second], [
    ` + . . . . .   ${blank}`,
    `${blank}   ${blank}`,
  ]);
});

Deno.test("layersText() is empty if the inputs are not images", () => {
  const layers = [{ units: 2, activation: "softmax" }] as const;
  const mlp = network(layers, Array(20).fill(0), { units: 9 });
  assertEquals(textOf(mlp), "");
});
