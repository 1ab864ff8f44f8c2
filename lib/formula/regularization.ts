/**
 * Gradient clipping, then the gradients of the l1 and l2 penalties, both before
 * the optimizer's step; and max-norm, a limit to the weights after it.
 *
 * @module
 */

/** How the mean gradient of a step is clipped. */
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

/** What happens to a gradient before the optimizer's step. */
export interface GradientOptions {
  /** How it is clipped; not at all, where absent. */
  readonly clip?: ClipSpec | undefined;
  /** The penalties on weights and biases; none, where absent. */
  readonly regularization?: RegularizationSpec | undefined;
}

/** The gradient that the optimizer is given, from the weight and its mean gradient. */
export type GradientTransform = (w: number, dw: number) => number;

/** Added to a norm before it is divided by. */
export const NORM_EPSILON = 1e-6;

/**
 * Clipping and penalties of a step; undefined where the gradient stays as it is.
 *
 * @param norm The norm of the mean gradient.
 * @see Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013)
 */
export function gradientTransform(
  { clip = {}, regularization = {} }: GradientOptions,
  norm: () => number,
): GradientTransform | undefined {
  const { l1 = 0, l2 = 0 } = regularization, { value = Infinity } = clip;
  if (!clip.norm && value === Infinity && !l1 && !l2) return undefined;
  const factor = clip.norm
    ? Math.min(1, clip.norm / (norm() + NORM_EPSILON))
    : 1;
  return (w, dw) =>
    Math.max(-value, Math.min(factor * dw, value)) +
    l2 * w + l1 * Math.sign(w);
}

/** Whether weights move where the gradient of the loss is 0. */
export function hasPenalty({ regularization = {} }: GradientOptions): boolean {
  return !!regularization.l1 || !!regularization.l2;
}
