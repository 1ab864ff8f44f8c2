/**
 * What a caller holds: a network that trains and predicts, folds of it, and its
 * model, checkpoint and record as bytes.
 *
 * @module
 */

export {
  checkpointCeiling,
  decodeCheckpoint,
  encodeCheckpoint,
} from "./checkpoint.ts";
export {
  crossValidate,
  type CrossValidation,
  crossValidationOf,
  type CrossValidationOptions,
  type Spread,
} from "./cross_validate.ts";
export { type Fitted, fittedOf } from "./fitted.ts";
export { compile, type CompileOptions } from "./compile.ts";
export { Mlp, mustBeMlp } from "./mlp.ts";
export { decodeModel, encodeModel } from "./model.ts";
export { isEpochRecord } from "./_record_kinds.ts";
export { decodeRecord, RunError, specSha256 } from "./record.ts";
export type {
  EpochRecord,
  ExamplesRecord,
  FiguresRecord,
  FoldFigures,
  RunRecord,
  TrialRecord,
} from "./run_record.ts";
export {
  type OutputFacts,
  outputFacts,
  predictionOf,
  type RowPrediction,
} from "./prediction.ts";
export type {
  CustomActivation,
  CustomLayerInput,
  CustomSpecInput,
} from "./custom_activations.ts";
