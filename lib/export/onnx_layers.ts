/**
 * The layer types and activation functions as ONNX operators.
 *
 * @see https://onnx.ai/onnx/operators/ for the inputs of each operator
 * @module
 */

import {
  avgPoolWindows,
  type Axis,
  convWindows,
  type LayerPlan,
  type LayerTypeName,
  maxPoolWindows,
  type Windows,
} from "../layer/mod.ts";
import type {
  ActivationName,
  AvgPool2dSpec,
  BatchNormSpec,
  Conv2dSpec,
  LayerNormSpec,
  MaxPool2dSpec,
} from "../spec/mod.ts";
import {
  float,
  type Graph,
  ints,
  type Message,
  type Step,
} from "./onnx_graph.ts";

/**
 * For each layer type, a function that appends the operators of a layer to a
 * graph, without the activation function.
 */
export const layers: Readonly<
  Record<LayerTypeName, (graph: Graph, layer: LayerPlan) => void>
> = {
  dense: (graph, layer) => graph.put("Gemm", graph.tensorsOf(layer)),

  conv2d(graph, layer) {
    const windows = convWindows(layer.spec as Conv2dSpec, layer.input);
    graph.arrange("channelsFirst", layer.input);
    graph.put("Conv", convTensors(graph, layer), attributesOf(windows));
  },

  maxPool2d(graph, { spec, input }) {
    const windows = maxPoolWindows(spec as MaxPool2dSpec, input);
    graph.arrange("channelsFirst", input);
    graph.put("MaxPool", [], attributesOf(windows));
  },

  avgPool2d(graph, { spec, input }) {
    const windows = avgPoolWindows(spec as AvgPool2dSpec, input);
    graph.arrange("channelsFirst", input);
    graph.put("AveragePool", [], attributesOf(windows));
  },

  flatten: (graph, { input }) => graph.arrange("row", input),

  batchNorm(graph, layer) {
    const { epsilon } = layer.spec as BatchNormSpec;
    graph.arrange("channelsFirst", layer.input);
    graph.put("BatchNormalization", graph.tensorsOf(layer), [
      float("epsilon", epsilon),
    ]);
  },

  layerNorm(graph, layer) {
    const { epsilon } = layer.spec as LayerNormSpec;
    graph.arrange("channelsLast", layer.input); // LayerNormalization normalizes the last axis
    graph.put("LayerNormalization", graph.tensorsOf(layer), [
      float("epsilon", epsilon),
    ]);
  },
};

/**
 * The activation functions as ONNX operators that are applied to the weighted
 * sums z of a layer. The attributes of the operators have the default values of
 * ONNX.
 */
export const activations: Readonly<Record<ActivationName, readonly Step[]>> = {
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

/** The weights of a convolution as `[filters, channels, rows, columns]`, and its biases. */
function convTensors(graph: Graph, layer: LayerPlan): string[] {
  const { tensors: [weights, biases], name } = layer;
  const [rows, columns, C, F] = weights.shape, taps = rows * columns;
  const from = graph.numbersOf(weights), to = from.slice();
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < C; c++) {
      for (let f = 0; f < F; f++) {
        to[(f * C + c) * taps + tap] = from[(tap * C + c) * F + f];
      }
    }
  }
  return [
    graph.constant([F, C, rows, columns], to, `${name}.${weights.name}`),
    graph.constant([F], graph.numbersOf(biases), `${name}.${biases.name}`),
  ];
}

/** The ONNX attributes for the size, strides and padding of windows. */
function attributesOf({ rows, columns }: Windows): Message[] {
  const after = ({ padded, input, before }: Axis) => padded - input - before;
  return [
    ints("kernel_shape", [rows.size, columns.size]),
    ints("strides", [rows.stride, columns.stride]),
    ints("pads", [rows.before, columns.before, after(rows), after(columns)]),
  ];
}
