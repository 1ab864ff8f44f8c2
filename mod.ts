/**
 * Neural networks that a YAML or JSON spec describes: functions that check a spec,
 * compile it to a network, train the network, and predict with it.
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
  type AvgPool2dInput,
  type AvgPool2dSpec,
  type BatchNormInput,
  type BatchNormSpec,
  type BiasInitializerName,
  type CheckOptions,
  type CheckpointSpec,
  checkSpec,
  type ClassCount,
  type ClassWeights,
  type ClipSpec,
  type ColumnKind,
  type Conv2dInput,
  type Conv2dSpec,
  type CsvDataset,
  type DatasetSource,
  type DenseInput,
  type DenseSpec,
  type EarlyStoppingSpec,
  type ElasticSpec,
  type EpochMetric,
  type ExampleFacts,
  type FlattenInput,
  type FlattenSpec,
  type FolderDataset,
  type GradientOptions,
  type IdxDataset,
  type IdxFiles,
  type InitializerName,
  type InitializeSpec,
  type InlineDataset,
  type LayerInput,
  type LayerNormInput,
  type LayerNormSpec,
  type LayerSpec,
  type LayerTypeName,
  type LossInput,
  type LossName,
  type LossSpec,
  type MaxPool2dInput,
  type MaxPool2dSpec,
  type NamedDataset,
  type OptimizerConstants,
  type OptimizerInput,
  type OptimizerName,
  type OptimizerSpec,
  type OtherPlace,
  type Padding,
  type ParseOptions,
  parseOverride,
  parseSpec,
  type Precision,
  type Reduction,
  type RegularizationSpec,
  type ScheduleInput,
  type ScheduleSpec,
  type Sides,
  type Spec,
  SpecError,
  type SpecInput,
  type SpecIssue,
  type SpecOverride,
  type SweepInput,
  type SweepMetric,
  type SweepRange,
  type SweepSpec,
  type TableTest,
  type ValidationSpec,
  type WithDefaults,
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
  DatasetError,
  decodeIdx,
  encodeIdx,
  encodeIdxStream,
  type Idx,
  type IdxData,
  IdxError,
  type IdxOptions,
  type IdxStream,
  idxStream,
  type IdxStreamOptions,
  ModelError,
} from "./lib/format/mod.ts";
export {
  decodeImage,
  type DrawnForm,
  type ImageForm,
  type Rgba,
} from "./lib/image/mod.ts";
export {
  type CategoricalColumn,
  type Cell,
  type Column,
  type Dataset,
  type DatasetSpec,
  deskew,
  type Examples,
  type FitOptions,
  type LabelScale,
  type NumericColumn,
  type ReadFile,
  type ReadOptions,
  type Row,
  type TableRecord,
  type TableRows,
} from "./lib/dataset/mod.ts";
export {
  type Attempt,
  checkFiles,
  DownloadError,
  type DownloadOptions,
  type DownloadProgress,
  fetchFiles,
  type Holding,
  HostError,
  loadCheckpoint,
  loadDataset,
  loadModel,
  type LoadOptions,
  type PlaceOptions,
  saveCheckpoint,
  SaveError,
  saveModel,
  type Timeouts,
} from "./lib/disk/mod.ts";

// Networks
export {
  compile,
  type CompileOptions,
  crossValidate,
  type CrossValidation,
  type CrossValidationOptions,
  type CustomActivation,
  type CustomLayerInput,
  type CustomSpecInput,
  decodeModel,
  encodeModel,
  type Fitted,
  type FoldFigures,
  Mlp,
  type RowPrediction,
  type Spread,
} from "./lib/mlp/mod.ts";
export {
  type Checkpoint,
  DivergenceError,
  type EpochFigures,
  type Progress,
  type TrainOptions,
  type TrainResult,
  type ValidationFigures,
  type ValidationOption,
} from "./lib/train/mod.ts";
export type { Plan } from "./lib/network/mod.ts";
export type {
  LayerPlan,
  PlacedTensor,
  Shape,
  Tensor,
} from "./lib/layer/mod.ts";
export type { Activation, Numbers, Task } from "./lib/formula/mod.ts";
export {
  type Engine,
  type EngineOptions,
  engines,
  type ExactEngine,
  type ExactProgram,
  type Form,
  fused,
  type Gradient,
  type Later,
  type Program,
  reference,
  type Snapshot,
  type State,
  type Sums,
  wasm,
} from "./lib/engine/mod.ts";
export { ExportError, exportJs, exportOnnx } from "./lib/export/mod.ts";

// Reports
export {
  type Calibration,
  calibration,
  type CalibrationOptions,
  type ClassScore,
  classScores,
  confusionMatrix,
  labelScores,
  oneHotScore,
  type OutputRegression,
  type Regression,
  regression,
  type Score,
  wilsonInterval,
} from "./lib/report/mod.ts";
export {
  display,
  type Displayed,
  type DisplayTexts,
} from "./lib/report/notebook/mod.ts";
