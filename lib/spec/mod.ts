/**
 * The spec language: parses the text of a spec, checks the spec, and returns a
 * read-only `Spec`.
 *
 * @module
 */

export { isFolder, isIdx } from "./_file_facts.ts";
export {
  type CheckOptions,
  checkSpec,
  isOpen,
  isUnscaled,
  MAX_MEMORY,
} from "./check.ts";
export { mustHaveClasses } from "./class_weights.ts";
export {
  type OtherPlace,
  pathText,
  SpecError,
  type SpecIssue,
  visible,
} from "./error.ts";
export { LONGEST as LONGEST_SPEC } from "./_read.ts";
export { thousands } from "./_excerpt.ts";
export { explanation } from "./explain.ts";
export { type JsonSchema, jsonSchema } from "./json_schema.ts";
export { type LayerTable, layerTable } from "./layer_table.ts";
export { nearest } from "./nearest.ts";
export {
  asGrid,
  listMeant,
  parseOverride,
  type SpecOverride,
} from "./override.ts";
export { type Setting, type Trial } from "./_expansion.ts";
export { type Trials, trialsOf } from "./sweep.ts";
export {
  type Origin,
  type ParseOptions,
  parseSpec,
  type TracedSpec,
  traceSpec,
} from "./parse.ts";
export {
  bytesText,
  type ClassCount,
  datasetName,
  type ExampleFacts,
  examplesOf,
  imageOf,
  type MemorySize,
  type NetworkSize,
  networkSize,
} from "./size.ts";
export type {
  ActivationName,
  BiasInitializerName,
  ClipSpec,
  GradientOptions,
  InitializerName,
  LossName,
  LossSpec,
  OptimizerConstants,
  OptimizerInput,
  OptimizerName,
  OptimizerSpec,
  Reduction,
  RegularizationSpec,
  ScheduleInput,
  ScheduleSpec,
} from "../formula/mod.ts";
export type {
  AvgPool2dInput,
  AvgPool2dSpec,
  BatchNormInput,
  BatchNormSpec,
  Conv2dInput,
  Conv2dSpec,
  DenseInput,
  DenseSpec,
  FlattenInput,
  FlattenSpec,
  LayerInput,
  LayerNormInput,
  LayerNormSpec,
  LayerSpec,
  LayerTypeName,
  MaxPool2dInput,
  MaxPool2dSpec,
  Padding,
  Sides,
  WithDefaults,
} from "../layer/mod.ts";
export type {
  AugmentSpec,
  CheckpointSpec,
  ClassWeights,
  ColumnKind,
  CsvDataset,
  DatasetSource,
  EarlyStoppingSpec,
  ElasticSpec,
  EpochMetric,
  FolderDataset,
  IdxDataset,
  IdxFiles,
  InitializeSpec,
  InlineDataset,
  NamedDataset,
  Precision,
  Spec,
  TableTest,
  ValidationSpec,
} from "./spec.ts";
export type { AugmentInput, LossInput, SpecInput } from "./spec_input.ts";
export type {
  SweepInput,
  SweepMetric,
  SweepRange,
  SweepSpec,
} from "./sweep_spec.ts";
export { type StarterFolder, starterSpec } from "./starter.ts";
export { isTable } from "./_table_facts.ts";
export { tableDefaults } from "./_table_fields.ts";
export { brief, inline, listed, nameText } from "./_excerpt.ts";
