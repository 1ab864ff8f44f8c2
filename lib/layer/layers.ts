/**
 * The layer types, one row each, and the one walk over the layers of a network
 * that gives their shapes, parameters, work and memory.
 *
 * @module
 */

import type { Activation, ActivationName } from "../formula/mod.ts";
import {
  avgPool2d,
  avgPool2dFields,
  type AvgPool2dInput,
  type AvgPool2dSpec,
} from "./avg_pool2d.ts";
import {
  batchNorm,
  batchNormFields,
  type BatchNormInput,
  type BatchNormSpec,
} from "./batch_norm.ts";
import {
  conv2d,
  conv2dFields,
  type Conv2dInput,
  type Conv2dSpec,
} from "./conv2d.ts";
import {
  dense,
  denseFields,
  type DenseInput,
  type DenseSpec,
} from "./dense.ts";
import {
  flatten,
  flattenFields,
  type FlattenInput,
  type FlattenSpec,
} from "./flatten.ts";
import {
  layerNorm,
  layerNormFields,
  type LayerNormInput,
  type LayerNormSpec,
} from "./layer_norm.ts";
import {
  maxPool2d,
  maxPool2dFields,
  type MaxPool2dInput,
  type MaxPool2dSpec,
} from "./max_pool2d.ts";
import type { LayerType, Tensor } from "./layer_type.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** A layer of a checked spec. */
export type LayerSpec =
  | DenseSpec
  | Conv2dSpec
  | MaxPool2dSpec
  | AvgPool2dSpec
  | FlattenSpec
  | BatchNormSpec
  | LayerNormSpec;

/** A layer as it may be written: what has a default may be left out. */
export type LayerInput =
  | DenseInput
  | Conv2dInput
  | MaxPool2dInput
  | AvgPool2dInput
  | FlattenInput
  | BatchNormInput
  | LayerNormInput;

/** The name of a layer type. */
export type LayerTypeName = LayerSpec["type"];

/** The type of a layer that names none. */
export const DEFAULT_LAYER_TYPE = "dense";

/** Every layer type by the name it has in a spec. */
export const layerTypes: {
  readonly [T in LayerTypeName]: LayerType<Extract<LayerSpec, { type: T }>>;
} = {
  dense,
  conv2d,
  maxPool2d,
  avgPool2d,
  flatten,
  batchNorm,
  layerNorm,
};

/** The fields of each, with their kinds as types. */
export const layerFields = {
  dense: denseFields,
  conv2d: conv2dFields,
  maxPool2d: maxPool2dFields,
  avgPool2d: avgPool2dFields,
  flatten: flattenFields,
  batchNorm: batchNormFields,
  layerNorm: layerNormFields,
} as const satisfies Readonly<Record<LayerTypeName, object>>;

/** A tensor and where it starts among the numbers of the network. */
export interface PlacedTensor extends Tensor {
  /** The position of its first number. */
  readonly offset: number;
}

/** One layer of a network. */
export interface LayerPlan {
  /** The layer type. */
  readonly type: LayerTypeName;
  /** The name its parameters are saved under. */
  readonly name: string;
  /** The layer in the checked spec. */
  readonly spec: LayerSpec;
  /** The shape of what comes in. */
  readonly input: Shape;
  /** The shape of what goes out. */
  readonly output: Shape;
  /** What is applied to the weighted sums; `identity` where there are none. */
  readonly activation: ActivationName;
  /** That function, where it is the caller's own and in no table. */
  readonly customActivation?: Activation | undefined;
  /** The fraction of its outputs that is dropped in training. */
  readonly dropout: number;
  /** Its parameters, one after the other: a block of `rows` x `columns`. */
  readonly tensors: readonly PlacedTensor[];
  /** Where the block starts among the parameters of the network. */
  readonly offset: number;
  /** The rows of the block; of a dense layer, its inputs and 1 for the biases. */
  readonly rows: number;
  /** The columns of the block; of a dense layer, its units. */
  readonly columns: number;
  /** What it keeps that is not trained, such as running means: after all parameters. */
  readonly statistics: readonly PlacedTensor[];
  /** Multiply-adds of one example, forward. */
  readonly work: number;
  /** How many numbers are stored of each example between forward and update. */
  readonly memory: number;
}

/** A layer type, for a layer of any of them. */
export function typeOf({ type }: { type: LayerTypeName }): LayerType<unknown> {
  return layerTypes[type] as LayerType<unknown>;
}

/**
 * The shape of an example as the first layer takes it: an image where the first
 * layer that takes only one of them takes an image, else a row.
 *
 * @param width How many numbers an example has.
 * @param image `[rows, columns, channels]`, where it is known.
 */
export function inputShape(
  layers: readonly { readonly type: LayerTypeName }[],
  width: number,
  image: Shape | undefined,
): Shape {
  const takes = layers.map((layer) => typeOf(layer).takes)
    .find((takes) => takes !== undefined);
  return takes === "image" && image ? image : [width];
}

/**
 * Walks over the layers, from the shape of an example to that of an answer.
 *
 * @param refused Told of the first layer that cannot take its input, and why: the
 *   walk ends before it. By default that is an error.
 * @throws {TypeError} If a layer cannot take its input.
 */
export function planLayers(
  layers: readonly LayerSpec[],
  input: Shape,
  refused: (layer: number, reason: string) => void = (_, reason) => {
    throw new TypeError(reason);
  },
): LayerPlan[] {
  const plans: LayerPlan[] = [];
  let shape = input, offset = 0;
  for (const [l, spec] of layers.entries()) {
    const row = typeOf(spec);
    const reason = row.refuses(spec, shape);
    if (reason !== undefined) {
      refused(l, reason);
      break;
    }
    const tensors = placed(row.tensors(spec, shape), offset);
    const output = row.output(spec, shape);
    const columns = tensors[0]?.shape.at(-1) ?? 0;
    const size = countOf(tensors);
    plans.push({
      type: spec.type,
      name: spec.name,
      spec,
      input: shape,
      output,
      activation: "activation" in spec ? spec.activation : "identity",
      dropout: "dropout" in spec ? spec.dropout ?? 0 : 0,
      tensors,
      offset,
      rows: columns && size / columns,
      columns,
      statistics: [],
      work: row.work(spec, shape),
      memory: row.memory(spec, shape),
    });
    shape = output;
    offset += size;
  }
  return plans.map((plan) => {
    const tensors = typeOf(plan).statistics?.(plan.spec, plan.input) ?? [];
    const statistics = placed(tensors, offset);
    offset += countOf(statistics);
    return { ...plan, statistics };
  });
}

/** How many numbers some tensors hold. */
export function countOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((count, { shape }) => count + sizeOf(shape), 0);
}

/** Tensors one after the other. */
function placed(tensors: readonly Tensor[], start: number): PlacedTensor[] {
  let offset = start;
  return tensors.map((tensor) => {
    const at = offset;
    offset += sizeOf(tensor.shape);
    return { ...tensor, offset: at };
  });
}
