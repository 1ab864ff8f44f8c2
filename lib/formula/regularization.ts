/**
 * What keeps slopes and weights small: clipping, then the pull of l1 and l2, all
 * before the optimiser sees a slope; and a limit to the weights after its step.
 *
 * @module
 */

/** How the mean slopes of a step are cut. */
export interface ClipSpec {
  /** The most that the root of the sum of all their squares may be. */
  readonly norm?: number | undefined;
  /** The most that any of them may be, either way; cut after the norm. */
  readonly value?: number | undefined;
}

/** What weights and biases are pulled by; the loss that is told is without it. */
export interface RegularizationSpec {
  /** Added to each slope with the sign of its weight. */
  readonly l1?: number | undefined;
  /** How much of its weight is added to each slope. */
  readonly l2?: number | undefined;
  /** The most that the root of the sum of a unit's squared weights may be. */
  readonly maxNorm?: number | undefined;
}

/** What of a plan is told here. */
export interface Restraints {
  /** How slopes are cut; as they are, where absent. */
  readonly clip?: ClipSpec | undefined;
  /** What weights are pulled by; nothing, where absent. */
  readonly regularization?: RegularizationSpec | undefined;
}

/** The slope that the optimiser sees, from the weight and its mean slope. */
export type Restrain = (w: number, dw: number) => number;

/** What keeps the norm of no slopes from being divided by. */
export const NORM_EPSILON = 1e-6;

/**
 * The restraints of a step, of all but the weights' norm; none where slopes are
 * as they are.
 *
 * @param norm The root of the sum of all the squared mean slopes.
 * @see Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013)
 */
export function restraintOf(
  { clip = {}, regularization = {} }: Restraints,
  norm: () => number,
): Restrain | undefined {
  const { l1 = 0, l2 = 0 } = regularization, { value = Infinity } = clip;
  if (!clip.norm && value === Infinity && !l1 && !l2) return undefined;
  const share = clip.norm
    ? Math.min(1, clip.norm / (norm() + NORM_EPSILON))
    : 1;
  return (w, dw) =>
    Math.max(-value, Math.min(share * dw, value)) +
    l2 * w + l1 * Math.sign(w);
}

/** Whether weights are pulled where slopes are 0. */
export function pulls({ regularization = {} }: Restraints): boolean {
  return !!regularization.l1 || !!regularization.l2;
}
