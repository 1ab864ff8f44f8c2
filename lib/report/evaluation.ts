/**
 * The evaluation of a network on labeled examples: its scores, as values, as text
 * and as JSON.
 *
 * @module
 */

import type { Scored } from "../dataset/mod.ts";
import { cutOf, type Task } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { type Mlp, outputFacts } from "../mlp/mod.ts";
import { type Calibration, calibration } from "./calibration.ts";
import {
  type ClassScore,
  classScores,
  labelScores,
  manyClassScores,
  meanScore,
} from "./class_scores.ts";
import { classScoresText } from "./class_scores_text.ts";
import { confusionMatrix } from "./confusion.ts";
import { confusionText, mostConfused } from "./confusion_text.ts";
import { misreads } from "./misreads.ts";
import { misreadText } from "./misread_text.ts";
import { type Regression, regression, regressionText } from "./regression.ts";
import { ROWS, rowsText } from "./rows_text.ts";
import { oneHotScore, type Score } from "./score.ts";
import { scoreLine } from "./score_line.ts";

/** The scores of a network, either for regression or for classification. */
export type Evaluation =
  & Scoring
  & (
    | {
      readonly regression: Regression;
      readonly classification?: undefined;
    }
    | {
      readonly regression?: undefined;
      readonly classification: Classification;
    }
  );

/** The fields that every evaluation has. */
interface Scoring {
  /** The examples that the network was scored on. */
  readonly on: Scored;
  /** The task of the network, which decides the meaning of the outputs. */
  readonly task: Task;
  /** The names of the classes or of independent labels; absent for a regression. */
  readonly classes?: readonly string[] | undefined;
  /** The outputs of the network for the examples in `on`. */
  readonly predictions: Frame;
  /** The number of right predictions; meaningless for a regression. */
  readonly score: Score;
}

/** The scores of a classification. */
export interface Classification {
  /** Counts by `[label][prediction]`; absent for independent labels, and for more than 256 classes. */
  readonly confusion?: number[][];
  /** The scores of each class or label. */
  readonly scores: ClassScore[];
  /** Log-loss and calibration error, if the outputs are probabilities. */
  readonly calibration: Calibration | undefined;
}

/** Options of the text. */
export interface EvaluationTextOptions {
  /** Whether to use ANSI colors. */
  readonly color: boolean;
  /** The width of the terminal, in columns. */
  readonly width: number;
  /** Whether misread images are drawn. The command line draws misread images only on a terminal. */
  readonly images: boolean;
}

/**
 * Scores a network on labeled examples.
 *
 * @param predictions The outputs to score (default: the outputs of the network).
 */
export function evaluate(
  mlp: Mlp,
  on: Scored,
  predictions: Frame = mlp.predict(on.inputs),
): Evaluation {
  const { task } = mlp, { targets } = on;
  const score = oneHotScore(predictions, targets, cutOf(task));
  const scoring = { on, task, predictions, score };
  if (task.type === "numbers") {
    const { names, isNamed } = outputFacts(mlp);
    const called = isNamed ? names : undefined;
    return { ...scoring, regression: regression(predictions, targets, called) };
  }
  const classes = on.classes ?? outputFacts(mlp).names;
  const scores = classification(predictions, targets, task);
  return { ...scoring, classes, classification: scores };
}

/**
 * An evaluation as text: rows with predictions, the confusion matrix, class
 * scores and misread images, without those that are not available; the last
 * line is the score.
 */
export function evaluationText(
  { on, task, classes, predictions, score, regression, classification }:
    Evaluation,
  { color, width, images }: EvaluationTextOptions,
): string {
  const { inputs, targets, image, cells, part } = on;
  const parts: string[] = [];
  if (regression) {
    const near = regressionText(regression, predictions.rows) +
      (part === "training" ? " that the network was trained on" : "");
    if (predictions.columns > 1) return near;
    const rows = rowsText(inputs, predictions, targets, {
      ...{ color, cells, cut: false },
    });
    return `${rows}\n${near}`;
  }
  const cut = cutOf(task);
  if (predictions.columns === 1) {
    const rows = rowsText(inputs, predictions, targets, {
      ...{ color, cells, cut, classes: on.classes },
    });
    if (predictions.rows <= ROWS && !cells) return rows; // these rows end with the score
    parts.push(rows, "");
  }
  const { confusion, scores, calibration } = classification;
  if (confusion) {
    parts.push(confusionText(confusion, classes, { color, width }), "");
  }
  parts.push(classScoresText(scores, classes, { color }), "");
  if (images && confusion && image && "scale" in inputs) {
    const wrong = misreads(inputs, predictions, targets, { cut });
    if (wrong.length > 0) {
      parts.push(
        "misread images with the highest confidence",
        misreadText(wrong, { image, classes, color, width }),
        "",
      );
    }
  }
  if (confusion && confusion.length > 2) {
    const line = mostConfused(confusion, classes, image ? "read" : "predicted");
    if (line !== undefined) parts.push(line);
  }
  if (calibration) {
    const { logLoss, calibrationError } = calibration;
    parts.push(
      `log-loss ${logLoss.toFixed(4)}, ` +
        `expected calibration error ${calibrationError.toFixed(4)}`,
    );
  }
  parts.push(scoreLine(score, { training: part === "training" }));
  return parts.join("\n");
}

/** An evaluation as values for JSON. */
export function evaluationJson(
  { on: { part: on }, classes, score, regression, classification }: Evaluation,
) {
  if (regression) return { regression: { on, ...regression } };
  const { confusion, scores, calibration } = classification;
  return {
    score: { on, ...score },
    ...calibration,
    classes,
    confusion,
    classScores: scores,
    meanScore: meanScore(scores),
  };
}

/**
 * The largest number of classes for which a confusion matrix is made. The
 * number of cells of the matrix is the square of the number of classes.
 */
const MOST_CLASSES = 256;

/** Whether each output is an independent label. */
export function isApart({ type }: Task): boolean {
  return type === "labels";
}

/** Computes the scores of each class, or of each independent label. */
export function classification(
  predictions: Frame,
  targets: Frame,
  task: Task,
): Classification {
  const cut = cutOf(task), apart = isApart(task);
  const rest = { calibration: calibration(predictions, targets, { apart }) };
  if (apart) return { scores: labelScores(predictions, targets, cut), ...rest };
  if (targets.columns > MOST_CLASSES) {
    return { scores: manyClassScores(predictions, targets), ...rest };
  }
  const confusion = confusionMatrix(predictions, targets, cut);
  return { confusion, scores: classScores(confusion), ...rest };
}
