/**
 * The layers of a network that learned from images: the weights of its first
 * layer, and the outputs of every layer for one correctly and one wrongly
 * predicted example. `layers_text.ts` and `page/layers.ts` draw the weights and
 * outputs.
 *
 * @module
 */

import { layerOutputs, type SeenExample } from "../engine/mod.ts";
import { cutOf, type Numbers } from "../formula/mod.ts";
import { type Shape, sizeOf } from "../layer/mod.ts";
import type { Mlp } from "../mlp/mod.ts";
import { imageOf } from "../spec/mod.ts";
import { type Evaluation, isApart } from "./evaluation.ts";
import { type Predicted, predicted } from "./misreads.ts";

/** One channel of an image, of a layer's output, or of a filter. */
export interface Channel {
  /** The number of columns. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
  /** The numbers, row after row. */
  readonly values: Numbers;
}

/** The weights of the first layer with weights, as images. */
export interface FirstWeights {
  /** The layer's name. */
  readonly layer: string;
  /** The word for the part of the layer that computes one channel or one output. */
  readonly what: "filter" | "unit";
  /** Rows, columns and channels of each filter or unit. */
  readonly shape: Shape;
  /** The number of filters or units. */
  readonly count: number;
  /** The largest absolute weight, which has the strongest color in all images. */
  readonly most: number;
  /** Channel `c` of filter or unit `o`, both counted from 0. */
  of(o: number, c: number): Channel;
}

/** An example, its prediction, and the outputs of each layer for the example. */
export type LayersOfExample = Predicted & SeenExample;

/** The shape of a network's inputs, if the inputs are an image. */
export function inputImage(
  { spec, plan: { layers: [{ input }] }, fitted: { image } }: Mlp,
): Shape | undefined {
  if (input.length === 3) return input;
  return imageOf(spec) ?? (image && [image.height, image.width, 1]);
}

/**
 * The weights of the first layer with weights: the filters of a convolution, or
 * the units of a dense layer on an image. `undefined` if the inputs of the
 * first layer with weights are not an image.
 */
export function firstWeights(mlp: Mlp): FirstWeights | undefined {
  let image = inputImage(mlp);
  for (const { name, tensors, input, columns: O } of mlp.plan.layers) {
    if (input.length === 3) image = input;
    const weights = tensors.find(({ name }) => name === "weights");
    if (!weights) continue;
    const isFilter = weights.shape.length === 4; // rows, columns, channels, filters
    const shape = isFilter ? weights.shape.slice(0, 3) : image;
    if (!shape || sizeOf(shape) * O !== sizeOf(weights.shape)) return undefined;
    const start = weights.offset, end = start + sizeOf(weights.shape);
    const all = mlp.parameters.subarray(start, end);
    const [height, width, C] = shape, { least, most } = rangeOf([all]);
    return {
      layer: name,
      what: isFilter ? "filter" : "unit",
      shape,
      count: O,
      most: Math.max(most, -least),
      of: (o, c) => channelOf(all, { width, height }, c * O + o, C * O),
    };
  }
  return undefined;
}

/** Channel `c` of the output of a layer, if the output is an image. */
export function channel(
  [height, width, C]: Shape,
  values: Numbers,
  c: number,
): Channel {
  return channelOf(values, { width, height }, c, C);
}

/** The channel that begins at index `first` and contains every `stride`th value after this index. */
function channelOf(
  all: Numbers,
  size: { readonly width: number; readonly height: number },
  first: number,
  stride: number,
): Channel {
  const values = all.slice(0, size.width * size.height);
  for (let p = 0; p < values.length; p++) values[p] = all[first + p * stride];
  return { ...size, values };
}

/**
 * The outputs of every layer for two examples: the wrong prediction with the
 * highest confidence, and the first right prediction for an example with the
 * same label. If no example with the label of the wrong prediction is predicted
 * right, the first right prediction of any label is used. The list is empty if
 * the inputs are not images or the task has no classes.
 */
export function layersOfExamples(
  mlp: Mlp,
  { on: { inputs, targets }, predictions, task, classification }: Evaluation,
): LayersOfExample[] {
  if (!classification || isApart(task) || !inputImage(mlp)) return [];
  const all = predicted(predictions, targets, cutOf(task));
  const isRight = ({ label, guess }: Predicted) => label === guess;
  const wrong = all.reduce<Predicted | undefined>(
    (most, one) =>
      isRight(one) || most && most.confidence >= one.confidence ? most : one,
    undefined,
  );
  const right = all.find((one) => isRight(one) && one.label === wrong?.label) ??
    all.find(isRight);
  const { plan, parameters } = mlp;
  const { columns } = inputs;
  return [right, wrong].filter((one) => one !== undefined).map((example) => {
    const from = example.row * columns;
    const data = inputs.data.slice(from, from + columns);
    const one = { ...inputs, rows: 1, data } as typeof inputs;
    return { ...example, ...layerOutputs(plan, parameters, one) };
  });
}

/** The smallest and the largest of the given numbers, where 0 is always included. */
export function rangeOf(
  all: readonly Numbers[],
): { readonly least: number; readonly most: number } {
  let least = 0, most = 0;
  for (const values of all) {
    for (const value of values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return { least, most };
}
