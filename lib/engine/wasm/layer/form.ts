/**
 * The form of a network: the choice of its kernel functions, and of the values
 * that these functions store in memory. The kernel functions of a network and
 * the values that they store are chosen once, from the plan and the examples.
 *
 * @module
 */

import { activations as formulas, optimizerOf } from "../../../formula/mod.ts";
import { type LayerPlan, sizeOf, sliceOf, typeOf } from "../../../layer/mod.ts";
import type { Plan } from "../../../network/mod.ts";
import { activations, isElementwise } from "../code/activations.ts";
import type { LayerForm } from "./kernel.ts";
import { kernelsOf } from "./kernels.ts";

/** The choice of kernel functions for a network. */
export interface Form {
  /** Whether the network is trained, or only used for prediction. */
  readonly learns: boolean;
  /**
   * Whether the network is trained by the kernel functions that
   * `loop/singly.ts` calls, for batches of 1.
   */
  readonly single: boolean;
  /** The layers that have kernel functions, in order. */
  readonly layers: readonly LayerForm[];
}

/** The choice of kernel functions for training. */
export interface TrainingForm extends Form {
  /** The number of examples per optimizer step. */
  readonly batchSize: number;
  /**
   * The largest number of examples of a batch that are in memory between the
   * forward pass and the update.
   */
  readonly slice: number;
  /**
   * Whether the gradient is stored, and the optimizer step is a separate pass.
   * If false, the optimizer step uses each gradient sum while the sum is in a
   * register.
   */
  readonly storesGradient: boolean;
  /**
   * Whether an optimizer step is W -= learning rate * mean of dW, with or
   * without max-norm after it.
   */
  readonly hasPlainStep: boolean;
}

/**
 * The facts that, together with the plan, decide the choice of kernel functions
 * for training.
 */
export interface Choices {
  /** The number of examples per optimizer step. */
  readonly batchSize: number;
  /** Whether the gradient is stored (default: only if necessary). */
  readonly storesGradient?: boolean | undefined;
  /**
   * Whether most inputs are zero or equal to the background, the number that
   * byte 0 stands for.
   */
  readonly sparse?: boolean;
  /** Whether the inputs have a background, which is the number that byte 0 stands for, if this number is not 0. */
  readonly background?: boolean;
}

/** The smallest number of outputs of a layer for which skipping zeros is faster. */
const WIDE = 64;

/** Chooses the kernel functions for training. */
export function trainingForm(
  plan: Plan,
  { batchSize, sparse = false, background = false, ...choices }: Choices,
): TrainingForm {
  const { clip = {}, regularization = {} } = plan;
  const { l1, l2, maxNorm } = regularization;
  const layers = formsOf(plan, true);
  const slice = sliceOf(plan.layers, batchSize);
  const storesGradient = choices.storesGradient ||
    batchSize > slice || clip.norm !== undefined ||
    !layers.every((layer) => kernelsOf(layer).fusesUpdate);
  const hasPlainStep = optimizerOf(plan.optimizer).isPlain &&
    [clip.norm, clip.value, l1, l2].every((most) => most === undefined);
  const isPlain = hasPlainStep && !storesGradient && maxNorm === undefined;
  const single = batchSize === 1 && isPlain &&
    layers.every((layer) => kernelsOf(layer).takesSingleExamples) &&
    !layers.slice(0, -1).some(({ storesDerivatives }) => storesDerivatives);
  // the formulas of a background are valid only for plain gradient descent
  const firstIsSparse = sparse && (!background || isPlain) &&
    kernelsOf(layers[0]).takesLists;
  // the norm of the gradient is a sum in the order of memory, and layers that
  // skip zeros store their weights in another order
  const mayBeSparse = clip.norm === undefined && !single;
  return {
    learns: true,
    batchSize,
    slice,
    storesGradient,
    hasPlainStep,
    single,
    layers: layers.map((layer) => ({
      ...layer,
      sparse: layer.isFirst ? firstIsSparse : mayBeSparse && layer.sparse,
      skipsBlanks: layer.isFirst && sparse && !background,
      sparseBackward: mayBeSparse && layer.sparseBackward,
      hasBackground: layer.isFirst && background && firstIsSparse,
    })),
  };
}

/**
 * Chooses the kernel functions for prediction. `sparse` says whether most
 * inputs are zero.
 */
export function predictionForm(plan: Plan, sparse: boolean): Form {
  const layers = formsOf(plan, false).map((layer) =>
    layer.isFirst
      ? {
        ...layer,
        sparse: sparse && kernelsOf(layer).takesLists,
        skipsBlanks: sparse,
      }
      : layer
  );
  return { learns: false, single: false, layers };
}

/**
 * The layers that have kernel functions, each with all optimizations that are
 * possible for the layer. If possible, a convolution and the max pooling layer
 * after it are combined into one layer.
 */
function formsOf(plan: Plan, learns: boolean): LayerForm[] {
  const all = plan.layers
    .map((layer, index) => ({ plan: layer, index }))
    .filter(({ plan }) => typeOf(plan).computes);
  const poolingOf = (l: number) =>
    l >= 0 && l + 2 < all.length && canPool(all[l].plan, all[l + 1].plan)
      ? all[l + 1]
      : undefined;
  return all.flatMap(({ plan, index }, l): LayerForm[] => {
    if (poolingOf(l - 1)) return []; // the previous layer, a convolution, also computes this layer
    const code = activations[plan.activation], pooling = poolingOf(l);
    const inputs = sizeOf(plan.input);
    const outer = pooling ?? { plan, index }; // the layer that computes the outputs
    const units = sizeOf(outer.plan.output), { dropout } = outer.plan;
    const below = l > 0 ? all[l - 1].plan : undefined;
    return [{
      plan,
      pooling: pooling?.plan,
      index: outer.index,
      learns,
      isFirst: l === 0,
      inputs,
      units,
      activation: code,
      dropout,
      // true if many outputs of the previous layer are 0
      sparse: below !== undefined && kernelsOf({ plan }).takesLists &&
        formulas[below.activation].leavesZeros && units >= WIDE,
      sparseBackward: learns && l > 0 &&
        formulas[plan.activation].leavesZeros && inputs >= WIDE,
      // true if f'(z) includes a dropout mask, or is computed from z
      storesDerivatives: learns && isElementwise(code) &&
        (dropout > 0 || !code.backward),
      skipsBlanks: false,
      hasBackground: false,
    }];
  });
}

/**
 * Whether the kernel functions of a layer can also compute the max pooling
 * layer after this layer.
 */
function canPool(layer: LayerPlan, above: LayerPlan): boolean {
  const code = activations[layer.activation];
  const isShort = code.fused === true && code.backward !== undefined;
  // with dropout, f'(z) * mask is computed before the product with da; another
  // order gives the same bits only if f'(z) is 0 or 1
  const dropsAlike = above.dropout === 0 || code.isPositive === true;
  return kernelsOf({ plan: layer }).halves === true && isShort &&
    kernelsOf({ plan: above }).isHalving?.(above) === true &&
    layer.dropout === 0 && dropsAlike;
}
