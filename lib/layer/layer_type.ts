/**
 * What a layer type says of itself: its fields in a spec, the shapes that it
 * takes and gives, its parameters and its work.
 *
 * @module
 */

import type { BiasInitializerName, InitializerName } from "../formula/mod.ts";
import type { Shape } from "./shape.ts";

/** A field of a layer in a spec, beside `name` and `type`. */
export interface LayerField {
  /** Which kind of value it holds; `spec/` has the rule of each. */
  readonly kind:
    | "count"
    | "sides"
    | "padding"
    | "epsilon"
    | "activation"
    | "dropout"
    | "initializer"
    | "biasInitializer";
  /** Whether it must be written. */
  readonly presence: "required" | "optional" | "default" | "computed";
  /** The default. */
  readonly value?: string | number | undefined;
  /** The default in words, where it depends on other fields. */
  readonly computed?: string | undefined;
  /** What it means, in the words of the reference. */
  readonly doc: string;
}

/** A layer as it may be written: only some of its fields must be there. */
export type WithDefaults<Spec, Required extends keyof Spec> =
  & Pick<Spec, Required>
  & {
    readonly [N in Exclude<keyof Spec, Required>]?: Spec[N] | undefined;
  };

/** One tensor of a layer's parameters. */
export interface Tensor {
  /** It is saved as `LAYER.name`, and drawn from the random stream of this name. */
  readonly name: string;
  /** Row-major; the last dimension is the same for all tensors of a layer. */
  readonly shape: Shape;
  /** How its numbers start. */
  readonly initializer: InitializerName | BiasInitializerName | "ones";
  /** How many inputs an output is computed from. */
  readonly fanIn: number;
  /** How many outputs an input is part of. */
  readonly fanOut: number;
  /** Whether max-norm limits its columns. */
  readonly hasMaxNorm: boolean;
}

/** What a layer reads of an image. */
export interface ReadPart {
  /** How many rows, from the first. */
  readonly rows: number;
  /** How many columns, from the first. */
  readonly columns: number;
  /** How many places of a channel can have a gradient, at most. */
  readonly gradients: number;
}

/** One layer type; `Spec` is a layer of the type in a checked spec. */
export interface LayerType<Spec> {
  /** Its fields in a spec, beside `name` and `type`, in the order of the reference. */
  readonly fields: Readonly<Record<string, LayerField>>;
  /** What it does, in the words of the reference. */
  readonly doc: string;
  /** Whether it computes anything; else it only changes the shape. */
  readonly computes: boolean;
  /** Whether its inputs must be a row of numbers or an image; absent if either may be. */
  readonly takes?: "row" | "image";
  /** Whether it takes figures of a whole batch, which must be in memory at once. */
  readonly joinsBatch?: true;
  /** Whether it may be the last layer, whose outputs are the answers. */
  readonly answers?: true;
  /** Why it cannot take inputs of a shape, and what to write; undefined where it can. */
  refuses(layer: Spec, input: Shape): string | undefined;
  /** The shape of its output. */
  output(layer: Spec, input: Shape): Shape;
  /**
   * Its parameters, in the order in which they are stored: together one block of
   * rows x columns.
   */
  tensors(layer: Spec, input: Shape): readonly Tensor[];
  /** Numbers that are not trained, such as running means, likewise. */
  statistics?(layer: Spec, input: Shape): readonly Tensor[];
  /** Multiply-adds of one example, forward. */
  work(layer: Spec, input: Shape): number;
  /** How many numbers are stored of each example between forward and update. */
  memory(layer: Spec, input: Shape): number;
  /** What it reads of the image that comes in; all of it where absent. */
  reads?(layer: Spec, input: Shape): ReadPart;
  /** The smallest batch that it can learn from, where that is not 1. */
  leastBatch?(layer: Spec, input: Shape): number;
  /** What `explain` says of it beside its shapes, where there is something to say. */
  remark?(layer: Spec, input: Shape): string | undefined;
}
