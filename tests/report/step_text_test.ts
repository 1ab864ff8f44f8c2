import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
} from "@std/assert";
import { glassBox, type Step } from "../../lib/engine/mod.ts";
import { placesOf } from "../../lib/engine/reference/layer/windows.ts";
import { windowsOf } from "../../lib/layer/mod.ts";
import { placeOf } from "../../lib/report/_step_conv2d.ts";
import { stepText } from "../../lib/report/mod.ts";
import { compile, frame64, type SpecInput } from "../../mod.ts";

/**
 * The first step of a network with the given parameters, at learning rate 1.
 */
function look(
  { shape, layers, numbers, inputs, targets }: {
    readonly shape: number[];
    readonly layers: SpecInput["layers"];
    readonly numbers: number[];
    readonly inputs: number[][];
    readonly targets: number[][];
  },
): Step {
  const { plan } = compile({
    ...{ name: "step", inputs: { shape }, layers, loss: "mse" },
    ...{ learningRate: 1, epochs: 1, precision: "float64" },
    batchSize: inputs.length,
  });
  let seen: Step | undefined;
  const which = { step: 1, example: 1, epochs: 1 };
  const program = glassBox(which, (step) => seen = step).program(
    plan,
    Float64Array.from(numbers),
    { inputs: frame64(inputs), targets: frame64(targets) },
  );
  const sums = { loss: 0, correct: 0, examples: 0 };
  program.train(Uint32Array.from(inputs.keys()), 1, sums);
  assert(seen);
  return seen;
}

const output = { name: "output", units: 1, activation: "identity" } as const;
const row = { name: "row", type: "flatten" } as const;
const conv = {
  name: "edges",
  type: "conv2d",
  filters: 1,
  kernelSize: 2,
  activation: "identity",
} as const;

/**
 * By hand:
 *
 *   image   1 0 2    filter   1/2 1/4    bias 1/4
 *           0 1 1            -1/4 1/2
 *   windows  1 0 / 0 1: 1/2 + 1/2 + 1/4 = 5/4
 *            0 2 / 1 1: 1/2 - 1/4 + 1/2 + 1/4 = 1
 *   output   5/4 - 1 = 1/4, target 0: loss 1/16, error 2/4 = 1/2
 *   errors of the windows   1/2 and -1/2
 *   gradients 1/2 * 1 - 1/2 * 0 = 1/2   1/2 * 0 - 1/2 * 2 = -1
 *            1/2 * 0 - 1/2 * 1 = -1/2  1/2 * 1 - 1/2 * 1 = 0    bias 1/2 - 1/2 = 0
 */
const one = {
  shape: [2, 3, 1],
  layers: [conv, row, output],
  numbers: [1 / 2, 1 / 4, -1 / 4, 1 / 2, 1 / 4, 1, -1, 0],
  inputs: [[1, 0, 2, 0, 1, 1]],
  targets: [[0]],
};

Deno.test("stepText() shows the computation of one window of a convolution, and of the gradient of one weight", () => {
  const [, edges, flat] = stepText(look(one)).split("\n\n");
  assertEquals(
    edges,
    `\
edges: 1 identity filter over 2 windows of 2 x 2 x 1 inputs
  output                          z      f(z)     f'(z)      dL/dz
  row 1 column 1 filter 1  1.250000  1.250000  1.000000   0.500000
  row 1 column 2 filter 1  1.000000  1.000000  1.000000  -0.500000
a convolution applies one dense layer to each window; the next table shows the window of row 1 column 1 filter 1
  weight                               input         x     weight  x * weight
  row 1 column 1 -> filter 1  row 1 column 1  1.000000   0.500000    0.500000
  row 1 column 2 -> filter 1  row 1 column 2  0.000000   0.250000    0.000000
  row 2 column 1 -> filter 1  row 2 column 1  0.000000  -0.250000    0.000000
  row 2 column 2 -> filter 1  row 2 column 2  1.000000   0.500000    0.500000
  bias -> filter 1                                                   0.250000
  z, their sum                                                       1.250000
  f(z)                                                               1.250000
  f'(z)                                                              1.000000
  dL/dz                                                              0.500000
the gradient of one weight is a sum over windows; the next table shows this sum for the weight row 1 column 2 -> filter 1
  window                    x      dL/dz  x * dL/dz
  row 1 column 2     2.000000  -0.500000  -1.000000
  other windows (1)                        0.000000
  their sum                               -1.000000
  weight                         before      dL/dw     after
  row 1 column 1 -> filter 1   0.500000   0.500000  0.000000
  row 1 column 2 -> filter 1   0.250000  -1.000000  1.250000
  row 2 column 1 -> filter 1  -0.250000  -0.500000  0.250000
  row 2 column 2 -> filter 1   0.500000   0.000000  0.500000
  bias -> filter 1             0.250000   0.000000  0.250000`,
  );
  assertEquals(flat, "row: 1 x 2 x 1 as a row of 2 numbers, unchanged");
});

/**
 * The second image is all 0. Its output is 1/4 - 1/4 = 0, which equals its
 * target.
 */
Deno.test("stepText() shows the mean gradient of a batch next to that of the example", () => {
  const inputs = [...one.inputs, [0, 0, 0, 0, 0, 0]];
  const text = stepText(look({ ...one, inputs, targets: [[0], [0]] }));
  const lines = text.split("\n").filter((line) =>
    /^ +their sum|the mean of|column 2 -> filter 1 +0.25.*-/.test(line)
  );
  assertEquals(lines.map((line) => line.trim().replaceAll(/ +/g, " ")), [
    "their sum -1.000000",
    "dL/dw, the mean of this sum over 2 examples -0.500000",
    "row 1 column 2 -> filter 1 0.250000 -0.500000 0.750000",
  ]);
});

Deno.test("stepText() sums the inputs of a window, and the windows, that it does not list", () => {
  const text = stepText(look(one), { limit: 1 });
  for (
    const [line, found] of [
      ["other inputs \\(3\\)", "0.500000"],
      ["z, their sum", "1.250000"],
      ["other windows \\(1\\)", "0.000000"],
    ]
  ) {
    assertEquals(
      text.match(new RegExp(`  ${line} +(\\S+)`))?.[1],
      found,
      line,
    );
  }
});

Deno.test("stepText() prints numbers of a convolution that match their printed sums, within 1e-5", () => {
  const size = { filters: 3, kernelSize: [2, 3], strides: [2, 1] } as const;
  const layers: SpecInput["layers"] = [
    { type: "conv2d", filters: 2, kernelSize: 1, activation: "tanh" },
    { type: "conv2d", ...size, padding: "same", activation: "tanh" },
    row,
    output,
  ];
  const inputs = { shape: [5, 4, 1] };
  const { plan, parameters } = compile({
    ...{ name: "step", inputs, layers, loss: "mse", seed: 3 },
    ...{ learningRate: 1, epochs: 1 },
  });
  assertEquals(plan.layers[1].output, [3, 4, 3]);
  const text = stepText(look({
    ...{ shape: [5, 4, 1], layers, numbers: [...parameters] },
    inputs: [Array.from({ length: 20 }, (_, i) => (i * 7 % 20) / 20)],
    targets: [[0.5]],
  }));
  const [, , edges] = text.split("\n\n");
  const lines = edges.split("\n").map((line) => line.trim().split(/ {2,}/));
  const from = (start: string) =>
    lines.findIndex(([first]) => first.startsWith(start));
  const last = (line: string[]) => Number(line.at(-1));
  const sum = (start: number, end: number) =>
    lines.slice(start, end).reduce((sum, line) => sum + last(line), 0);

  const window = from("a convolution"), z = from("z, their sum");
  assertAlmostEquals(sum(window + 2, z), last(lines[z]), 1e-5);
  assertEquals(z - window - 2, 2 * 3 * 2 + 1); // a line for each weight, and one for the bias
  for (const [, at, x] of lines.slice(window + 2, z)) {
    if (at === "outside") assertEquals(Number(x), 0);
  }
  const start = from("the gradient"), end = from("their sum");
  assertAlmostEquals(sum(start + 2, end), last(lines[end]), 1e-5);
  const [, weight] = /shows this sum for the weight (.*)$/.exec(
    lines[start][0],
  )!;
  const [, , dWeight] = lines.slice(end).find(([name]) => name === weight)!;
  assertEquals(Number(dWeight), last(lines[end]));
  assertNotEquals(dWeight, "0.000000");
});

/**
 * By hand, for the image 1 2 / 3 4: the largest inputs of the rows are 2 and 4.
 * Subtract their mean 3, and divide by sqrt(1 + epsilon 3) = 2: -1/2 and 1/2.
 * The output is the first number, with the target 0: error -1. Gradients: gamma
 * -1 * -1/2 = 1/2, beta -1. Gradients of the pooling layer: 1/2 (-1 + 1/2 + 1/2
 * * 1/4) = -3/16 for the first output, and 3/16 for the second.
 */
Deno.test("stepText() shows which input receives the gradient of a max pooling layer, and inputs next to normalized numbers", () => {
  const text = stepText(look({
    shape: [2, 2, 1],
    layers: [
      { name: "pool", type: "maxPool2d", poolSize: [1, 2] },
      { name: "norm", type: "batchNorm", epsilon: 3 },
      row,
      output,
    ],
    numbers: [1, 0, 1, 0, 0, 0, 1],
    inputs: [[1, 2, 3, 4]],
    targets: [[0]],
  }));
  assertEquals(
    text.split("\n\n").slice(1, 3).join("\n\n"),
    `\
pool: the largest input of each window of 1 x 2; only this input receives the window's dL/dz
  output              largest at         z      dL/dz
  row 1 column 1  row 1 column 2  2.000000  -0.187500
  row 2 column 1  row 2 column 2  4.000000   0.187500

norm: z = gamma * (each channel - its mean over the batch) / its standard deviation over the batch + beta; f is identity
  output                 x          z       f(z)     f'(z)      dL/dz
  row 1 column 1  2.000000  -0.500000  -0.500000  1.000000  -1.000000
  row 2 column 1  4.000000   0.500000   0.500000  1.000000   0.000000
  parameter             before      dL/dw     after
  gamma of channel 1  1.000000   0.500000  0.500000
  beta of channel 1   0.000000  -1.000000  1.000000`,
  );
});

/** The mean of 1 2 / 3 4 is 5/2, and the target is 2: error 2 * 1/2. */
Deno.test("stepText() shows the gradient that an average pooling layer passes back", () => {
  const text = stepText(look({
    shape: [2, 2, 1],
    layers: [{ name: "pool", type: "avgPool2d" }, row, output],
    numbers: [1, 0],
    inputs: [[1, 2, 3, 4]],
    targets: [[2]],
  }));
  assertEquals(
    text.split("\n\n")[1],
    `\
pool: the mean of each window of 2 x 2; each of its 4 inputs receives dL/dz / 4
  output                 z     dL/dz
  row 1 column 1  2.500000  1.000000`,
  );
});

Deno.test("placeOf() is the position at which the reference engine has each number of a window", async (t) => {
  for (
    const [size, strides, padding] of [
      [3, 1, "same"],
      [[2, 3], [3, 2], "same"],
      [[3, 2], 2, "valid"],
    ] as const
  ) {
    await t.step(`${size} by ${strides}, ${padding}`, () => {
      const windows = windowsOf({ size, strides, padding }, [7, 5, 2]);
      const taps = windows.rows.size * windows.columns.size;
      const count = windows.rows.output * windows.columns.output;
      const found = Array.from({ length: count * taps }, (_, n) => ({
        window: Math.floor(n / taps),
        tap: n % taps,
        place: placeOf(windows, Math.floor(n / taps), 2 * (n % taps) + 1),
      })).filter(({ place }) => place !== undefined);
      const expected = placesOf(windows).map(({ place, ...at }) => ({
        ...at,
        place: 2 * place + 1,
      }));
      assertEquals(found, expected);
    });
  }
});
