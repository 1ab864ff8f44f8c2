/**
 * A loss that grew without bound.
 *
 * @module
 */

/** A learning rate to try where a tenth of one is still far too large. */
const USUAL = 0.1;

/** A run whose loss is no longer a number. */
export class DivergenceError extends RangeError {
  /** The name a stack trace shows. */
  override readonly name = "DivergenceError";

  /** States where it happened and what to try. */
  constructor(
    /** The epoch, from 1. */
    readonly epoch: number,
    /** The batch in it, from 1. */
    readonly batch: number,
    /** How far the steps went. */
    readonly learningRate: number,
    /** The epoch whose weights were kept; the one before unless given. */
    best?: number,
  ) {
    const kept = best ? `of epoch ${best}, the best` : "from before that epoch";
    super(
      `the loss must stay a finite number: found none at epoch ${epoch}, batch ${batch}, ` +
        `with learningRate ${learningRate}; the weights are those ${kept}; ` +
        `try a learningRate of ${Math.min(learningRate / 10, USUAL)}`,
    );
  }
}
