/**
 * The interface of a layer type in WebAssembly: the memory layout of a layer,
 * and the functions (kernels) that the layer type adds to a module. A kernel
 * (kernel function) is a WebAssembly function, not the weights of a
 * convolution. A kernel function with the parameters `(row, rows)` processes
 * `rows` rows of the batch, starting at `row`. A kernel function with the
 * parameters `(worker, workers)` processes the weights that belong to one
 * worker.
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

/**
 * The choice of kernel functions for one layer, before memory is allocated; see
 * `form.ts`.
 */
export interface LayerForm {
  /** The layer in the plan. */
  readonly plan: LayerPlan;
  /**
   * The max pooling layer after this layer, if the kernel functions of this
   * layer also compute the pooling; see `conv_pooled.ts`. If the kernel
   * functions also compute the pooling, the outputs of this layer are the
   * outputs of the pooling layer.
   */
  readonly pooling: LayerPlan | undefined;
  /**
   * The index of the layer in the plan; the dropout masks are computed from
   * this index.
   */
  readonly index: number;
  /** Whether the network is trained, or only used for prediction. */
  readonly learns: boolean;
  /** Whether the layer is the first layer, which reads the examples. */
  readonly isFirst: boolean;
  /** The number of inputs. */
  readonly inputs: number;
  /** The number of outputs. */
  readonly units: number;
  /** The activation function. */
  readonly activation: Activation;
  /** The dropout rate of the outputs. */
  readonly dropout: number;
  /**
   * Whether zeros among the inputs are skipped. If true, the inputs are stored
   * as lists of nonzero values.
   */
  readonly sparse: boolean;
  /** Whether most inputs are zero, so that convolutions skip windows of zeros. */
  readonly skipsBlanks: boolean;
  /** Whether the backward pass skips zeros of dL/dz. */
  readonly sparseBackward: boolean;
  /** Whether f'(z) is stored in addition to a = f(z). */
  readonly storesDerivatives: boolean;
  /** Whether most inputs equal one nonzero number; see `background.ts`. */
  readonly hasBackground: boolean;
}

/** The memory layout of one layer. */
export interface LayerLayout extends LayerForm {
  /** The distance in bytes between the outputs of two neighboring examples. */
  readonly stride: number;
  /**
   * The size in bytes of additional values that the layer stores for each
   * example, such as sums of a normalization; 0 if there are no additional
   * values.
   */
  readonly keptStride: number;
  /**
   * The address of the additional values: for each example of the batch, a
   * block of `keptStride` bytes. Before the first batch, all additional values
   * at address `kept` are 0.
   */
  readonly kept: number;
  /**
   * The byte offset, from the address `kept`, of the marks of nonzero dL/dz, if
   * the layer needs marks; see `conv_lists.ts`.
   */
  readonly marks?: number | undefined;
  /** The address of numbers that are not trained, such as running means. */
  readonly statistics: number;
  /** The address of the weights. */
  readonly weights: number;
  /**
   * The address of arrays derived from the weights, such as transposed weights;
   * 0 if there are no such arrays.
   */
  readonly derived: number;
  /** The address of dL/dz, `[examples][outputs]`. */
  readonly dz: number;
  /**
   * The address of the outputs, `[examples][outputs]`. The address `a` is
   * higher than the address `dz`.
   */
  readonly a: number;
  /**
   * The address of the derivatives f'(z), `[examples][outputs]`, after `a`; 0
   * if they are not stored.
   */
  readonly derivatives: number;
}

/** The memory sizes of a layer, before the addresses are allocated. */
export type Sizes<L extends LayerLayout> =
  & Omit<
    L,
    Exclude<keyof LayerLayout, keyof LayerForm | "stride" | "keptStride">
  >
  & {
    /** The size of the weights in bytes. */
    readonly weightBytes: number;
    /** The size of the arrays derived from the weights, in bytes. */
    readonly derivedBytes: number;
  };

/** The addresses of a layer's inputs. */
export interface Inputs {
  /** The address of the inputs of the first example. */
  readonly a: number;
  /** The distance in bytes between the inputs of two neighboring examples. */
  readonly stride: number;
}

/** A kernel function of the forward or the backward pass. */
export interface Part {
  /**
   * The function `(row, rows)`, which processes `rows` rows of the batch,
   * starting at `row`.
   */
  readonly run: Call;
  /**
   * Whether each worker runs the kernel function for all rows of the batch,
   * after a barrier.
   */
  readonly joins?: true;
}

/**
 * A layer type in WebAssembly. Functions for weights, such as `update`, are
 * absent if the layer type has no weights.
 */
export interface LayerKernels<L extends LayerLayout = LayerLayout> {
  /** Whether the layer type can read inputs as lists of nonzero values. */
  readonly takesLists: boolean;
  /**
   * Whether the layer type has the kernel functions that `loop/singly.ts`
   * calls.
   */
  readonly takesSingleExamples: boolean;
  /**
   * Whether the update uses each sum of the gradient while the sum is in a
   * register. If false, the gradient is stored in memory.
   */
  readonly fusesUpdate: boolean;
  /**
   * Whether the kernel functions can also compute the next layer, if that layer
   * halves the rows and columns of images.
   */
  readonly halves?: true;
  /**
   * Whether a layer halves the rows and columns of images: its outputs are the maxima
   * of windows of 2 x 2 positions that do not overlap.
   */
  isHalving?(layer: LayerPlan): boolean;
  /**
   * Computes the memory sizes of a layer. `above` is the next layer, which
   * reads the outputs of this layer.
   */
  layOut(
    layer: LayerForm,
    form: { readonly learns: boolean; readonly single: boolean },
    above: LayerForm | undefined,
  ): Sizes<L>;
  /**
   * Copies a layer's parameters between memory and an array in the parameter
   * order of the plan.
   *
   * @param view A view of the whole memory.
   * @param block The parameters as one array: a matrix with the `rows` and
   *   `columns` of the layer's plan. If `write` is false, the parameters are
   *   copied from memory to `block`; otherwise they are copied from `block` to
   *   memory.
   * @param distance The distance in bytes from the weights to the values that
   *   are copied, such as moments or gradients.
   */
  copyParameters?(
    view: Float32Array,
    layer: L,
    block: Numbers,
    write: boolean,
    distance: number,
  ): void;
  /**
   * Adds the kernel functions of the forward pass to the module, in the order
   * in which they run. The kernel functions compute the weighted sums, and
   * apply the activation if the code of the activation is short.
   */
  forward(
    module: Module,
    layer: L,
    inputs: Inputs,
    lists: Lists | undefined,
  ): Part[];
  /**
   * Adds the kernel functions of the backward pass to the module, in the order
   * in which they run. The kernel functions compute dL/dz of the previous
   * layer.
   */
  backward(
    module: Module,
    memory: Allotment,
    layer: L,
    below: LayerLayout,
    batch: number,
  ): Part[];
  /**
   * Adds a function `(worker, workers, examples)` that updates the weights.
   *
   * @param movesAlways Whether weights with a gradient of 0 can change.
   */
  update?(
    module: Module,
    layer: L,
    inputs: Inputs,
    lists: Lists | undefined,
    weightUpdate: WeightUpdate,
    movesAlways: boolean,
  ): Call;
  /** Adds a function `(worker, workers)` that updates arrays derived from the weights. */
  derive?(module: Module, layer: L): Call | undefined;
  /**
   * Adds a function `(worker, workers)` for max-norm: if the norm of a unit's
   * weights is above `maxNorm`, the function scales these weights so that their
   * norm is `maxNorm`.
   */
  limitNorms?(module: Module, layer: L, maxNorm: number): Call;
  /**
   * Adds a function `(worker, workers)` that updates running means and variances,
   * after a training step.
   */
  learn?(module: Module, layer: L): Call;
  /**
   * Adds a function `(worker, workers)` that adds stored updates to the weights
   * of a layer with a background (a fold); see `background.ts`.
   */
  fold?(module: Module, layer: L): Call;
}
