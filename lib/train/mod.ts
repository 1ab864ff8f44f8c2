/**
 * Training: epochs of chunks of batches, on any engine.
 *
 * @module
 */

export {
  DivergenceError,
  type Progress,
  train,
  type TrainOptions,
  type TrainResult,
  type ValidationOption,
} from "./train.ts";
export { validate } from "./validation.ts";
