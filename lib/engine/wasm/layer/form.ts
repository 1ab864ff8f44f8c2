/**
 * Which kernels a network needs and what they keep in memory, decided once from
 * its plan and its examples and then handed down.
 *
 * @module
 */

import { activations as formulas, optimizerOf } from "../../../formula/mod.ts";
import { type LayerPlan, sizeOf } from "../../../layer/mod.ts";
import type { Plan } from "../../../network/mod.ts";
import { activations, isElementwise } from "../code/activations.ts";

/** Which kernels the layers of a network have. */
export interface Form {
  /** Whether the network is trained, or only predicts. */
  readonly learns: boolean;
  /** Whether it is trained by the kernels of `loop/singly.ts`, for batches of 1. */
  readonly single: boolean;
  /** Layer by layer, whether zeros among the inputs are skipped. */
  readonly sparse: readonly boolean[];
  /** Layer by layer, whether backward skips zeros of dL/dz. */
  readonly sparseBackward: readonly boolean[];
  /** Layer by layer, whether f'(z) is stored beside a = f(z). */
  readonly keepsDerivative: readonly boolean[];
  /** Whether the sparse inputs are those beyond a background; see `background.ts`. */
  readonly background: boolean;
}

/** How a network is trained. */
export interface TrainingForm extends Form {
  /** How many examples a step of the optimizer is of. */
  readonly batchSize: number;
  /**
   * Whether the gradient is stored, and the optimizer runs in a pass of its own;
   * otherwise it takes each sum while that is in a register.
   */
  readonly keepsGradient: boolean;
}

/** What decides about a network's training beside its plan. */
export interface Choices {
  /** How many examples a step of the optimizer is of. */
  readonly batchSize: number;
  /** Whether the gradient is stored; unless given, where it must be. */
  readonly keepsGradient?: boolean | undefined;
  /** Whether most inputs are zero, or the background. */
  readonly sparse?: boolean;
  /** Whether byte 0 stands for a number other than 0. */
  readonly background?: boolean;
}

/** The most examples that are in memory between forward and update. */
export const SLICE = 1024;

/** Skipping zeros pays for a layer with at least so many outputs to skip them for. */
const WIDE = 64;

/** Whether clipping or regularization changes the mean gradient of a batch. */
export function changesGradient(
  { clip = {}, regularization = {} }: Plan,
): boolean {
  const { l1, l2 } = regularization;
  return [clip.norm, clip.value, l1, l2].some((most) => most !== undefined);
}

/** How a plan is trained. */
export function trainingForm(
  plan: Plan,
  { batchSize, sparse = false, background = false, ...choices }: Choices,
): TrainingForm {
  const { clip, optimizer, regularization, layers } = plan;
  const keepsGradient = choices.keepsGradient ??
    (batchSize > SLICE || clip?.norm !== undefined);
  // W -= learning rate * dW, and nothing more
  const isPlain = !keepsGradient && optimizerOf(optimizer).isPlain &&
    !changesGradient(plan) &&
    regularization?.maxNorm === undefined;
  const keepsDerivative = layers.map(needsDerivative);
  const single = batchSize === 1 && isPlain &&
    !keepsDerivative.slice(0, -1).includes(true);
  // the algebra of a background is exact for plain SGD alone
  const isSparse = sparse && (!background || isPlain);
  // the norm of a gradient is summed in the order of memory, which sparse layers change
  const mayBeSparse = clip?.norm === undefined && !single;
  return {
    learns: true,
    batchSize,
    keepsGradient,
    keepsDerivative,
    single,
    sparse: layers.map((_, l) =>
      l === 0 ? isSparse : mayBeSparse && hasSparseInputs(plan, l)
    ),
    sparseBackward: layers.map((layer, l) =>
      mayBeSparse && l > 0 && formulas[layer.activation].leavesZeros &&
      sizeOf(layer.input) >= WIDE
    ),
    background: background && isSparse,
  };
}

/** How a plan predicts, from whether most inputs are zero. */
export function predictionForm(plan: Plan, sparse: boolean): Form {
  return {
    learns: false,
    single: false,
    sparse: plan.layers.map((_, l) => l ? hasSparseInputs(plan, l) : sparse),
    sparseBackward: [],
    keepsDerivative: [],
    background: false,
  };
}

/** Whether f'(z) must be stored: it has a dropout mask in it, or needs z itself. */
function needsDerivative({ activation, dropout }: LayerPlan): boolean {
  const code = activations[activation];
  return isElementwise(code) && (dropout > 0 || !code.backward);
}

/** Whether relu in the layer below leaves many inputs of layer `l` at zero. */
function hasSparseInputs({ layers }: Plan, l: number): boolean {
  const { leavesZeros } = formulas[layers[l - 1].activation];
  return leavesZeros && sizeOf(layers[l].output) >= WIDE;
}
