/**
 * Gradient clipping and regularization. Before an optimizer step, the mean
 * gradient is clipped and the gradients of the l1 and l2 penalties are added.
 * After the optimizer step, max-norm regularization limits the norm of the
 * weights of each unit.
 *
 * @module
 */

/** The gradient clipping of an optimizer step, applied to the mean gradient of the batch. */
export interface ClipSpec {
  /**
   * The largest allowed norm of the whole gradient; the norm is the square root
   * of the sum of the squares of all components. A gradient whose norm is above
   * this limit is scaled down so that its norm equals the limit.
   */
  readonly norm?: number | undefined;
  /**
   * The largest allowed absolute value of a component of the gradient. Clipping
   * by value is applied after clipping by norm.
   */
  readonly value?: number | undefined;
}

/**
 * The regularization of weights and biases. The l1 and l2 penalties are not
 * part of the reported loss.
 */
export interface RegularizationSpec {
  /** The l1 penalty: `l1 * sign(w)` is added to the gradient of each parameter w. */
  readonly l1?: number | undefined;
  /** The l2 penalty: `l2 * w` is added to the gradient of each parameter w. */
  readonly l2?: number | undefined;
  /**
   * The largest allowed norm of the weights of one unit. If the norm of a
   * unit's weights is above `maxNorm` after a step, the weights are scaled down
   * so that their norm is `maxNorm`.
   */
  readonly maxNorm?: number | undefined;
}

/** The gradient clipping and the regularization of a network. */
export interface GradientOptions {
  /** Gradient clipping (default: none). */
  readonly clip?: ClipSpec | undefined;
  /** The regularization of weights and biases (default: none). */
  readonly regularization?: RegularizationSpec | undefined;
}

/**
 * A function that takes a parameter and its mean gradient, and returns the
 * gradient for the optimizer.
 */
export type GradientTransform = (w: number, dw: number) => number;

/** A small number added to a norm, to avoid division by 0. */
export const NORM_EPSILON = 1e-6;

/**
 * Returns a function that clips a gradient and adds the gradients of the l1 and
 * l2 penalties. Returns `undefined` if there is neither clipping nor a penalty.
 *
 * @param norm A function that computes the norm of the mean gradient.
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

/**
 * Whether there is an l1 or l2 penalty. With a penalty, a parameter changes even if
 * the gradient of the loss is 0.
 */
export function hasPenalty({ regularization = {} }: GradientOptions): boolean {
  return !!regularization.l1 || !!regularization.l2;
}
