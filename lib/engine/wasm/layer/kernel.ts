/**
 * What a layer type is in WebAssembly: how a layer lies in memory, and the kernels
 * that it adds to a module. Every kernel of a batch is a function of
 * `(row, rows)`, some rows of the batch, or of `(worker, workers)`, a worker's
 * part of the weights.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import type { LayerPlan } from "../../../layer/mod.ts";
import type { Activation } from "../code/activations.ts";
import type { Call, Module } from "../code/assemble.ts";
import type { Allotment } from "../code/memory.ts";
import type { Lists } from "./lists.ts";
import type { WeightUpdate } from "./optimizer.ts";

/** What is decided of one layer, before it has a place in memory; see `form.ts`. */
export interface LayerForm {
  /** The layer in the plan. */
  readonly plan: LayerPlan;
  /** Its position there, which dropout masks follow from. */
  readonly index: number;
  /** Whether the network is trained, or only predicts. */
  readonly learns: boolean;
  /** Whether its inputs are the examples themselves. */
  readonly isFirst: boolean;
  /** How many inputs it has. */
  readonly inputs: number;
  /** How many outputs it has. */
  readonly units: number;
  /** What is applied to the weighted sums. */
  readonly activation: Activation;
  /** The fraction of its outputs that is dropped in training. */
  readonly dropout: number;
  /** Whether zeros among the inputs are skipped: they come as lists. */
  readonly sparse: boolean;
  /** Whether backward skips zeros of dL/dz. */
  readonly sparseBackward: boolean;
  /** Whether f'(z) is stored beside a = f(z). */
  readonly storesDerivatives: boolean;
  /** Whether most inputs are one number other than 0; see `background.ts`. */
  readonly hasBackground: boolean;
}

/** One layer in memory. */
export interface LayerLayout extends LayerForm {
  /** The bytes from one example's outputs to the next one's. */
  readonly stride: number;
  /** The bytes of what else it keeps of an example; 0 where there is nothing. */
  readonly keptStride: number;
  /** Where that is, `[batch]`, 0 at first. */
  readonly kept: number;
  /** Where what it keeps that is not trained is, such as running means. */
  readonly statistics: number;
  /** Where the weights start. */
  readonly weights: number;
  /** Where what is derived from the weights is; 0 where nothing is. */
  readonly derived: number;
  /** dL/dz, the gradient of the loss along the weighted sums, `[batch][units]`. */
  readonly dz: number;
  /** The outputs, likewise; the distance from `dz` is above 0. */
  readonly a: number;
  /** Their derivatives f'(z), likewise, beyond `a`; 0 where they are not stored. */
  readonly derivatives: number;
}

/** The bytes that a layer takes, and where they are once they are given. */
export type Sizes<L extends LayerLayout> =
  & Omit<
    L,
    Exclude<keyof LayerLayout, keyof LayerForm | "stride" | "keptStride">
  >
  & {
    /** The bytes of its weights. */
    readonly weightBytes: number;
    /** The bytes of what is derived from them. */
    readonly derivedBytes: number;
  };

/** Where a layer's inputs are. */
export interface Inputs {
  /** The address of the first example's. */
  readonly a: number;
  /** The bytes from one example to the next. */
  readonly stride: number;
}

/** A kernel in the order of a batch. */
export interface Part {
  /** `(row, rows)`: does its work for these rows of the batch. */
  readonly run: Call;
  /** Whether it takes all rows, once every worker has done what is before it. */
  readonly joins?: true;
}

/** One layer type. What is for weights is absent where a layer has none. */
export interface LayerKernels<L extends LayerLayout = LayerLayout> {
  /** Whether it reads inputs as lists of what is not zero, too. */
  readonly takesLists: boolean;
  /** Whether it has the kernels of `loop/singly.ts`. */
  readonly takesSingleExamples: boolean;
  /** Whether its update takes each sum while that is in a register; else the gradient is stored. */
  readonly fusesUpdate: boolean;
  /** How large it is; `above` is the layer that reads its outputs. */
  layOut(
    layer: LayerForm,
    form: { readonly learns: boolean; readonly single: boolean },
    above: LayerForm | undefined,
  ): Sizes<L>;
  /**
   * Copies between its block of parameters and memory.
   *
   * @param view All of the memory.
   * @param block Its parameters, rows x columns; filled where `write` is not set.
   * @param distance How far from the weights, for moments and gradients.
   */
  copyParameters?(
    view: Float32Array,
    layer: L,
    block: Numbers,
    write: boolean,
    distance: number,
  ): void;
  /** Adds, in order: the weighted sums, activated where f is short. */
  forward(
    module: Module,
    layer: L,
    inputs: Inputs,
    lists: Lists | undefined,
  ): Part[];
  /** Adds, in order: dL/dz of the layer below. */
  backward(
    module: Module,
    memory: Allotment,
    layer: L,
    below: LayerLayout,
    batch: number,
  ): Part[];
  /**
   * Adds `(worker, workers, examples)`: updates the weights.
   *
   * @param movesAlways Whether weights move whose gradient is 0.
   */
  update?(
    module: Module,
    layer: L,
    inputs: Inputs,
    lists: Lists | undefined,
    weightUpdate: WeightUpdate,
    movesAlways: boolean,
  ): Call;
  /** Adds `(worker, workers)`: renews what is derived from the weights. */
  derive?(module: Module, layer: L): Call | undefined;
  /** Adds `(worker, workers)`: scales the weights of units whose norm is over `maxNorm`. */
  limitNorms?(module: Module, layer: L, maxNorm: number): Call;
  /** Adds `(worker, workers)`: renews what is not trained, once a batch was learned from. */
  learn?(module: Module, layer: L): Call;
  /** Adds `(worker, workers)`: folds the weights of a background; see `background.ts`. */
  fold?(module: Module, layer: L): Call;
}
