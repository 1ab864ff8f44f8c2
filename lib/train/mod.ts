/**
 * Training: the loop over epochs, validation, early stopping and checkpoints, for
 * any engine.
 *
 * @module
 */

export type {
  Checkpoint,
  EpochFigures,
  ValidationFigures,
} from "./checkpoint.ts";
export {
  mustBeOptions,
  type Progress,
  type TrainOptions,
  type TrainResult,
  type ValidationOption,
} from "./options.ts";
export { DivergenceError } from "./divergence_error.ts";
export { train } from "./train.ts";
export { validate } from "./validation.ts";
