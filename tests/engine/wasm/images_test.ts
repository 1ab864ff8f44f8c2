import { assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { reference } from "../../../lib/engine/reference/mod.ts";
import { frame } from "../../../lib/frame.ts";
import { WasmProgram } from "../../../lib/engine/wasm/program.ts";
import { mayShare } from "../../../lib/engine/wasm/thread/threads.ts";
import { planLayers, sizeOf } from "../../../lib/layer/mod.ts";
import { type Plan, planNetwork } from "../../../lib/network/mod.ts";
import { random } from "../../../lib/random.ts";
import type { LayerSpec, Precision, Shape } from "../../../mod.ts";
import { needing } from "../../_needing.ts";
import { examplesOf, OPTIMIZERS, parametersOf } from "../cases.ts";
import { BOUND, distance, none } from "../contract.ts";

/** The random choices for a network on images. */
interface Drawn {
  readonly image: Shape;
  readonly draws: readonly Draw[];
  readonly hidden: boolean;
  readonly batchSize: number;
  readonly optimizer: number;
  readonly threads: number;
}

/** The random choices for a layer. Sizes are limited to those of the image. */
interface Draw {
  readonly type:
    | "conv2d"
    | "maxPool2d"
    | "avgPool2d"
    | "batchNorm"
    | "layerNorm";
  readonly sizes: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly filters: number;
  readonly same: boolean;
  readonly dropped: boolean;
}

const pairOf = (most: number) =>
  fc.tuple(
    fc.integer({ min: 1, max: most }),
    fc.integer({ min: 1, max: most }),
  );

const networks: fc.Arbitrary<Drawn> = fc.record({
  image: fc.tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom(1, 2, 3, 5, 8),
  ),
  draws: fc.array(
    fc.record({
      type: fc.constantFrom(
        ...["conv2d", "conv2d", "maxPool2d", "avgPool2d"] as const,
        ...["batchNorm", "layerNorm"] as const,
      ),
      sizes: pairOf(4),
      strides: pairOf(3),
      filters: fc.constantFrom(1, 2, 3, 4, 6, 8, 9, 17, 35),
      same: fc.boolean(),
      dropped: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  hidden: fc.boolean(),
  batchSize: fc.constantFrom(1, 2, 3, 7, 32),
  optimizer: fc.nat(OPTIMIZERS.length - 1),
  threads: fc.integer({ min: 1, max: 4 }),
});

/**
 * Convolutions before max pooling layers, whose gradients are lists of
 * positions. The images are padded with zeros.
 */
const LISTED: Drawn = {
  image: [9, 8, 3],
  draws: ([5, 35] as const).flatMap((filters) => [
    {
      ...{ type: "conv2d", sizes: [3, 4], strides: [1, 1], filters } as const,
      ...{ same: true, dropped: false },
    },
    {
      ...{ type: "maxPool2d", sizes: [2, 2], strides: [2, 2] } as const,
      ...{ filters, same: false, dropped: filters === 5 },
    },
  ]),
  ...{ hidden: false, batchSize: 32, optimizer: 0, threads: 3 },
};

/** The layers of a random network, with windows that fit their inputs. */
function layersOf({ image, draws, hidden }: Drawn): LayerSpec[] {
  const layers: LayerSpec[] = [];
  let shape = image;
  for (const [l, { type, sizes, ...draw }] of draws.entries()) {
    if (type === "layerNorm" && shape[2] === 1) continue; // it would be refused
    const name = `layer${l}`;
    const size = sizes.map((size, n) => Math.min(size, shape[n]));
    const padding = draw.same ? "same" as const : "valid" as const;
    const strides = draw.strides, dropout = draw.dropped ? 0.3 : undefined;
    const activation = (["tanh", "gelu", "sigmoid"] as const)[l % 3];
    const norm = { name, activation, epsilon: 0.1 };
    const layer: LayerSpec = type === "conv2d"
      ? {
        ...{ name, type, filters: draw.filters, kernelSize: size, strides },
        ...{ padding, activation, dropout },
        ...{ initializer: "heNormal", biasInitializer: "zeros" },
      }
      : type === "maxPool2d"
      ? { name, type, poolSize: size, strides, padding, dropout }
      : type === "avgPool2d"
      ? { name, type, poolSize: size, strides, dropout }
      : { type, ...norm };
    layers.push(layer);
    shape = planLayers([layer], shape)[0].output;
  }
  const dense = {
    type: "dense",
    initializer: "lecunNormal",
    biasInitializer: "zeros",
  } as const;
  const wide = { ...dense, name: "hidden", units: 65, activation: "relu" };
  return [
    ...layers,
    { type: "flatten", name: "flatten" },
    ...hidden ? [wide as LayerSpec] : [],
    { ...dense, name: "output", units: 3, activation: "softmax" },
  ];
}

function planOf(drawn: Drawn, precision: Precision): Plan {
  return planNetwork({
    layers: layersOf(drawn),
    loss: { type: "crossEntropy", reduction: "mean" },
    optimizer: OPTIMIZERS[drawn.optimizer],
    batchSize: drawn.batchSize,
    inputs: { scale: [0, 1], shape: drawn.image },
    precision,
  }, sizeOf(drawn.image));
}

/** The examples of a random network. */
function examples({ image, batchSize }: Drawn) {
  return examplesOf({
    ...{ sizes: [sizeOf(image), 3], examples: 33, batchSize },
    ...{ hidden: "tanh", output: "softmax", optimizer: OPTIMIZERS[0] },
    ...{ loss: { type: "crossEntropy", reduction: "mean" } },
    ...{ sparse: false, bytes: false },
  }, random(5, "images"));
}

const words = (drawn: Drawn) => JSON.stringify(drawn);

Deno.test("networks of any layers on images train like on the reference engine, within 2e-5", () => {
  fc.assert(
    fc.property(networks, (drawn) => {
      const plan = planOf(drawn, "float32"), all = examples(drawn);
      const parameters = parametersOf(plan, random(6, "images"));
      const order = Uint32Array.from({ length: 33 }, (_, n) => n);
      const run = (program: ReturnType<typeof reference.program>) => {
        const batch = order.subarray(0, Math.min(drawn.batchSize, 33));
        const { gradient, loss } = program.gradient(batch);
        const sums = none();
        program.train(order, 0.01, sums, 1);
        const { data } = program.predict(all.inputs);
        program.close();
        return { gradient, loss: Float64Array.of(loss), data };
      };
      const right = run(
        reference.program(planOf(drawn, "float64"), parameters, all),
      );
      const found = run(new WasmProgram(plan, parameters, all, { threads: 1 }));
      for (const key of ["loss", "gradient", "data"] as const) {
        const far = distance(found[key], right[key]);
        assertLessOrEqual(far, BOUND, `${key} of ${words(drawn)}`);
      }
    }),
    { numRuns: 150, seed: 17, examples: [[LISTED]] },
  );
});

Deno.test({
  ...needing(
    "networks of any layers on images have the same bits on 1, 2, 3 and 8 threads",
    mayShare() ? "" : "no threads here",
  ),
  async fn() {
    await fc.assert(
      fc.asyncProperty(networks, async (drawn) => {
        const plan = planOf(drawn, "float32"), all = examples(drawn);
        const parameters = parametersOf(plan, random(6, "images"));
        const order = Uint32Array.from({ length: 33 }, (_, n) => n);
        const run = async (threads: number) => {
          const program = new WasmProgram(plan, parameters, all, { threads });
          await program.ready;
          for (let epoch = 1; epoch <= 3; epoch++) {
            program.train(order, 0.01, none(), epoch);
          }
          const found = program.parameters();
          program.close();
          return found;
        };
        const one = await run(1);
        for (const threads of [2, 3, 8]) {
          assertEquals(await run(threads), one, `${threads}: ${words(drawn)}`);
        }
      }),
      { numRuns: 25, seed: 17, examples: [[LISTED]] },
    );
  },
});

Deno.test("a convolution that skips tiles of zeros computes the same bits as one that does not", () => {
  const size = 9, rows = size * size + 1;
  for (const kernelSize of [3, 5]) {
    for (const [channels, padding] of [[1, "valid"], [3, "same"]] as const) {
      const plan = planNetwork({
        layers: [
          {
            ...{ type: "conv2d", name: "conv", filters: 6, kernelSize },
            ...{ strides: [1, 1], padding, activation: "identity" },
            ...{ initializer: "heNormal", biasInitializer: "zeros" },
          },
          { type: "flatten", name: "flatten" },
          {
            ...{ type: "dense", name: "output", units: 3 },
            ...{ initializer: "lecunNormal", biasInitializer: "zeros" },
            activation: "softmax",
          },
        ],
        loss: { type: "crossEntropy", reduction: "mean" },
        ...{ optimizer: OPTIMIZERS[0], batchSize: rows },
        inputs: { scale: [0, 1], shape: [size, size, channels] },
        precision: "float32",
      }, size * size * channels);
      const columns = plan.inputs;
      // one image of zeros, and one image with a single pixel for each position
      const data = new Float32Array(rows * columns);
      for (let row = 1; row < rows; row++) {
        data[row * columns + (row - 1) * channels + row % channels] = row;
      }
      const targets = new Float32Array(3 * rows);
      for (let row = 0; row < rows; row++) targets[3 * row + row % 3] = 1;
      const all = {
        inputs: { rows, columns, data },
        targets: { rows, columns: 3, data: targets },
      };
      const parameters = parametersOf(plan, random(6, "images"));
      const order = Uint32Array.from({ length: rows }, (_, n) => n);
      const [skips, whole] = [true, false].map((sparse) => {
        const options = { threads: 1, sparse };
        const program = new WasmProgram(plan, parameters, all, options);
        const { gradient } = program.gradient(order);
        program.train(order, 0.1, none(), 1);
        const found = [gradient, program.parameters()];
        program.close();
        return found;
      });
      assertEquals(skips, whole, `${kernelSize} ${channels} ${padding}`);
    }
  }
});

Deno.test("maxPool2d passes the gradient to the largest input, bit for bit", () => {
  const initial = {
    initializer: "lecunNormal",
    biasInitializer: "zeros",
    activation: "identity",
  } as const;
  const plan = planNetwork({
    layers: [
      {
        ...{ ...initial, type: "conv2d", name: "a", filters: 1 },
        ...{ kernelSize: 1, strides: 1, padding: "valid" },
      },
      { type: "maxPool2d", name: "b", poolSize: 2, padding: "valid" },
      { type: "flatten", name: "c" },
      { ...initial, type: "dense", name: "d", units: 1 },
    ],
    loss: { type: "mse", reduction: "sum" },
    inputs: { scale: [0, 1], shape: [2, 2, 1] },
    ...{ batchSize: 1, precision: "float32" },
  }, 4);
  const odd = 1 + 2 ** -23; // the last bit of the mantissa is 1
  for (let place = 0; place < 4; place++) {
    const inputs = frame([[0.5, 0.25, -1, 0.75]]);
    inputs.data[place] = odd;
    // the weights are 1 and the biases 0, so the output is the largest input
    const parameters = Float32Array.of(1, 0, 1, 0);
    const program = new WasmProgram(plan, parameters, {
      ...{ inputs, targets: frame([[0]]) },
    });
    program.train(Uint32Array.of(0), 1, { loss: 0, correct: 0, examples: 0 });
    const [weight, bias, , last] = program.parameters();
    program.close();
    // both biases have the same gradient; the gradient of the weight is that of
    // the bias times the input
    assertEquals(bias, last);
    assertEquals(Math.abs(bias / odd) % 1, 0);
    assertEquals(weight, Math.fround(1 + Math.fround(bias * odd)));
  }
});
