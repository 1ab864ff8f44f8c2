import { assertAlmostEquals, assertEquals } from "@std/assert";
import { PbfReader } from "pbf";
import { wasm } from "../../lib/engine/mod.ts";
import { layers } from "../../lib/export/js_layers.ts";
import { activations } from "../../lib/formula/mod.ts";
import { sizeOf } from "../../lib/layer/mod.ts";
import { random } from "../../lib/random.ts";
import {
  type ActivationName,
  compile,
  exportOnnx,
  type LayerInput,
  type LayerTypeName,
  Mlp,
} from "../../mod.ts";
import { cases as oracle, planOf } from "../engine/_layer_oracle.ts";
import { parametersOf, TYPES } from "../engine/cases.ts";
import { assertSame, rows } from "./_exported.ts";

/**
 * A network with random parameters that has a layer of the type, on images of 6
 * x 5 x 1.
 */
function networkWith(type: LayerTypeName): Mlp {
  const { spec, plan } = compile({
    name: "types",
    inputs: { shape: [6, 5, 1] },
    layers: [...TYPES[type], { units: 3 }],
    learningRate: 1,
    epochs: 1,
  });
  const chance = random(1, type), parameters = parametersOf(plan, chance);
  for (let p = plan.parameters; p < plan.size; p++) {
    parameters[p] = 0.5 + chance.uniform(); // running means and variances
  }
  return new Mlp(spec, plan, parameters, wasm);
}

Deno.test("the module of exportJs() predicts the same bits as predict() with each layer type", async (t) => {
  for (const type of Object.keys(TYPES) as LayerTypeName[]) {
    await t.step(type, () => assertSame(networkWith(type), rows(50, 30)));
  }
});

/**
 * The operators of an exported network in order, with the attributes of each.
 */
async function operatorsOf(mlp: Mlp): Promise<string[]> {
  const bytes = await exportOnnx(mlp), operators: string[] = [];
  const inside = (
    reader: PbfReader,
    read: (field: number) => void,
    end = reader.readVarint() + reader.pos,
  ) => reader.readFields(read, undefined, end);
  const reader = new PbfReader(bytes);
  const attribute = () => {
    let name = "";
    const values: number[] = [];
    inside(reader, (part) => {
      if (part === 1) name = reader.readString();
      if (part === 2) values.push(reader.readFloat());
      if (part === 3 || part === 8) values.push(reader.readVarint());
    });
    return `${name} ${values.map((x) => Number(x.toPrecision(6)))}`;
  };
  inside(reader, (field) => {
    if (field !== 7) return; // graph
    inside(reader, (field) => {
      if (field !== 1) return; // node
      const words: string[] = [];
      inside(reader, (field) => {
        if (field === 4) words.unshift(reader.readString());
        if (field === 5) words.push(attribute());
      });
      operators.push(words.join(" "));
    });
  }, bytes.length);
  return operators;
}

Deno.test("exportOnnx() transposes images to channels-first and back only if necessary", async (t) => {
  const conv = {
    type: "conv2d",
    filters: 2,
    kernelSize: [2, 4],
    padding: "same",
    activation: "identity",
  } as const;
  const norm = { type: "layerNorm", epsilon: 0.5 } as const;
  const pool = { type: "avgPool2d", poolSize: [6, 5] } as const;
  const convolution = // one more zero behind the image than before it
    "Conv kernel_shape 2,4 strides 1,1 pads 0,1,1,2";
  const normalization = "LayerNormalization epsilon 0.5";
  const toFirst = "Transpose perm 0,3,1,2", toLast = "Transpose perm 0,2,3,1";
  const average = "AveragePool kernel_shape 6,5 strides 6,5 pads 0,0,0,0";
  const flat = { type: "flatten" } as const;
  const cases: [
    name: string,
    channels: number,
    layers: readonly LayerInput[],
    operators: readonly string[],
  ][] = [
    ["one channel", 1, [conv, conv, flat], [
      ...["Reshape", convolution, convolution, toLast, "Reshape"],
    ]],
    ["three channels", 3, [conv, norm, conv, norm, flat], [
      ...["Reshape", toFirst, convolution, toLast, normalization],
      ...[toFirst, convolution, toLast, normalization, "Reshape"],
    ]],
    ["one place", 3, [pool, flat, norm], [
      ...["Reshape", toFirst, average, "Reshape", normalization],
    ]],
    ["a row", 3, [norm, flat], [normalization]],
  ];
  for (const [name, channels, layers, operators] of cases) {
    await t.step(name, async () => {
      const mlp = compile({
        name: "layouts",
        inputs: { shape: [6, 5, channels] },
        layers: [...layers, { units: 1, activation: "identity" }],
        learningRate: 1,
        epochs: 1,
      });
      assertEquals(await operatorsOf(mlp), [...operators, "Gemm"]);
    });
  }
});

Deno.test("exportOnnx() connects input and output, each operator with the previous one", async () => {
  const mlp = compile({
    name: "chain",
    layers: [{ units: 2, activation: "tanh" }, { units: 1 }],
    learningRate: 1,
    epochs: 1,
  }, { inputs: 2 });
  const reader = new PbfReader(await exportOnnx(mlp));
  const nodes: [inputs: string[], output: string][] = [];
  const inside = (read: (field: number) => void) =>
    reader.readFields(read, undefined, reader.readVarint() + reader.pos);
  reader.readFields((field) => {
    if (field !== 7) return; // graph
    inside((field) => {
      if (field !== 1) return; // node
      const inputs: string[] = [];
      let output = "";
      inside((field) => {
        if (field === 1) inputs.push(reader.readString());
        if (field === 2) output = reader.readString();
      });
      nodes.push([inputs, output]);
    });
  }, undefined);
  assertEquals(nodes.length, 4); // Gemm, Tanh, Gemm, Sigmoid
  const before = ["input", ...nodes.map(([, output]) => output)];
  nodes.forEach(([[first]], n) => assertEquals(first, before[n]));
  assertEquals(new Set(before).size, 5);
  assertEquals(before[4], "output");
});

Deno.test("exportOnnx() standardizes the numbers of a table, but not its one-hot encoded words", async () => {
  const mlp = compile({
    name: "scales",
    layers: [{ units: 1 }],
    learningRate: 1,
    epochs: 1,
  }, { inputs: 3 });
  mlp.fitted = {
    columns: [
      { name: "area", mean: 60, deviation: 18 },
      { name: "kind", categories: ["a", "b"] },
    ],
  };
  const reader = new PbfReader(await exportOnnx(mlp)), found: number[][] = [];
  const inside = (read: (field: number) => void) =>
    reader.readFields(read, undefined, reader.readVarint() + reader.pos);
  reader.readFields((field) => {
    if (field !== 7) return; // graph
    inside((field) => {
      if (field !== 5) return; // an initializer, with raw_data in float32
      inside((field) => {
        if (field !== 9) return;
        found.push([...new Float32Array(reader.readBytes().slice().buffer)]);
      });
    });
  }, undefined);
  assertEquals(found.slice(0, 2), [[60, 0, 0], [18, 1, 1]]); // to subtract; divisors
});

Deno.test("exportOnnx() has the ONNX operators of each activation, in hidden and output layers", async (t) => {
  const operators: Record<ActivationName, readonly string[]> = {
    elu: ["Elu"],
    gelu: ["Mul", "Erf", "Add", "Mul", "Mul"], // z / 2 (1 + erf(z / sqrt(2)))
    identity: [],
    leakyRelu: ["LeakyRelu"],
    relu: ["Relu"],
    scaledTanh: ["Mul", "Tanh", "Mul"],
    sigmoid: ["Sigmoid"],
    softmax: ["Softmax"],
    softplus: ["Softplus"],
    tanh: ["Tanh"],
  };
  for (const [name, own] of Object.entries(operators)) {
    await t.step(name, async () => {
      const activation = name as ActivationName;
      const hidden = activation === "softmax" ? "tanh" : activation;
      const mlp = compile({
        name: "activations",
        layers: [{ units: 2, activation: hidden }, { units: 3, activation }],
        loss: activation === "softmax" ? "crossEntropy" : "mse",
        learningRate: 1,
        epochs: 1,
      }, { inputs: 2 });
      const expected = ["Gemm", ...operators[hidden], "Gemm", ...own];
      assertEquals(await operatorsOf(mlp), expected);
    });
  }
});

Deno.test("the code of each layer type in exported modules is within 1e-5 of PyTorch", async (t) => {
  const inUse = oracle.filter((c) =>
    // exported layers use the running mean and variance
    !(c.layer.type === "batchNorm" && c.training)
  );
  assertEquals(inUse.length, 34);
  for (const c of inUse) {
    await t.step(c.name, async () => {
      const plan = planOf(c.layer, c.input), { type, activation } = plan;
      const { code, takes } = layers[type]!;
      const text = `${code.join("\n")}
export function weightedSums(x, parameters) {
  return ${type}(${["x", ...takes(plan)].join(", ")});
}`;
      const { weightedSums } = await import(
        `data:text/javascript,${encodeURIComponent(text)}`
      );
      const parameters = Float32Array.of(...c.parameters, ...c.statistics);
      c.inputs.forEach((x, b) => {
        const z = weightedSums(Float32Array.from(x), parameters);
        assertEquals(z.length, sizeOf(plan.output));
        const a = new Float32Array(z.length);
        activations[activation].forward(z, a);
        a.forEach((x, o) => assertAlmostEquals(x, c.outputs[b][o], 1e-5));
      });
    });
  }
});
