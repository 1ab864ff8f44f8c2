/**
 * Neural networks from a YAML or JSON spec: read, checked, compiled, trained.
 *
 * @example A network that learns exclusive or
 * ```ts
 * import { compile, frame } from "@percept/nn";
 * import { assert } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "xor",
 *   layers: [{ units: 8 }, { units: 1 }],
 *   loss: { type: "mse", reduction: "sum" },
 *   learningRate: 1,
 *   batchSize: 1,
 *   epochs: 5000,
 * }, { inputs: 2 });
 * const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
 * await mlp.train(inputs, frame([[0], [1], [1], [0]]));
 * const [a, b, c, d] = mlp.predict(inputs).data;
 * assert(a < 0.5 && b > 0.5 && c > 0.5 && d < 0.5);
 * ```
 *
 * @module
 */

// Specs
export {
  type ActivationName,
  type AugmentInput,
  type AugmentSpec,
  type BiasInitializerName,
  type CheckOptions,
  type CheckpointSpec,
  checkSpec,
  type ClipSpec,
  type CsvDataset,
  type DatasetSource,
  type EarlyStoppingSpec,
  type ElasticSpec,
  type EpochMetric,
  type ExampleFacts,
  type IdxDataset,
  type IdxFiles,
  type InitializerName,
  type InlineDataset,
  type LayerInput,
  type LayerSpec,
  type LossInput,
  type LossName,
  type LossSpec,
  type NamedDataset,
  type OptimizerConstants,
  type OptimizerInput,
  type OptimizerName,
  type OptimizerSpec,
  type OtherPlace,
  type ParseOptions,
  parseOverride,
  parseSpec,
  type Precision,
  type Reduction,
  type RegularizationSpec,
  type Restraints,
  type ScheduleInput,
  type ScheduleSpec,
  type Spec,
  SpecError,
  type SpecInput,
  type SpecIssue,
  type SpecOverride,
  type ValidationSpec,
} from "./lib/spec/mod.ts";

// Data
export {
  type ByteFrame,
  type Frame,
  frame,
  frame64,
  ShapeError,
} from "./lib/frame.ts";
export type { DatasetName } from "./lib/catalogue.ts";
export {
  type Attempt,
  type CategoricalColumn,
  checkFiles,
  type Column,
  type Dataset,
  DatasetError,
  type DatasetSpec,
  decodeIdx,
  deskew,
  DownloadError,
  type DownloadOptions,
  type DownloadProgress,
  encodeIdx,
  encodeIdxStream,
  type Examples,
  fetchFiles,
  type Holding,
  type Idx,
  type IdxData,
  IdxError,
  type IdxOptions,
  type IdxStream,
  idxStream,
  type IdxStreamOptions,
  loadDataset,
  type LoadOptions,
  type NumericColumn,
  type PlaceOptions,
  type Timeouts,
} from "./lib/dataset/mod.ts";

// Networks
export { compile, type CompileOptions, Mlp } from "./lib/mlp/mlp.ts";
export type { OwnActivation, OwnSpecInput } from "./lib/mlp/own.ts";
export {
  decodeModel,
  encodeModel,
  loadModel,
  saveModel,
} from "./lib/mlp/model.ts";
export { exportJs, exportOnnx } from "./lib/export/mod.ts";
export { ExportError } from "./lib/export/exported.ts";
export type { Fitted } from "./lib/mlp/fitted.ts";
export {
  crossValidate,
  type CrossValidation,
  type CrossValidationOptions,
  type Spread,
} from "./lib/mlp/cross_validate.ts";
export type { FoldFigures } from "./lib/mlp/record.ts";
export { loadCheckpoint, saveCheckpoint } from "./lib/disk/checkpoint.ts";
export type {
  Checkpoint,
  EpochFigures,
  ValidationFigures,
} from "./lib/mlp/checkpoint.ts";
export { SaveError } from "./lib/disk/files.ts";
export { ModelError } from "./lib/format/safetensors.ts";
export {
  DivergenceError,
  type Progress,
  type TrainOptions,
  type TrainResult,
  type ValidationOption,
} from "./lib/train/mod.ts";
export type {
  Activation,
  LayerPlan,
  Numbers,
  Plan,
} from "./lib/network/mod.ts";
export {
  type Engine,
  type EngineOptions,
  type Program,
  reference,
  type State,
  type Sums,
  wasm,
} from "./lib/engine/mod.ts";

// Reports
export {
  type Calibration,
  calibration,
  type ClassScore,
  classScores,
  confusionMatrix,
  labelScores,
  oneHotScore,
  type Regression,
  regression,
  type Score,
  wilsonInterval,
} from "./lib/report/mod.ts";
