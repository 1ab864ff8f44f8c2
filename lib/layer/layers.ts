/**
 * The table of layer types, and the function that computes the shapes, parameters,
 * multiply-adds and memory of all layers of a network.
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

/** A layer of a checked spec, with all defaults filled in. */
export type LayerSpec =
  | DenseSpec
  | Conv2dSpec
  | MaxPool2dSpec
  | AvgPool2dSpec
  | FlattenSpec
  | BatchNormSpec
  | LayerNormSpec;

/** A layer as written in a spec. Fields with a default are optional. */
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

/** The default layer type. */
export const DEFAULT_LAYER_TYPE = "dense";

/** All layer types; the keys are the names used in a spec. */
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

/**
 * The fields of each layer type. TypeScript derives the type of a spec from the
 * literal types of these fields.
 */
export const layerFields = {
  dense: denseFields,
  conv2d: conv2dFields,
  maxPool2d: maxPool2dFields,
  avgPool2d: avgPool2dFields,
  flatten: flattenFields,
  batchNorm: batchNormFields,
  layerNorm: layerNormFields,
} as const satisfies Readonly<Record<LayerTypeName, object>>;

/** A tensor of a layer, with its offset in the array of the network's parameters. */
export interface PlacedTensor extends Tensor {
  /**
   * The index of the tensor's first value in the array of all parameters and
   * statistics of the network.
   */
  readonly offset: number;
}

/** One layer of a network, with its shapes and the positions of its parameters. */
export interface LayerPlan {
  /** The layer type. */
  readonly type: LayerTypeName;
  /** The layer's name, under which its parameters are saved. */
  readonly name: string;
  /** The fields of the layer, from the checked spec. */
  readonly spec: LayerSpec;
  /** The shape of the layer's input. */
  readonly input: Shape;
  /** The shape of the layer's output. */
  readonly output: Shape;
  /** The activation function; `identity` if the layer has no activation function. */
  readonly activation: ActivationName;
  /** The custom activation function, if the layer has one. */
  readonly customActivation?: Activation | undefined;
  /** The dropout rate: the fraction of outputs that is set to 0 in training. */
  readonly dropout: number;
  /**
   * The layer's parameter tensors, stored one after the other as a block of `rows`
   * x `columns`.
   */
  readonly tensors: readonly PlacedTensor[];
  /**
   * The index of the layer's first parameter in the array of the network's
   * parameters.
   */
  readonly offset: number;
  /**
   * The number of rows of the block that the layer's parameters form. For a
   * dense layer: the number of inputs, plus 1 for the biases.
   */
  readonly rows: number;
  /**
   * The number of columns of the block that the layer's parameters form. For a
   * dense layer: the number of units.
   */
  readonly columns: number;
  /**
   * Tensors that are not trained, such as running means. These tensors are stored
   * after all parameters of the network.
   */
  readonly statistics: readonly PlacedTensor[];
  /** The number of multiply-adds in the forward pass of one example. */
  readonly work: number;
  /**
   * The number of values that are stored for each example between the forward
   * pass and the update.
   */
  readonly memory: number;
}

/** Returns the entry of `layerTypes` for the type of a layer. */
export function typeOf({ type }: { type: LayerTypeName }): LayerType<unknown> {
  return layerTypes[type] as LayerType<unknown>;
}

/**
 * The input shape of the first layer. Some layer types require an image, and
 * others require a row of numbers. The first layer that requires an image or a
 * row of numbers decides the shape. If no layer requires an image or a row of
 * numbers, the input shape is `[width]`, a row of numbers.
 *
 * @param width The number of values in an example.
 * @param image The shape of the images, `[rows, columns, channels]`, if known.
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
 * Computes the plan of each layer, such as its shapes and the positions of its
 * parameters, from the shape of an example.
 *
 * @param refused Called with the position of the first layer that does not
 *   accept its input shape, and with the reason for the refusal. The layer with
 *   the refused input shape and all later layers get no plan. By default,
 *   `planLayers` throws an error if a layer does not accept its input shape.
 * @throws {TypeError} If a layer does not accept its input shape.
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

/** The total number of values in a list of tensors. */
export function countOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((count, { shape }) => count + sizeOf(shape), 0);
}

/** Assigns consecutive offsets to tensors, from the offset `start`. */
function placed(tensors: readonly Tensor[], start: number): PlacedTensor[] {
  let offset = start;
  return tensors.map((tensor) => {
    const at = offset;
    offset += sizeOf(tensor.shape);
    return { ...tensor, offset: at };
  });
}
