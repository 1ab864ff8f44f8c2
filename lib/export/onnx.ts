/**
 * A network as an ONNX model in float32: `input` `[batch][inputs]` as the data
 * set has it, `output` `[batch][outputs]`, each with a line that says what it
 * is, with the scale of bytes inside and the spec and the labels in the metadata. Where float32 could not tell the
 * numbers of a table's column apart, `input` is of float64.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 for the numbers of fields
 * @module
 */

import { type LayerTypeName, type Shape, sizeOf } from "../layer/mod.ts";
import type { ActivationName } from "../spec/mod.ts";
import { classesOf, type Exported, float32Of, isWide } from "./exported.ts";
import { inputText, outputText } from "./usage.ts";

/** The version of the file's form, and of the operators in it. */
const IR_VERSION = 8, OPSET = 17;

/** The numbers of float32 and float64 among the types of tensors. */
const FLOAT = 1, DOUBLE = 11;

/** Fields of a message by their numbers, in order. */
type Message = readonly (readonly [field: number, value: Value])[];
type Value = number | string | Uint8Array | Message;

/**
 * An operator on what the one before it gave, and what else it takes: a number,
 * one for each column, or the layer's weighted sums.
 */
type Step = readonly [
  operator: string,
  other?: number | readonly number[] | "z",
];

function notYet(): never {
  throw new TypeError("not yet");
}

/** Layer types as operators, each with the names of what else it takes. */
const layers: Readonly<
  Record<LayerTypeName, (tensors: readonly string[]) => readonly string[][]>
> = {
  dense: (tensors) => [["Gemm", ...tensors]],
  conv2d: notYet,
  maxPool2d: notYet,
  avgPool2d: notYet,
  batchNorm: notYet,
  layerNorm: notYet,
  flatten: () => [], // what comes in is a row of numbers already
};

/** Activations as steps from z, with ONNX's own defaults. */
const activations: Readonly<Record<ActivationName, readonly Step[]>> = {
  elu: [["Elu"]],
  gelu: [["Mul", Math.SQRT1_2], ["Erf"], ["Add", 1], ["Mul", 0.5], [
    "Mul",
    "z",
  ]],
  identity: [],
  leakyRelu: [["LeakyRelu"]],
  relu: [["Relu"]],
  scaledTanh: [["Mul", 2 / 3], ["Tanh"], ["Mul", 1.7159]],
  sigmoid: [["Sigmoid"]],
  softmax: [["Softmax"]],
  softplus: [["Softplus"]],
  tanh: [["Tanh"]],
};

/**
 * Writes the model.
 *
 * @throws {ExportError} If the network is of float64.
 */
export async function onnxModel(network: Exported): Promise<Uint8Array> {
  const { PbfWriter } = await import("pbf"); // by those alone who export
  type Writer = InstanceType<typeof PbfWriter>;
  const write = (message: Message, to: Writer) => {
    for (const [field, value] of message) {
      if (typeof value === "number") to.writeVarintField(field, value);
      else if (typeof value === "string") to.writeStringField(field, value);
      else if (value instanceof Uint8Array) to.writeBytesField(field, value);
      else to.writeMessage(field, write, value);
    }
  };
  const writer = new PbfWriter();
  write(modelOf(network), writer);
  return writer.finish();
}

function modelOf(network: Exported): Message {
  const { spec, columns, facts } = network, classes = classesOf(network);
  const entries = Object.entries({
    spec: JSON.stringify(spec),
    ...(facts.isNamed &&
      { [classes ? "labels" : "outputs"]: JSON.stringify(facts.names) }),
    ...(columns && { columns: JSON.stringify(columns) }),
  });
  return [
    [1, IR_VERSION],
    [2, "percept"],
    [6, spec.description ?? spec.name],
    [7, graphOf(network)],
    [8, [[1, ""], [2, OPSET]]],
    ...entries.map(([key, value]) => [14, [[1, key], [2, value]]] as const),
  ];
}

function graphOf(network: Exported): Message {
  const { spec, plan, image, columns = [], labels } = network;
  const isFine = isWide(network);
  const parameters = float32Of(network);
  const nodes: {
    operator: string;
    inputs: string[];
    output: string;
    attributes?: Message;
  }[] = [];
  const tensors: Message[] = [];
  let value = "input"; // what the last operator gave

  const put = (operator: string, ...others: string[]) => {
    const output = `value${nodes.length}`;
    nodes.push({ operator, inputs: [value, ...others], output });
    value = output;
  };
  const constant = (
    name: string,
    dims: Shape,
    data: Float32Array | Float64Array,
  ) => {
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    tensors.push([
      ...dims.map((dim) => [1, dim] as const),
      [2, data instanceof Float64Array ? DOUBLE : FLOAT],
      [8, name],
      [9, raw],
    ]);
    return name;
  };
  const follow = (steps: readonly Step[], isDouble = false) => {
    const z = value;
    for (const [operator, other] of steps) {
      if (other === undefined) put(operator);
      else if (other === "z") put(operator, z);
      else {
        const name = `constant${tensors.length}`;
        const data = (isDouble ? Float64Array : Float32Array).from(
          [other].flat(),
        );
        const dims = typeof other === "number" ? [] : [data.length];
        put(operator, constant(name, dims, data));
      }
    }
  };

  const [low, high] = spec.inputs.scale;
  if (image) follow([["Mul", (high - low) / 255], ["Add", low]]);
  if (columns.length > 0) {
    const each = (number: "mean" | "deviation", word: number) =>
      columns.flatMap((column) =>
        "categories" in column
          ? column.categories.map(() => word)
          : [column[number]]
      );
    follow([["Sub", each("mean", 0)], ["Div", each("deviation", 1)]], isFine);
    if (isFine) {
      put("Cast");
      nodes[nodes.length - 1].attributes = [[1, "to"], [3, FLOAT], [20, 2]];
    }
  }
  for (const layer of plan.layers) {
    const tensors = layer.tensors.map(({ name, shape, offset }) =>
      constant(
        `${layer.name}.${name}`,
        shape,
        parameters.subarray(offset, offset + sizeOf(shape)),
      )
    );
    for (const [operator, ...others] of layers[layer.type](tensors)) {
      put(operator, ...others);
    }
    follow(activations[layer.activation]);
  }
  if (labels) {
    follow([
      ["Mul", labels.map(({ deviation }) => deviation)],
      ["Add", labels.map(({ mean }) => mean)],
    ]);
  }
  nodes[nodes.length - 1].output = "output";

  return [
    ...nodes.map(({ operator, inputs, output, attributes }) =>
      [1, [
        ...inputs.map((input) => [1, input] as const),
        [2, output],
        [4, operator],
        ...(attributes ? [[5, attributes] as const] : []),
      ]] as const
    ),
    [2, spec.name],
    ...tensors.map((tensor) => [5, tensor] as const),
    [
      11,
      rowsOf(
        ["input", inputText(network)],
        plan.inputs,
        isFine ? DOUBLE : FLOAT,
      ),
    ],
    [12, rowsOf(["output", outputText(network)], plan.outputs, FLOAT)],
  ];
}

/** What goes in or comes out: any number of rows, so wide. */
function rowsOf(
  [name, what]: readonly [name: string, what: string],
  columns: number,
  type: number,
): Message {
  const shape: Message = [[1, [[2, "batch"]]], [1, [[1, columns]]]];
  return [[1, name], [2, [[1, [[1, type], [2, shape]]]]], [3, what]];
}
