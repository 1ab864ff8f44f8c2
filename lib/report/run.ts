/**
 * The report of a finished run: its epochs, and its scores on the test set.
 *
 * @module
 */

import { type Dataset, scoredOf } from "../dataset/mod.ts";
import type { CrossValidation, Mlp } from "../mlp/mod.ts";
import type { TrainResult } from "../train/mod.ts";
import {
  evaluate,
  type Evaluation,
  evaluationJson,
  evaluationText,
  type EvaluationTextOptions,
} from "./evaluation.ts";
import { foldsLine, foldsText } from "./folds_text.ts";
import { lossCurve } from "./loss_curve.ts";
import { type ShownEpochs, validationLine } from "./validation_line.ts";

/** A finished run and its scores. */
export type RunReport = Evaluation & {
  /** The trained network with its spec. */
  readonly mlp: Mlp;
  /** The metrics of the epochs. */
  readonly result: ShownEpochs;
  /** The path of the saved model. */
  readonly model: string;
  /**
   * The results of the cross-validation, if the spec of the run requires
   * cross-validation.
   */
  readonly folds?: CrossValidation | undefined;
};

/** Scores a network on the test set, or on the training rows if there is no test set. */
export function reportRun(
  mlp: Mlp,
  data: Dataset,
  { result, model, folds }: Pick<RunReport, "model"> & {
    readonly result: TrainResult;
    readonly folds?: CrossValidation | undefined;
  },
): RunReport {
  return { mlp, result, model, folds, ...evaluate(mlp, scoredOf(data)) };
}

/**
 * The report as text: the loss curve, the scores and, on the last line, the
 * path of the model.
 */
export function textReport(
  report: RunReport,
  options: EvaluationTextOptions,
): string {
  const { result, model, folds } = report;
  const { epochs } = result;
  const { color, width } = options;
  const parts: string[] = [];
  if (epochs.length > 1) {
    const losses = epochs.map(({ loss }) => loss);
    const curve = lossCurve(losses, { width: Math.min(width, 72), color });
    parts.push("", curve, "");
  }
  if (folds) parts.push(foldsText(folds, { color }), "");
  const held = validationLine(result);
  if (held) parts.push(held, "");
  // without a test set, the folds are scored on held-out rows, the saved
  // network only on its training rows
  const isFolds = folds && report.on.part === "training";
  parts.push(
    isFolds ? foldsLine(folds) : evaluationText(report, options),
    `model: ${model}`,
  );
  return parts.join("\n");
}

/** The report as one JSON document. */
export function jsonReport(report: RunReport): string {
  const { mlp, result, model, folds, on } = report;
  return JSON.stringify(
    {
      spec: mlp.spec,
      parameters: mlp.plan.parameters,
      sources: on.sources,
      ...(on.notes?.length ? { notes: on.notes } : {}),
      epochs: result.epochs,
      best: result.best,
      crossValidation: folds,
      ...evaluationJson(report),
      model,
    },
    null,
    2,
  );
}
