/**
 * `Mlp`, a network that trains and predicts; `compile`; cross-validation; and
 * models, checkpoints and run records as bytes.
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
export {
  type EpochRecord,
  type ExamplesRecord,
  type FiguresRecord,
  type FoldFigures,
  isEpochRecord,
  type TrialRecord,
} from "./record_parts.ts";
export { type InitializedLayers, initializedLayers } from "./initialize.ts";
export { Mlp } from "./mlp.ts";
export { decodeModel, encodeModel, mustBeMlp } from "./model.ts";
export {
  decodeRecord,
  RunError,
  type RunRecord,
  specSha256,
} from "./record.ts";
export {
  type OutputFacts,
  outputFacts,
  predictionOf,
  type RowPrediction,
} from "./prediction.ts";
export {
  type OutputRegression,
  type Regression,
  regressionOf,
} from "./regression.ts";
export type {
  CustomActivation,
  CustomLayerInput,
  CustomSpecInput,
} from "./custom_activations.ts";
