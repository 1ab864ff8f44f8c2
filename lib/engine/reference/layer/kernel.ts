/**
 * The interface of `Kernel` objects, which do the arithmetic of a layer type
 * for one example at a time. `layer.ts` has the code that all layer types
 * share: activation, dropout and the loop over a batch.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import { ShapeError } from "../../../frame.ts";
import type { LayerPlan } from "../../../layer/mod.ts";

/**
 * The arithmetic of one layer. A name such as `dz` means the gradient of the
 * loss with respect to z, dL/dz.
 */
export interface Kernel {
  /** Computes the weighted sums `z` from the inputs `x`. */
  forward(x: Numbers, z: Numbers): void;
  /**
   * Computes the parameter gradient of one example from `x` and `dz`, and adds
   * this gradient to the parameter gradient of the batch.
   */
  addGradient(x: Numbers, dz: Numbers): void;
  /** Computes `dx` from `dz`. Some layer types also use the inputs `x`. */
  backward(dz: Numbers, dx: Numbers, x: Numbers): void;
  /**
   * Called with all examples of a batch, before the calls of `forward`, for
   * layers that compute statistics over the batch.
   */
  beginForward?(x: readonly Numbers[], isTraining: boolean): void;
  /**
   * Called with all examples of a batch, before the calls of `backward`, for
   * layers that compute statistics over the batch.
   */
  beginBackward?(x: readonly Numbers[], dz: readonly Numbers[]): void;
  /** Updates statistics such as running means. This method is called after each training step. */
  learn?(): void;
}

/**
 * Makes the object (`Kernel`) that does the arithmetic of a layer.
 *
 * @param parameters The parameters of the layer, a matrix of `plan.rows` x
 *   `plan.columns`.
 * @param gradient The gradient of the loss with respect to the parameters, with
 *   the same shape as `parameters`.
 * @param statistics The numbers of the layer that are updated but not trained, such as
 *   running means, in the order of `plan.statistics`.
 */
export type MakeKernel = (
  plan: LayerPlan,
  parameters: Numbers,
  gradient: Numbers,
  statistics: Numbers,
) => Kernel;

/** Returns a view of each row of a row-major matrix. */
export function rowsOf(matrix: Numbers, columns: number): Numbers[] {
  return Array.from(
    { length: matrix.length / columns },
    (_, r) => matrix.subarray(r * columns, (r + 1) * columns),
  );
}

/** Checks that an array has the expected length. */
export function mustHold(what: string, numbers: Numbers, size: number): void {
  if (numbers.length === size) return;
  throw new ShapeError(
    `${what} must have ${size} numbers: found ${numbers.length}`,
  );
}
