/**
 * PyTorch's results for convolutions, pooling layers and normalization layers,
 * read from `tests/oracle/layers.json`.
 *
 * @module
 */

import { type LayerPlan, planLayers, type Shape } from "../../lib/layer/mod.ts";
import { checkSpec, type LayerInput, type LayerSpec } from "../../mod.ts";
import oracle from "../oracle/layers.json" with { type: "json" };

/** Numbers in nested lists. */
type Nested = number | readonly Nested[];

/** One layer with its inputs, and PyTorch's results. */
export interface OracleCase {
  readonly name: string;
  readonly layer: LayerSpec;
  /** The shape of an example. */
  readonly input: Shape;
  readonly inputs: number[][];
  readonly targets: number[][];
  readonly parameters: number[];
  /** The running mean and variance before the step; only batchNorm has them. */
  readonly statistics: number[];
  /** Whether batchNorm normalizes with the mean and variance of the batch. */
  readonly training: boolean;
  readonly outputs: number[][];
  readonly value: number;
  readonly dInputs: number[][];
  readonly dParameters: number[];
  readonly statisticsAfter: number[];
}

/** All numbers of nested lists, in order. */
export function flat(value: Nested): number[] {
  return typeof value === "number" ? [value] : value.flatMap(flat);
}

/** The dimensions of nested lists. */
function dimensions(value: Nested): number[] {
  return typeof value === "number"
    ? []
    : [value.length, ...dimensions(value[0])];
}

/** A layer of a spec, with its defaults. */
export function layerOf(written: LayerInput, shape: Shape): LayerSpec {
  const image = shape.length === 3 ? { shape } : { units: shape[0] };
  const { layers: [layer] } = checkSpec({
    name: "oracle",
    inputs: image,
    layers: [
      written,
      ...written.type === undefined ? [] : [{ type: "flatten" }],
      { units: 1, activation: "identity" },
    ] as LayerInput[],
    learningRate: 1,
    epochs: 1,
  });
  return layer;
}

/** The plan of one layer with inputs of this shape. */
export function planOf(layer: LayerSpec, input: Shape): LayerPlan {
  return planLayers([layer], input)[0];
}

function caseOf(name: string, written: LayerInput, c: Record<string, Nested>) {
  const [, ...sides] = dimensions(c.inputs);
  const input = sides.length === 2 ? [1, ...sides] : sides; // a sequence: an image of one row
  const rows = (value: Nested) => (value as Nested[]).map(flat);
  const of = (...names: string[]) =>
    names.flatMap((name) => name in c ? flat(c[name]) : []);
  return {
    name,
    layer: layerOf(written, input),
    input,
    inputs: rows(c.inputs),
    targets: rows(c.targets),
    parameters: of("weights", "biases", "gamma", "beta"),
    statistics: of("runningMean", "runningVariance"),
    training: (c as { training?: unknown }).training !== false,
    outputs: rows(c.outputs),
    value: c.value as number,
    dInputs: rows(c.dInputs),
    dParameters: of("dWeights", "dBiases", "dGamma", "dBeta"),
    statisticsAfter: of("runningMeanAfter", "runningVarianceAfter"),
  };
}

/** All cases of convolutions, pooling layers and normalization layers. */
export const cases: readonly OracleCase[] = [
  ...oracle.conv2d.map((c, n) =>
    caseOf(
      `conv2d ${n}: ${c.filters} of ${c.kernel} by ${c.strides}, ${c.padding}, ${c.activation}`,
      {
        type: "conv2d",
        name: "tested",
        filters: c.filters,
        kernelSize: c.kernel,
        strides: c.strides,
        padding: c.padding,
        activation: c.activation,
      } as LayerInput,
      c as never,
    )
  ),
  ...oracle.pools.map((c, n) =>
    caseOf(`${c.type} ${n}: ${c.size} by ${c.strides}, ${c.padding}`, {
      type: c.type,
      poolSize: c.size,
      strides: c.strides,
      ...(c.type === "maxPool2d" && { padding: c.padding }),
    } as LayerInput, c as never)
  ),
  ...oracle.norms.map((c, n) =>
    caseOf(`${c.type} ${n}${c.training === false ? ", in use" : ""}`, {
      type: c.type,
      epsilon: c.epsilon,
    } as LayerInput, c as never)
  ),
];

/**
 * Networks with their loss and gradient, and training runs with their steps.
 */
export const { networks, runs } = oracle;

/** The layers of PyTorch's two small convolutional networks. */
export function cnn(activation: string): LayerSpec[] {
  const conv = { type: "conv2d", activation } as const;
  return checkSpec({
    name: "cnn",
    inputs: { shape: [7, 7, 1] },
    layers: [
      { ...conv, name: "conv1", filters: 3, kernelSize: 3, padding: "same" },
      { type: "maxPool2d" },
      { ...conv, name: "conv2", filters: 4, kernelSize: 2 },
      { type: "maxPool2d" },
      { type: "flatten" },
      { name: "output", units: 3, activation: "softmax" },
    ] as LayerInput[],
    loss: "crossEntropy",
    learningRate: 1,
    epochs: 1,
  }).layers as LayerSpec[];
}

/** The parameters of such a network, in the order of the plan. */
export function cnnParameters(
  of: Readonly<Record<string, unknown>>,
): Float64Array {
  const names = ["conv1", "conv2", "output"].flatMap((layer) => [
    `${layer}.weights`,
    `${layer}.biases`,
  ]);
  return Float64Array.from(names.flatMap((name) => flat(of[name] as Nested)));
}
