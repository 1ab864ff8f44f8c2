import { assertLessOrEqual } from "@std/assert";
import { reference } from "../../../lib/engine/reference/mod.ts";
import { WasmProgram } from "../../../lib/engine/wasm/program.ts";
import { frame64 } from "../../../lib/frame.ts";
import { planNetwork } from "../../../lib/network/mod.ts";
import {
  checkSpec,
  type LayerSpec,
  type Numbers,
  type OptimizerInput,
  type Precision,
  type Shape,
} from "../../../mod.ts";
import {
  cases,
  cnn,
  cnnParameters,
  flat,
  layerOf,
  networks,
  type OracleCase,
  runs,
} from "../_layer_oracle.ts";
import { distance, none } from "../contract.ts";

const engines = {
  reference: [reference.program, "float64", 1e-12],
  wasm: [
    (...args: ConstructorParameters<typeof WasmProgram>) =>
      new WasmProgram(...args),
    "float32",
    2e-5,
  ],
} as const;

function planOf(
  activation: string,
  precision: Precision,
  optimizer: OptimizerInput = "sgd",
) {
  return planNetwork({
    layers: cnn(activation),
    loss: { type: "crossEntropy", reduction: "mean" },
    optimizer: checkSpec({
      ...{ name: "oracle", inputs: { units: 1 }, layers: [{ units: 1 }] },
      ...{ optimizer, learningRate: 1, epochs: 1 },
    }).optimizer,
    batchSize: "full",
    inputs: { scale: [0, 1], shape: [7, 7, 1] },
    precision,
  }, 49);
}

const rows = (all: readonly unknown[]) =>
  frame64(all.map((row) => flat(row as never)));

for (const [name, [program, precision, bound]] of Object.entries(engines)) {
  for (const c of networks.filter(({ name }) => name.startsWith("cnn"))) {
    Deno.test(`${name} gives PyTorch's outputs, loss and gradient of ${c.name}, within ${bound}`, () => {
      const inputs = rows(c.inputs), targets = rows(c.targets);
      const made = program(
        planOf(c.activation!, precision),
        cnnParameters(c.parameters),
        { inputs, targets },
      );
      const outputs = Float64Array.from(flat(c.outputs as never));
      assertLessOrEqual(distance(made.predict(inputs).data, outputs), bound);
      const order = Uint32Array.from(c.inputs.keys());
      const { loss, gradient } = made.gradient(order);
      assertLessOrEqual(Math.abs(loss - c.value) / c.value, bound);
      const right = cnnParameters(c.gradients);
      assertLessOrEqual(distance(gradient, right), bound);
      made.close();
    });
  }

  for (const run of runs.filter(({ network }) => network === "cnn")) {
    Deno.test(`${name} trains ${run.name} to PyTorch's parameters, within ${bound}`, () => {
      const optimizer: OptimizerInput = run.name.includes("adam")
        ? { type: "adam" }
        : { type: "sgd", momentum: run.momentum };
      const [first, ...steps] = run.steps as Record<string, unknown>[];
      const inputs = rows(run.inputs), targets = rows(run.targets);
      const plan = planOf(run.activation!, precision, optimizer);
      const made = program(plan, cnnParameters(first), { inputs, targets });
      const order = Uint32Array.from(run.inputs.keys());
      for (const [n, step] of steps.entries()) {
        const sums = none();
        made.train(order, run.learningRate, sums);
        const loss = sums.loss / run.inputs.length;
        assertLessOrEqual(Math.abs(loss - run.values[n]), bound);
        const far = distance(made.parameters(), cnnParameters(step));
        assertLessOrEqual(far, bound);
      }
      made.close();
    });
  }
}

/**
 * A layer whose outputs equal its inputs. Its gradient shows the gradient of
 * the inputs of the next layer.
 */
function identity(shape: Shape): LayerSpec {
  const activation = "identity", name = "below";
  return layerOf(
    shape.length === 3
      ? { type: "conv2d", name, filters: shape[2], kernelSize: 1, activation }
      : { name, units: shape[0], activation },
    shape,
  );
}

/**
 * The gradient [weights, biases] of this layer, computed from the gradient of
 * its outputs.
 */
function identityGradient({ input, inputs, dInputs }: OracleCase): number[] {
  const C = input[input.length - 1], x = inputs.flat(), dx = dInputs.flat();
  const sums = new Float64Array((C + 1) * C);
  for (let place = 0; place < x.length; place += C) {
    for (let f = 0; f < C; f++) {
      for (let c = 0; c < C; c++) {
        sums[c * C + f] += x[place + c] * dx[place + f];
      }
      sums[C * C + f] += dx[place + f];
    }
  }
  return [...sums];
}

Deno.test("wasm gives PyTorch's outputs, losses, gradients and statistics of each layer type, within 2e-5", async (t) => {
  for (const c of cases) {
    await t.step(c.name, () => {
      const { input, inputs, targets, statistics, training } = c;
      const C = input[input.length - 1];
      const plan = planNetwork({
        layers: [identity(input), c.layer],
        loss: { type: "mse", reduction: "mean" },
        batchSize: "full",
        inputs: {
          scale: [0, 1],
          ...input.length === 3 && { shape: input },
        },
        precision: "float32",
      }, inputs[0].length);
      const eye = Array.from(
        { length: (C + 1) * C },
        (_, p) => Number(p % (C + 1) === 0 && p < C * C),
      );
      const made = new WasmProgram(
        plan,
        Float64Array.from([...eye, ...c.parameters, ...statistics]),
        { inputs: frame64(inputs), targets: frame64(targets) },
      );
      const near = (found: Numbers, right: readonly number[], what: string) =>
        assertLessOrEqual(
          distance(found, Float64Array.from(right)),
          2e-5,
          what,
        );
      if (statistics.length === 0 || !training) {
        const { data } = made.predict(frame64(inputs));
        near(data, c.outputs.flat(), "outputs");
      }
      if (!training) return made.close();
      const order = Uint32Array.from(inputs.keys());
      const { loss, gradient } = made.gradient(order);
      near(Float64Array.of(loss), [c.value], "loss");
      near(
        gradient.subarray(0, eye.length),
        identityGradient(c),
        "gradient of inputs",
      );
      near(gradient.subarray(eye.length), c.dParameters, "gradient");
      if (statistics.length > 0) {
        made.train(order, 0, none());
        const after = made.parameters().subarray(plan.parameters);
        near(after, c.statisticsAfter, "statistics");
      }
      made.close();
    });
  }
});
