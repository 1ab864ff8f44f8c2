/**
 * The spec language: text to a checked, read-only `Spec`.
 *
 * @module
 */

export { checkSpec } from "./check.ts";
export { SpecError, type SpecIssue } from "./error.ts";
export { nearest } from "./nearest.ts";
export { parseSpec } from "./parse.ts";
export type {
  ActivationName,
  AdamSpec,
  BiasInitializerName,
  CheckpointSpec,
  InitializerName,
  InlineDataset,
  LayerInput,
  LayerSpec,
  LossName,
  LossSpec,
  OptimizerName,
  OptimizerSpec,
  Precision,
  Reduction,
  SgdSpec,
  Spec,
  SpecInput,
} from "./spec.ts";
