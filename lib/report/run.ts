/**
 * What a run came to: figures first, then the same as text or as JSON.
 *
 * @module
 */

import type { Dataset } from "../dataset/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { Mlp } from "../mlp/mlp.ts";
import type { TrainResult } from "../train/mod.ts";
import { confusionMatrix } from "./confusion.ts";
import { confusionText } from "./confusion_text.ts";
import { lossCurve } from "./loss_curve.ts";
import { misreads } from "./misreads.ts";
import { misreadText } from "./misread_text.ts";
import { rowsText } from "./rows_text.ts";
import { oneHotScore, type Score } from "./score.ts";
import { scoreLine } from "./score_line.ts";

/** A run that is over, scored. */
export interface RunReport {
  /** The network, and the spec it was trained by. */
  readonly mlp: Mlp;
  /** What it learned from. */
  readonly data: Dataset;
  /** The figures of its epochs. */
  readonly result: TrainResult;
  /** Where it was saved. */
  readonly model: string;
  /** Whether the score is on examples that were never learned from. */
  readonly onTest: boolean;
  /** What it was scored on. */
  readonly inputs: Frame | ByteFrame;
  /** What it said of them. */
  readonly answers: Frame;
  /** What it should have said. */
  readonly targets: Frame;
  /** How many were right. */
  readonly score: Score;
}

/** Scores a network on the test set, or on the training rows where there is none. */
export function reportRun(
  mlp: Mlp,
  data: Dataset,
  result: TrainResult,
  model: string,
): RunReport {
  const { inputs, targets } = data.test ?? data.train;
  const answers = mlp.predict(inputs);
  const score = oneHotScore(answers, targets);
  const onTest = data.test !== undefined;
  return { mlp, data, result, model, onTest, inputs, answers, targets, score };
}

/** The report as a person reads it: pictures, then the figures, then the model. */
export function textReport(
  report: RunReport,
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const { data, result, model, onTest, inputs, answers, targets } = report;
  const parts: string[] = [];
  if (result.epochs.length > 1) {
    const losses = result.epochs.map(({ loss }) => loss);
    parts.push(
      "",
      lossCurve(losses, { width: Math.min(width, 72), color }),
      "",
    );
  }
  if (answers.columns === 1) {
    parts.push(rowsText(inputs, answers, targets, { color }));
  } else {
    const matrix = confusionMatrix(answers, targets);
    parts.push(confusionText(matrix, data.classes, { color, width }), "");
    if (data.image && "scale" in inputs) {
      const wrong = misreads(inputs, answers, targets);
      if (wrong.length > 0) {
        parts.push(
          "misread with most confidence",
          misreadText(wrong, {
            image: data.image,
            classes: data.classes,
            color,
            width,
          }),
          "",
        );
      }
    }
    parts.push(scoreLine(report.score, { training: !onTest }));
  }
  return [...parts, `model: ${model}`].join("\n");
}

/** The report as one JSON document. */
export function jsonReport(report: RunReport): string {
  const { mlp, data, result, model, onTest, answers, targets, score } = report;
  return JSON.stringify(
    {
      spec: mlp.spec,
      parameters: mlp.plan.parameters,
      sources: data.sources,
      epochs: result.epochs,
      score: { on: onTest ? "test" : "training", ...score },
      classes: data.classes,
      confusion: confusionMatrix(answers, targets),
      model,
    },
    null,
    2,
  );
}
