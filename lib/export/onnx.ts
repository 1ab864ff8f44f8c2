/**
 * Export of a network as an ONNX model in float32, with tensors `input` of
 * shape `[batch][inputs]` and `output` of shape `[batch][outputs]`. The
 * `doc_string` of each tensor describes the meaning of the tensor. The model
 * scales inputs that are bytes. The metadata of the model contain the spec and
 * the labels. The tensor `input` is float64 if float32 cannot distinguish the
 * values of a table column. The ONNX operators of each layer type are in
 * `onnx_layers.ts`.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 for the field
 * numbers
 * @module
 */

import { classesOf, type Exported, float32Of, isWide } from "./exported.ts";
import { DOUBLE, FLOAT, Graph, int, type Message } from "./onnx_graph.ts";
import { activations, layers } from "./onnx_layers.ts";
import { inputText, outputText } from "./usage.ts";

/** The versions of the ONNX file format and of the ONNX operator set. */
const IR_VERSION = 8, OPSET = 17;

/**
 * Encodes the model.
 *
 * @throws {ExportError} If the network has precision float64.
 */
export async function onnxModel(network: Exported): Promise<Uint8Array> {
  const { PbfWriter } = await import("pbf"); // the library pbf is loaded only for an export to ONNX
  type Writer = InstanceType<typeof PbfWriter>;
  const write = (message: Message, to: Writer) => {
    for (const [field, value] of message) {
      if (typeof value === "number") to.writeVarintField(field, value);
      else if (typeof value === "string") to.writeStringField(field, value);
      else if (value instanceof Uint8Array) to.writeBytesField(field, value);
      else if ("float" in value) to.writeFloatField(field, value.float);
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
  const { spec, plan, image, bytes, columns = [], labels, scales } = network;
  const isFine = isWide(network);
  const graph = new Graph(float32Of(network));
  const [low, high] = spec.inputs.scale;
  if (scales) {
    const each = (number: "mean" | "deviation") =>
      Array.from(
        { length: plan.inputs },
        (_, i) => scales[i % scales.length][number],
      );
    graph.follow([["Sub", each("mean")], ["Div", each("deviation")]], isFine);
    if (isFine) graph.put("Cast", [], [int("to", FLOAT)]);
  } else if (image || bytes) {
    graph.follow([["Mul", (high - low) / 255], ["Add", low]]);
  }
  if (columns.length > 0) {
    const each = (number: "mean" | "deviation", word: number) =>
      columns.flatMap((column) =>
        "categories" in column
          ? column.categories.map(() => word)
          : [column[number]]
      );
    graph.follow(
      [["Sub", each("mean", 0)], ["Div", each("deviation", 1)]],
      isFine,
    );
    if (isFine) graph.put("Cast", [], [int("to", FLOAT)]);
  }
  for (const layer of plan.layers) {
    layers[layer.type](graph, layer);
    graph.follow(activations[layer.activation]);
  }
  if (labels) {
    graph.follow([
      ["Mul", labels.map(({ deviation }) => deviation)],
      ["Add", labels.map(({ mean }) => mean)],
    ]);
  }
  return [
    ...graph.message(spec.name),
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

/**
 * The `ValueInfoProto` of the tensor `input` or `output`, which has any number
 * of rows.
 */
function rowsOf(
  [name, what]: readonly [name: string, what: string],
  columns: number,
  type: number,
): Message {
  const shape: Message = [[1, [[2, "batch"]]], [1, [[1, columns]]]];
  return [[1, name], [2, [[1, [[1, type], [2, shape]]]]], [3, what]];
}
