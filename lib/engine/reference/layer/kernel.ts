/**
 * What each layer type computes, for one example at a time. What all types share
 * (activation, dropout, the loop over a batch) is in `layer.ts`.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import { ShapeError } from "../../../frame.ts";
import type { LayerPlan } from "../../../layer/mod.ts";

/** The arithmetic of one layer. `d...` is the gradient of the loss, dL/d... */
export interface Kernel {
  /** Fills the weighted sums `z` from the inputs `x`. */
  forward(x: Numbers, z: Numbers): void;
  /** Adds to the gradient of the parameters, from `x` and `dz`. */
  addGradient(x: Numbers, dz: Numbers): void;
  /** Fills `dx` from `dz`, and from the inputs `x` where it depends on them. */
  backward(dz: Numbers, dx: Numbers, x: Numbers): void;
  /** Called before `forward` with all examples of a batch, by a layer that joins them. */
  beginForward?(x: readonly Numbers[], isTraining: boolean): void;
  /** Called before `backward` with all examples of a batch, likewise. */
  beginBackward?(x: readonly Numbers[], dz: readonly Numbers[]): void;
  /** Called once a batch was learned from: renews statistics. */
  learn?(): void;
}

/**
 * Makes the kernel of a layer.
 *
 * @param parameters Those of the layer, `plan.rows` x `plan.columns`.
 * @param gradient That of the loss with respect to them, of the same shape.
 * @param statistics What it keeps that is not trained, in the order of the plan.
 */
export type MakeKernel = (
  plan: LayerPlan,
  parameters: Numbers,
  gradient: Numbers,
  statistics: Numbers,
) => Kernel;

/** A view of each row of a row-major matrix. */
export function rowsOf(matrix: Numbers, columns: number): Numbers[] {
  return Array.from(
    { length: matrix.length / columns },
    (_, r) => matrix.subarray(r * columns, (r + 1) * columns),
  );
}

/** Refuses numbers that are not as many as a shape holds. */
export function mustHold(what: string, numbers: Numbers, size: number): void {
  if (numbers.length === size) return;
  throw new ShapeError(
    `${what} must hold ${size} numbers: found ${numbers.length}`,
  );
}
