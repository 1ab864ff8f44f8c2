/**
 * Which kernels a network needs and what they keep in memory, decided once from
 * its plan and its examples and then handed down.
 *
 * @module
 */

import { activations as formulas, optimizerOf } from "../../../formula/mod.ts";
import { sizeOf, sliceOf, typeOf } from "../../../layer/mod.ts";
import type { Plan } from "../../../network/mod.ts";
import { activations, isElementwise } from "../code/activations.ts";
import type { LayerForm } from "./kernel.ts";
import { kernelsOf } from "./kernels.ts";

/** Which kernels a network has. */
export interface Form {
  /** Whether the network is trained, or only predicts. */
  readonly learns: boolean;
  /** Whether it is trained by the kernels of `loop/singly.ts`, for batches of 1. */
  readonly single: boolean;
  /** Its layers that compute something, in order. */
  readonly layers: readonly LayerForm[];
}

/** How a network is trained. */
export interface TrainingForm extends Form {
  /** How many examples a step of the optimizer is of. */
  readonly batchSize: number;
  /** The most of them that are in memory between forward and update. */
  readonly slice: number;
  /**
   * Whether the gradient is stored, and the optimizer runs in a pass of its own;
   * otherwise it takes each sum while that is in a register.
   */
  readonly storesGradient: boolean;
  /** Whether a step is W -= learning rate * mean of dW, max-norm apart. */
  readonly hasPlainStep: boolean;
}

/** What decides about a network's training beside its plan. */
export interface Choices {
  /** How many examples a step of the optimizer is of. */
  readonly batchSize: number;
  /** Whether the gradient is stored; unless given, where it must be. */
  readonly storesGradient?: boolean | undefined;
  /** Whether most inputs are zero, or the background. */
  readonly sparse?: boolean;
  /** Whether byte 0 stands for a number other than 0. */
  readonly background?: boolean;
}

/** Skipping zeros pays for a layer with at least so many outputs to skip them for. */
const WIDE = 64;

/** How a plan is trained. */
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
  // the algebra of a background is exact for a plain step alone
  const firstIsSparse = sparse && (!background || isPlain) &&
    kernelsOf(layers[0]).takesLists;
  // the norm of a gradient is summed in the order of memory, which sparse layers change
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
      sparseBackward: mayBeSparse && layer.sparseBackward,
      hasBackground: layer.isFirst && background && firstIsSparse,
    })),
  };
}

/** How a plan predicts, from whether most inputs are zero. */
export function predictionForm(plan: Plan, sparse: boolean): Form {
  const layers = formsOf(plan, false).map((layer) =>
    layer.isFirst
      ? { ...layer, sparse: sparse && kernelsOf(layer).takesLists }
      : layer
  );
  return { learns: false, single: false, layers };
}

/** The layers that compute something, each with all that it may have. */
function formsOf(plan: Plan, learns: boolean): LayerForm[] {
  return plan.layers
    .map((layer, index) => ({ plan: layer, index }))
    .filter(({ plan }) => typeOf(plan).computes)
    .map(({ plan, index }, l, all) => {
      const code = activations[plan.activation];
      const inputs = sizeOf(plan.input), units = sizeOf(plan.output);
      const below = l > 0 ? all[l - 1].plan : undefined;
      return {
        plan,
        index,
        learns,
        isFirst: l === 0,
        inputs,
        units,
        activation: code,
        dropout: plan.dropout,
        // where the layer below leaves many zeros
        sparse: below !== undefined && kernelsOf({ plan }).takesLists &&
          formulas[below.activation].leavesZeros && units >= WIDE,
        sparseBackward: learns && l > 0 &&
          formulas[plan.activation].leavesZeros && inputs >= WIDE,
        // a dropout mask is in f'(z), or it needs z itself
        storesDerivatives: learns && isElementwise(code) &&
          (plan.dropout > 0 || !code.backward),
        hasBackground: false,
      };
    });
}
