/**
 * The interface of a layer type: its fields in a spec, its input and output shapes,
 * its parameters and its multiply-adds.
 *
 * @module
 */

import type { BiasInitializerName, InitializerName } from "../formula/mod.ts";
import type { Shape } from "./shape.ts";

/** A field of a layer in a spec, besides `name` and `type`. */
export interface LayerField {
  /**
   * The kind of the field's value, which decides how the code in `spec/` checks
   * the value.
   */
  readonly kind:
    | "count"
    | "sides"
    | "padding"
    | "epsilon"
    | "activation"
    | "dropout"
    | "initializer"
    | "biasInitializer";
  /** Whether the field is required, optional, or has a fixed or computed default. */
  readonly presence: "required" | "optional" | "default" | "computed";
  /** The default value. */
  readonly value?: string | number | undefined;
  /** A description of the default, if the default depends on other fields. */
  readonly computed?: string | undefined;
  /** The description of the field in the documentation. */
  readonly doc: string;
}

/** A layer as written in a spec, where only some fields are required. */
export type WithDefaults<Spec, Required extends keyof Spec> =
  & Pick<Spec, Required>
  & {
    readonly [N in Exclude<keyof Spec, Required>]?: Spec[N] | undefined;
  };

/**
 * A parameter tensor of a layer, without its offset in the array of the
 * network's parameters.
 */
export interface Tensor {
  /**
   * The tensor's name. In files, the layer's name and a dot precede the
   * tensor's name, such as `output.weights` for `weights` of layer `output`.
   * The spec's seed, the tensor's name and the position of the layer determine
   * the random initial values.
   */
  readonly name: string;
  /**
   * The tensor's shape; the values are stored in row-major order. The last
   * dimension is the same for all tensors of a layer.
   */
  readonly shape: Shape;
  /** The initializer of the tensor. */
  readonly initializer: InitializerName | BiasInitializerName | "ones";
  /** The number of inputs that each output depends on. */
  readonly fanIn: number;
  /** The number of outputs that depend on each input. */
  readonly fanOut: number;
  /**
   * Whether max-norm regularization limits the norm of each column of the
   * tensor.
   */
  readonly hasMaxNorm: boolean;
}

/** The part of the input image that a layer reads. */
export interface ReadPart {
  /** The layer reads this number of rows, starting with the first row. */
  readonly rows: number;
  /** The layer reads this number of columns, starting with the first column. */
  readonly columns: number;
  /**
   * The largest number of input positions per channel that can have a nonzero
   * gradient.
   */
  readonly gradients: number;
}

/**
 * A layer type. The type parameter `Spec` is the type of a layer in a checked
 * spec, such as `DenseSpec`.
 */
export interface LayerType<Spec> {
  /** The fields in a spec, besides `name` and `type`, in the order of the documentation. */
  readonly fields: Readonly<Record<string, LayerField>>;
  /** The description of the layer type in the documentation. */
  readonly doc: string;
  /**
   * Whether the layer computes new values. `flatten` computes no new values: it
   * only changes the shape.
   */
  readonly computes: boolean;
  /**
   * The required kind of input: a row of numbers or an image. `takes` is absent
   * if the layer accepts a row of numbers as well as an image.
   */
  readonly takes?: "row" | "image";
  /**
   * Whether the layer computes statistics over the batch, so that the whole batch
   * must be in memory at once.
   */
  readonly joinsBatch?: true;
  /**
   * Whether the layer is allowed as the last layer of a network. The outputs of
   * the last layer are the predictions.
   */
  readonly answers?: true;
  /**
   * The reason why the layer does not accept an input shape, and what to write
   * instead. The result is undefined if the layer accepts the shape.
   */
  refuses(layer: Spec, input: Shape): string | undefined;
  /** The output shape for an input shape. */
  output(layer: Spec, input: Shape): Shape;
  /**
   * The parameter tensors, in the order in which they are stored. Together, the
   * tensors form one matrix of `rows` x `columns` numbers; `rows` and `columns`
   * are fields of `LayerPlan`.
   */
  tensors(layer: Spec, input: Shape): readonly Tensor[];
  /**
   * The tensors that are not trained, such as running means, in the order in which
   * they are stored.
   */
  statistics?(layer: Spec, input: Shape): readonly Tensor[];
  /** The number of multiply-adds in the forward pass of one example. */
  work(layer: Spec, input: Shape): number;
  /**
   * The number of values that are stored for each example between the forward
   * pass and the update.
   */
  memory(layer: Spec, input: Shape): number;
  /** The part of the input image that the layer reads (default: the whole image). */
  reads?(layer: Spec, input: Shape): ReadPart;
  /** The smallest batch size that the layer can be trained with (default: 1). */
  leastBatch?(layer: Spec, input: Shape): number;
  /**
   * A remark that `explain` prints next to the layer's shapes, or undefined if
   * there is no remark.
   */
  remark?(layer: Spec, input: Shape): string | undefined;
}
